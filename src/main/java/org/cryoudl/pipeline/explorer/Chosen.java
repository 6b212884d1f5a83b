package org.cryoudl.pipeline.explorer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.correlate.OpenedAverage;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.selection.SelectJob;
import org.cryoudl.pipeline.selection.SelectionRule;
import org.cryoudl.progress.Progress;

/**
 * Writes what was chosen. Of a classification these are the particles of the chosen classes, by the
 * job of the command {@code select}; of other files the averages alone.
 */
final class Chosen {

  private static final String STACK = "averages.mrcs";
  private static final String LIST = "averages.csv";

  private final Path results;
  private final ExploreJob.SelectLine line;
  private final String version;

  Chosen(Path results, ExploreJob.SelectLine line, String version) {
    this.results = results;
    this.line = line;
    this.version = version;
  }

  /**
   * Writes.
   *
   * @param name of a folder within the folder of results
   * @return what a person reads, with the command lines
   * @throws UsageException if the name is none, or results are there
   */
  List<String> write(Workspace.View view, String name) {
    if (!name.matches("[\\p{L}\\p{N}_][\\p{L}\\p{N}_. -]{0,80}")) {
      throw new UsageException(
          "name the results with letters, digits, dots and dashes, not '" + name + "'");
    }
    if (view.chosen().isEmpty()) {
      throw new UsageException("choose an average first");
    }
    Map<Path, List<OpenedAverage>> byFile = new LinkedHashMap<>();
    for (int id : view.chosen()) {
      OpenedAverage one = view.averages().get(id);
      byFile.computeIfAbsent(one.file(), file -> new ArrayList<>()).add(one);
    }
    List<String> lines = new ArrayList<>();
    Path folder = results.resolve(name);
    List<OpenedAverage> others = new ArrayList<>();
    int part = 0;
    long classifications = byFile.keySet().stream().filter(Workspace::isClassification).count();
    for (Map.Entry<Path, List<OpenedAverage>> each : byFile.entrySet()) {
      if (Workspace.isClassification(each.getKey())) {
        part++;
        Path target = classifications == 1 ? folder : folder.resolve("classes-" + part);
        lines.addAll(select(each.getKey(), each.getValue(), target));
      } else {
        others.addAll(each.getValue());
      }
    }
    if (!others.isEmpty()) {
      lines.addAll(averages(others, folder));
    }
    return lines;
  }

  private List<String> select(Path classification, List<OpenedAverage> classes, Path target) {
    Set<Integer> numbers = new TreeSet<>();
    classes.forEach(one -> numbers.add(one.number()));
    String list = SelectionRule.ranges(numbers);
    String command = line.of(classification, target, list);
    List<String> lines = new ArrayList<>();
    lines.add(command);
    lines.addAll(
        new SelectJob(
                classification,
                target,
                List.of(new SelectionRule.Numbers(numbers)),
                false,
                ParticleSetOptions.DEFAULT.withoutImages(),
                false,
                new Invocation(command, version))
            .run(Progress.silent())
            .lines());
    lines.add("results in " + target);
    return lines;
  }

  private static List<String> averages(List<OpenedAverage> averages, Path folder) {
    Set<Integer> sides = new TreeSet<>();
    averages.forEach(one -> sides.add(one.image().box()));
    OutputFolder.make(folder);
    List<String> lines = new ArrayList<>();
    for (int side : sides) {
      List<Image> images =
          averages.stream().map(OpenedAverage::image).filter(one -> one.box() == side).toList();
      String name = sides.size() == 1 ? STACK : STACK.replace(".", "_" + side + "px.");
      Path stack = folder.resolve(name);
      OutputFolder.check(folder, List.of(name, LIST), false);
      try (MrcWriter writer = MrcWriter.stack(stack, side, side, OptionalDouble.empty())) {
        images.forEach(image -> writer.append(image.pixels()));
        writer.commit();
      }
      lines.add(images.size() + " averages of " + side + " pixels in " + stack);
    }
    CsvWriter.write(
        folder.resolve(LIST),
        List.of("file", "page", "number", "side"),
        out -> {
          for (OpenedAverage one : averages) {
            out.row(one.file(), one.page(), one.number(), one.image().box());
          }
        });
    return lines;
  }
}
