package org.cryoudl.pipeline.synthesize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.Recipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesizeJobTest {

  private static final Path DEMO = Path.of("synthetic/demo.yaml");

  @TempDir Path folder;

  @Test
  void bytesDoNotDependOnTheNumberOfThreads() throws IOException {
    List<String> overrides =
        List.of("count=24", "box_pixels=48", "noise.low_frequency=true", "write_clean=true");
    Parallelism.of(1).run(() -> run(DEMO, folder.resolve("one"), overrides));
    Parallelism.of(2).run(() -> run(DEMO, folder.resolve("two"), overrides));
    for (String name :
        List.of("particles.mrcs", "clean.mrcs", "templates.mrcs", "truth.csv", "preview.png")) {
      assertArrayEquals(
          Files.readAllBytes(folder.resolve("one").resolve(name)),
          Files.readAllBytes(folder.resolve("two").resolve(name)),
          name);
    }
    run(DEMO, folder.resolve("other"), with(overrides, "seed=2"));
    assertFalse(
        java.util.Arrays.equals(
            Files.readAllBytes(folder.resolve("one/truth.csv")),
            Files.readAllBytes(folder.resolve("other/truth.csv"))));
  }

  @Test
  void starHoldsWhatAUserKnowsAndTruthTheRest() throws IOException {
    run(DEMO, folder, List.of("count=5", "box_pixels=40", "ctf.astigmatism_maximum_angstroms=500"));
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    try (ParticleSet particles = ParticleSet.open(folder.resolve("particles.star"), options)) {
      assertEquals(5, particles.size());
      assertEquals(3.6, particles.pixelSizeAngstroms().orElseThrow(), 1e-9);
      assertEquals(PhaseState.FLIPPED, particles.phases());
      assertTrue(particles.pose(0).isEmpty(), "the pose is not given away");
      assertEquals(40, particles.images().width());
      for (int i = 0; i < 5; i++) {
        double defocus = particles.ctf(i).orElseThrow().defocusUAngstroms();
        assertTrue(defocus > 5000 && defocus < 20250, "defocus " + defocus);
        Image image = particles.images().read(i);
        double sum = 0;
        double squares = 0;
        for (float pixel : image.pixels()) {
          sum += pixel;
          squares += pixel * pixel;
        }
        assertEquals(0, sum / 1600, 1e-4);
        assertEquals(1, squares / 1600, 1e-3);
      }
    }
    List<String> truth = Files.readAllLines(folder.resolve("truth.csv"));
    assertEquals("index,angle_deg,down_px,right_px", truth.get(0));
    assertEquals(6, truth.size());
    assertTrue(truth.get(5).startsWith("5,"), truth.get(5));
  }

  @Test
  void resolvedRecipeMakesTheSameDataAgain() throws IOException {
    run(DEMO, folder.resolve("a"), List.of("count=3", "box_pixels=32"));
    run(folder.resolve("a/recipe.yaml"), folder.resolve("b"), List.of());
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a/particles.mrcs")),
        Files.readAllBytes(folder.resolve("b/particles.mrcs")));
  }

  @Test
  void resultsAreNotReplacedUnlessAsked() throws IOException {
    List<String> small = List.of("count=2", "box_pixels=32");
    run(DEMO, folder, with(small, "write_clean=true"));
    String refusal =
        assertThrows(UsageException.class, () -> run(DEMO, folder, small)).getMessage();
    assertTrue(refusal.contains("particles.mrcs is there already"), refusal);
    SynthesizeJob.run(DEMO, with(small, "seed=9"), folder, true, Progress.silent());
    assertFalse(Files.exists(folder.resolve("clean.mrcs")), "the older run's clean stack is gone");
  }

  @Test
  void filesTheRecipeIsMadeOfAreNotWrittenOver() throws IOException {
    Path own = folder.resolve("a/recipe.yaml");
    run(DEMO, own.getParent(), List.of("count=2", "box_pixels=32"));
    byte[] before = Files.readAllBytes(own);
    UsageException e =
        assertThrows(
            UsageException.class,
            () -> SynthesizeJob.run(own, List.of(), own.getParent(), true, Progress.silent()));
    assertEquals(
        own + " is an input, which is never written over; name another output folder",
        e.getMessage());
    assertArrayEquals(before, Files.readAllBytes(own));
  }

  @Test
  void severalSourcesGiveClassesAndAColumnOfTruth() throws IOException {
    run(
        Path.of("synthetic/mixture.yaml"),
        folder,
        List.of(
            "count=60", "box_pixels=32", "pixel_size_angstroms=8", "poses.shift_maximum_pixels=2"));
    List<String> truth = Files.readAllLines(folder.resolve("truth.csv"));
    assertEquals("index,angle_deg,down_px,right_px,class", truth.get(0));
    for (String number : List.of("1", "2", "3")) {
      long count = truth.stream().filter(line -> line.endsWith("," + number)).count();
      assertTrue(count > 8, "class " + number + " has " + count);
    }
    try (MrcFile templates = MrcFile.open(folder.resolve("templates.mrcs"))) {
      assertEquals(3, templates.size());
    }
  }

  @Test
  void volumeAndMrcImageAreSources() throws IOException {
    Path volume = folder.resolve("v.mrc");
    float[] voxels = new float[24 * 24 * 24];
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < voxels.length; i++) {
      voxels[i] = (float) random.nextDouble();
    }
    MrcWriter.writeVolume(volume, new MrcVolume(24, 24, 24, voxels, OptionalDouble.of(2)));
    Path image = folder.resolve("i.mrc");
    MrcWriter.writeImage(image, new Image(20, 24, new float[480]), OptionalDouble.of(2));
    String views = "views: [{tilt_degrees: 0}, {tilt_degrees: 90}]";
    run(
        DEMO,
        folder.resolve("out"),
        List.of(
            "count=2",
            "box_pixels=24",
            "pixel_size_angstroms=2",
            "sources=[{volume: " + volume + ", " + views + "}, {image: " + image + "}]"));
    try (MrcFile templates = MrcFile.open(folder.resolve("out/templates.mrcs"))) {
      assertEquals(3, templates.size());
      // Seen along z a pixel is the sum of its column of voxels.
      double sum = 0;
      for (int z = 0; z < 24; z++) {
        sum += voxels[(z * 24 + 10) * 24 + 7];
      }
      assertEquals(sum, templates.read(0).at(10, 7), 1e-3);
    }
  }

  @Test
  void wrongSourcesAreNamed() {
    assertMessage(
        "exactly one of specimen, image, volume and pictures", "sources=[{proportion: 1}]");
    assertMessage("no-such.yaml", "sources=[{specimen: no-such.yaml}]");
    assertMessage("shift_maximum_pixels must be at most half", "poses.shift_maximum_pixels=60");
    assertThrows(
        DataException.class,
        () -> run(DEMO, folder.resolve("x"), List.of("sources=[{image: none.png}]")));
    assertFalse(Files.exists(folder.resolve("x")), "nothing is made when the recipe is wrong");
  }

  private void assertMessage(String part, String override) {
    String message =
        assertThrows(UsageException.class, () -> run(DEMO, folder.resolve("x"), List.of(override)))
            .getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void everyRecipeAndSpecimenIsReadable() throws IOException {
    int specimens = 0;
    try (var files = Files.walk(Path.of("synthetic"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        if (ConfigFile.kindOf(file).equals("specimen")) {
          var specimen = ConfigFile.load(file, ParticleClassLoader.SPECIMEN, List.of());
          double size = 2 * specimen.density().radiusAngstroms();
          assertTrue(size > 80 && (size < 345 || specimen.helix() != null), file + ": " + size);
          specimens++;
        } else {
          Recipe recipe = ConfigFile.load(file, SynthesizeJob.RECIPE, List.of());
          assertTrue(recipe.description().length() > 20, file + " says what it is");
        }
      }
    }
    assertTrue(specimens >= 8, specimens + " specimens");
  }

  private static void run(Path recipe, Path output, List<String> overrides) {
    SynthesizeJob.run(recipe, overrides, output, false, Progress.silent());
  }

  private static List<String> with(List<String> overrides, String another) {
    List<String> all = new ArrayList<>(overrides);
    all.add(another);
    return all;
  }
}
