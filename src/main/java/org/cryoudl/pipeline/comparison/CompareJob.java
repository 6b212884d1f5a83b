package org.cryoudl.pipeline.comparison;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.evaluation.averages.RingCorrelation;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.evaluation.poses.PoseDifferences;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.reporting.Frequencies;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.Report;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.report.files.ReportFiles;

/**
 * Compares the poses that two runs or two programs gave the same particles: {@code
 * comparison.json}, {@code particles.csv} (a line each, the largest differences first), {@code
 * rings.csv}, {@code averages.png} (as they came, first, second brought into the first's frame) and
 * a report.
 *
 * @param first aligned particles
 * @param second the same stack, aligned otherwise
 * @param images whether to read the images, for averages
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param output where the files go, if anywhere
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record CompareJob(
    Path first,
    Path second,
    boolean images,
    Optional<Path> projectFolder,
    Optional<EvaluationOutput> output,
    String commandLine,
    String version) {

  private static final String JSON = "comparison.json";
  private static final String TABLE = "particles.csv";
  private static final String RINGS = "rings.csv";
  private static final String PICTURES = "averages.png";

  /** Runs to the end; returns what a person reads. */
  public List<String> run(Progress progress) {
    List<String> names = new ArrayList<>(List.of(JSON, TABLE, RINGS, PICTURES));
    names.addAll(ReportFiles.names());
    ParticleSetOptions base =
        projectFolder.map(ParticleSetOptions.DEFAULT::inProject).orElse(ParticleSetOptions.DEFAULT);
    try (EvaluationOutput.Transaction results =
            EvaluationOutput.begin(output, names, List.of(first, second));
        ParticleSet a = ParticleSet.open(first, images ? base : base.withoutImages());
        ParticleSet b = ParticleSet.open(second, base.withoutImages())) {
      results.watch(a);
      results.watch(b);
      ParticleMatch match = ParticleMatch.of(a, b);
      Pose[] posesA = ParticleMatch.poses(a, match.firstRows());
      Pose[] posesB = ParticleMatch.poses(b, match.secondRows());
      PoseDifferences differences = PoseDifferences.of(posesA, posesB);
      Optional<Comparison.Averages> averages =
          images ? Optional.of(averages(a, match, posesA, posesB)) : Optional.empty();
      int both = posesA.length;
      Comparison comparison =
          new Comparison(
              a.size() - both,
              b.size() - both,
              Arrays.stream(match.firstRows()).mapToObj(a::imageName).toList(),
              differences,
              averages);
      results.publish(
          out -> {
            write(out, comparison);
            ReportFiles.write(report(comparison, a, match, posesA, posesB), out.folder());
          });
      return comparison.lines(first.toString(), second.toString()).stream()
          .map(Frequencies::plain)
          .toList();
    }
  }

  private Comparison.Averages averages(
      ParticleSet set, ParticleMatch match, Pose[] posesA, Pose[] posesB) {
    ImageSource source = set.images();
    CircularMask mask = AlignmentOptions.DEFAULT.mask(source.width());
    PosedAverages a = PosedAverages.of(source, match.firstRows(), posesA);
    PosedAverages b = PosedAverages.of(source, match.firstRows(), posesB);
    Image ofFirst = a.all();
    Image ofSecond = b.all();
    FrameMatch frame = FrameMatch.of(ofFirst, ofSecond, mask);
    Image moved = frame.applyTo(ofSecond);
    return new Comparison.Averages(
        RingCorrelation.of(a.even(), a.odd(), mask),
        RingCorrelation.of(b.even(), b.odd(), mask),
        RingCorrelation.of(ofFirst, moved, mask),
        new Comparison.Pictures(
            PosedAverages.unmoved(source, match.firstRows()).all(), ofFirst, moved),
        frame,
        set.pixelSizeAngstroms());
  }

  private Report report(
      Comparison comparison, ParticleSet a, ParticleMatch match, Pose[] posesA, Pose[] posesB) {
    Provenance provenance = new Provenance(commandLine, version);
    if (images) {
      provenance.withImages(a.file(), a.images());
    }
    ParticleViews views =
        comparison
            .averages()
            .map(
                found ->
                    new PosedViews(a.images(), match.firstRows(), posesA, posesB)
                        .draw(found.frame().pose()))
            .orElse(ParticleViews.NONE);
    return new ComparisonReport(comparison, first, second)
        .build(views, provenance.withFile("Poses A", first).withFile("Poses B", second).section());
  }

  private void write(EvaluationOutput out, Comparison comparison) {
    AtomicOutput.writeText(out.folder().resolve(TABLE), table(comparison));
    comparison
        .averages()
        .ifPresent(
            found -> {
              AtomicOutput.writeText(out.folder().resolve(RINGS), rings(found));
              Comparison.Pictures pictures = found.pictures();
              PngImage.writeLevels(
                  ContactSheet.DEFAULT
                      .withColumns(3)
                      .layOut(List.of(pictures.raw(), pictures.first(), pictures.second())),
                  out.folder().resolve(PICTURES));
            });
    AtomicOutput.writeText(out.folder().resolve(JSON), json(comparison).toPrettyString() + "\n");
  }

  private static String table(Comparison comparison) {
    PoseDifferences d = comparison.differences();
    Integer[] order = new Integer[d.psiDegrees().length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(
        order, (i, j) -> Double.compare(Math.abs(d.psiDegrees()[j]), Math.abs(d.psiDegrees()[i])));
    StringBuilder text = new StringBuilder("image,psi_difference_degrees,centre_distance_px\n");
    for (int i : order) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s,%.4f,%.4f%n",
              comparison.names().get(i),
              d.psiDegrees()[i],
              d.shiftPixels()[i]));
    }
    return text.toString();
  }

  private static String rings(Comparison.Averages averages) {
    StringBuilder text = new StringBuilder("shell,first_halves,second_halves,first_with_second\n");
    for (int s = 0; s < averages.first().size(); s++) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d,%.5f,%.5f,%.5f%n",
              s,
              averages.first().perShell()[s],
              averages.second().perShell()[s],
              averages.agreement().perShell()[s]));
    }
    return text.toString();
  }

  private ObjectNode json(Comparison comparison) {
    AlignmentScore score = comparison.differences().score();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("command_line", commandLine);
    node.put("version", version);
    node.put("first", first.toString());
    node.put("second", second.toString());
    node.put("in_both", score.particles());
    node.put("only_first", comparison.onlyFirst());
    node.put("only_second", comparison.onlySecond());
    EvaluationOutput.put(node, "mod360", score.mod360());
    EvaluationOutput.put(node, "mod180", score.mod180());
    score.meanShiftPixels().ifPresent(shift -> node.put("shift_mean_px", shift));
    comparison.averages().ifPresent(found -> put(node.putObject("averages"), found));
    return node;
  }

  private static void put(ObjectNode node, Comparison.Averages found) {
    node.put("correlation", found.correlation());
    put(node.putArray("first_halves_frc"), found.first());
    put(node.putArray("second_halves_frc"), found.second());
    put(node.putArray("first_with_second_frc"), found.agreement());
    resolution(node, "first", found, found.first());
    resolution(node, "second", found, found.second());
  }

  private static void put(ArrayNode array, RingCorrelation rings) {
    for (double value : rings.perShell()) {
      array.add(value);
    }
  }

  private static void resolution(
      ObjectNode node, String name, Comparison.Averages found, RingCorrelation rings) {
    OptionalDouble angstroms = found.angstroms(rings, RingCorrelation.RESOLVED);
    angstroms.ifPresent(a -> node.put(name + "_frc0143_angstroms", a));
  }
}
