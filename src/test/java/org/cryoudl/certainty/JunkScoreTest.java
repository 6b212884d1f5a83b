package org.cryoudl.certainty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.synthesize.ViewsJob;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.TrialTable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How well the score of a class tells molecules from junk, over sets with junk of seven kinds. A
 * class is junk if most of its particles are. {@code -Dcryoudl.trials=FILE} sorts all eight sets
 * into 25 classes each, which takes half an hour, and keeps the table; else two small sets are
 * sorted.
 */
@Tag("slow")
class JunkScoreTest {

  private static final Path SPECIMENS = Path.of("synthetic/specimens").toAbsolutePath();

  private static final String UNIFORM = "{kind: uniform}";
  private static final String TWO_SIDES =
      "{kind: preferred, axes: [{rot_degrees: 0, tilt_degrees: 90}, {rot_degrees: 60,"
          + " tilt_degrees: 90}], spread_degrees: 8}";
  private static final String ONE_SIDE =
      "{kind: preferred, axes: [{rot_degrees: 30, tilt_degrees: 90}], spread_degrees: 10,"
          + " uniform_share: 0.1}";

  /** A set by its recipe. */
  private record Mixture(
      int seed, List<String> specimens, String directions, double junk, double snr, double ice) {

    String recipe(int count) {
      return String.format(
          Locale.ROOT,
          "kind: views\nseed: %d\ncount: %d\nbox_pixels: 64\npixel_size_angstroms: 5\n"
              + "specimens: [%s]\ndirections: %s\nposes: {shift_maximum_pixels: 3}\n"
              + "junk: {share: %s}\nmicrographs: {particles: 50, ice_gradient: %s}\n"
              + "ctf: {mode: full, astigmatism_maximum_angstroms: 300, margin_pixels: 16}\n"
              + "snr: %s\n",
          seed,
          count,
          String.join(", ", specimens),
          directions,
          junk,
          ice,
          snr);
    }
  }

  private static final List<Mixture> SETS =
      List.of(
          new Mixture(101, List.of(random(41, 250, 5), random(42, 230, 4)), UNIFORM, .3, .1, 0),
          new Mixture(102, List.of(specimen("ribosome")), UNIFORM, .35, .1, 1),
          new Mixture(103, List.of(specimen("filament"), random(43, 200, 4)), TWO_SIDES, .3, .1, 0),
          new Mixture(104, List.of(random(44, 160, 3), random(45, 270, 7)), UNIFORM, .4, .06, 0),
          new Mixture(
              105,
              List.of(random(46, 240, 6), random(47, 180, 3), random(48, 220, 5)),
              UNIFORM,
              .3,
              .1,
              .5),
          new Mixture(
              106,
              List.of(specimen("rod-with-handles"), specimen("barrel-d7")),
              UNIFORM,
              .3,
              .1,
              0),
          new Mixture(
              107,
              List.of(specimen("filament"), specimen("polymerase-claw")),
              ONE_SIDE,
              .35,
              .15,
              0),
          new Mixture(
              108, List.of(specimen("channel-in-disc"), random(49, 250, 5)), UNIFORM, .35, .05, 0));

  @TempDir Path folder;

  private static String random(int seed, int diameter, int domains) {
    return String.format(
        Locale.ROOT,
        "{name: m%d, molecule: {seed: %d, diameter_angstroms: %d, domains: %d}}",
        seed,
        seed,
        diameter,
        domains);
  }

  private static String specimen(String name) {
    return "{name: " + name + ", specimen: " + SPECIMENS.resolve(name + ".yaml") + "}";
  }

  /** Scores of classes of molecules and of junk. */
  private record Scores(List<Double> molecules, List<Double> junk) {

    /** How often a class of molecules has the higher score, a draw counting half. */
    double areaUnderCurve() {
      double wins = 0;
      for (double molecule : molecules) {
        for (double other : junk) {
          wins += molecule > other ? 1 : molecule == other ? 0.5 : 0;
        }
      }
      return wins / molecules.size() / junk.size();
    }

    long recommended(boolean ofJunk) {
      return (ofJunk ? junk : molecules).stream().filter(score -> score >= 0.3).count();
    }
  }

  @Test
  void moleculesScoreHigherThanJunk() throws IOException {
    boolean all = TrialTable.isWanted();
    Scores together = new Scores(new ArrayList<>(), new ArrayList<>());
    List<String> lines = new ArrayList<>();
    for (Mixture set : all ? SETS : SETS.subList(0, 2)) {
      Scores own = scores(set, all ? 1600 : 600, all ? 25 : 12);
      together.molecules.addAll(own.molecules);
      together.junk.addAll(own.junk);
      lines.add(line("set " + set.seed, own));
      TrialTable.add(lines.get(lines.size() - 1));
    }
    lines.add(line("all", together));
    TrialTable.add(lines.get(lines.size() - 1));
    String table = String.join("\n", lines);
    assertTrue(together.areaUnderCurve() > (all ? 0.97 : 0.9), table);
    assertTrue(together.recommended(true) <= 0.06 * together.junk.size() + 1, table);
    assertTrue(together.recommended(false) >= 0.6 * together.molecules.size(), table);
  }

  private static String line(String name, Scores scores) {
    return String.format(
        Locale.ROOT,
        "| %s | %d, %d | %.3f | %d, %d |",
        name,
        scores.molecules.size(),
        scores.junk.size(),
        scores.areaUnderCurve(),
        scores.recommended(false),
        scores.recommended(true));
  }

  private Scores scores(Mixture set, int count, int classes) throws IOException {
    Path own = folder.resolve("set" + set.seed);
    Path recipe = Files.writeString(folder.resolve(set.seed + ".yaml"), set.recipe(count));
    ViewsJob.run(recipe, List.of(), own, false, Progress.silent());
    Path sorted = folder.resolve("sorted" + set.seed);
    CommandRun run =
        CommandRun.of(
            "classify",
            own.resolve("particles.star").toString(),
            "-o",
            sorted.toString(),
            "--classes",
            Integer.toString(classes),
            "--quiet");
    assertEquals(0, run.code(), run.err());

    List<CsvReader.Line> truth = CsvReader.read(own.resolve("truth.csv"), "truth");
    int column = truth.get(0).cells().indexOf("junk");
    int[] members = new int[classes];
    int[] junk = new int[classes];
    try (ParticleSet found =
        ParticleSet.open(
            sorted.resolve("particles.star"), ParticleSetOptions.DEFAULT.withoutImages())) {
      for (int i = 0; i < found.size(); i++) {
        int k = found.classNumber(i).orElseThrow() - 1;
        members[k]++;
        junk[k] += truth.get(i + 1).cells().get(column).isEmpty() ? 0 : 1;
      }
    }
    Scores scores = new Scores(new ArrayList<>(), new ArrayList<>());
    JsonNode summary = new ObjectMapper().readTree(sorted.resolve("summary.json").toFile());
    for (JsonNode one : summary.get("classes")) {
      int k = one.get("number").asInt() - 1;
      if (members[k] > 0) {
        (2 * junk[k] > members[k] ? scores.junk : scores.molecules)
            .add(one.get("score").asDouble());
      }
    }
    return scores;
  }
}
