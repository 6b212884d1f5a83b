package org.cryoudl.pipeline.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.benchmark.record.BenchmarkConfig;
import org.cryoudl.pipeline.benchmark.record.BenchmarkSet;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.files.ProgramFolder;
import org.jspecify.annotations.Nullable;

/** Puts together what a benchmark compares, from a configuration and sets named by the user. */
public final class BenchmarkPlan {

  private static final String STANDARD = "configs/benchmark.yaml";

  private BenchmarkPlan() {}

  /**
   * The configuration of a benchmark.
   *
   * @param file configuration; the program's own if null
   * @param overrides {@code key=value} changes to it
   * @param sets metadata of particles that take the place of the configuration's sets, truth beside
   *     them
   * @param withRelion whether RELION may be run
   * @throws DataException if a set has no truth beside it
   */
  public static BenchmarkConfig of(
      @Nullable Path file, List<String> overrides, List<Path> sets, boolean withRelion) {
    Path used = file == null ? ProgramFolder.file(STANDARD) : file;
    BenchmarkConfig config =
        ConfigFile.load(used, BenchmarkConfig.KIND, overrides)
            .resolvedAgainst(AtomicOutput.folderOf(used))
            .withRelionIf(withRelion);
    if (sets.isEmpty()) {
      return config;
    }
    List<BenchmarkSet> named = new ArrayList<>();
    for (Path set : sets) {
      named.add(beside(set));
    }
    return config.withSets(named);
  }

  private static BenchmarkSet beside(Path particles) {
    String file = particles.getFileName().toString();
    int dot = file.lastIndexOf('.');
    String name = dot < 0 ? file : file.substring(0, dot);
    Path folder = AtomicOutput.folderOf(particles);
    Path truth =
        firstOf(folder, List.of(name + ".truth.csv", "truth.csv"))
            .orElseThrow(
                () ->
                    new DataException(
                        String.format(
                            Locale.ROOT,
                            "%s has no truth beside it: there is neither %s.truth.csv nor truth.csv in %s",
                            particles,
                            name,
                            folder)));
    Optional<Path> template =
        firstOf(folder, List.of(name + ".template.mrc", name + ".template.mrcs", "templates.mrcs"));
    // A simulated set is identified by its folder: all are called particles.star.
    String shown = name.equals("particles") ? folder.getFileName().toString() : name;
    return new BenchmarkSet(
        shown,
        particles.toAbsolutePath().toString(),
        truth.toString(),
        template.map(Path::toString).orElse(null),
        null,
        null,
        List.of());
  }

  private static Optional<Path> firstOf(Path folder, List<String> names) {
    return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
  }
}
