package org.cryoudl.pipeline.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BiConsumer;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.table.ImplausibleCtf;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.SharedData;
import org.cryoudl.testing.TestStacks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputHealthTest {

  private static final int BOX = 32;
  private static final int IMAGES = 40;

  @TempDir Path folder;

  /** White blobs on white noise, changed image by image. */
  private Path stack(BiConsumer<Integer, float[]> change) {
    Path file = folder.resolve("a.mrcs");
    Random random = new Random(3);
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(2))) {
      for (int i = 0; i < IMAGES; i++) {
        float[] pixels = new float[BOX * BOX];
        for (int p = 0; p < pixels.length; p++) {
          double r = Math.hypot(p % BOX - 16, p / BOX - 16);
          pixels[p] = (float) (random.nextGaussian() + 4 * Math.exp(-r * r / 18));
        }
        change.accept(i, pixels);
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private static InputHealth health(Path file) {
    return health(file, InputHealth.Use.DEFAULT);
  }

  private static InputHealth health(Path file, InputHealth.Use use) {
    try (ParticleSet set =
        ParticleSet.open(file, ParticleSetOptions.DEFAULT.allowingMixedPixelSizes())) {
      return InputHealth.of(set, use, Progress.silent());
    }
  }

  private static <F extends InputFinding> F only(InputHealth health, Class<F> kind) {
    List<F> found = health.findings().stream().filter(kind::isInstance).map(kind::cast).toList();
    assertEquals(1, found.size(), kind + " in " + health.findings());
    return found.get(0);
  }

  @Test
  void allIsFineWithGoodParticles() {
    InputHealth health = health(stack((i, pixels) -> {}));
    assertEquals(HealthLevel.FINE, health.worst(), health.findings().toString());
    // In so small boxes no edge can be told from noise, and what was not measured is not fine.
    assertEquals(10, health.findings().size());
    assertFalse(health.lines().get(0).contains("edges"), health.lines().toString());
    assertFalse(health.lines().get(0).contains("CTF"), health.lines().toString()); // a bare stack
    assertTrue(only(health, ImageFinding.ContrastSeen.class).z() > 8);
    // Noise alone gives a slope; across the box it is a small part of its deviation.
    assertTrue(only(health, ImageFinding.Ramp.class).median() < 0.8);
    assertEquals(
        new MetadataFinding.PixelSizeKnown(OptionalDouble.of(2), false),
        only(health, MetadataFinding.PixelSizeKnown.class));
    health.requireUsable();
  }

  @Test
  void rampsAreMeasuredInDeviationsOfTheBackground() {
    InputHealth health =
        health(
            stack(
                (i, pixels) -> {
                  for (int p = 0; p < pixels.length; p++) {
                    pixels[p] += (float) (3.0 * (p % BOX) / BOX);
                  }
                }));
    ImageFinding.Ramp ramp = only(health, ImageFinding.Ramp.class);
    assertEquals(3, ramp.median(), 0.3);
    assertEquals(HealthLevel.DOUBTFUL, ramp.level());
    assertEquals(HealthLevel.DOUBTFUL, health.worst());
  }

  @Test
  void edgesAreLookedForInLargerBoxes() {
    Path file = folder.resolve("large.mrcs");
    Random random = new Random(4);
    try (MrcWriter writer = MrcWriter.stack(file, 64, 64, OptionalDouble.of(2))) {
      for (int i = 0; i < 20; i++) {
        float[] pixels = new float[64 * 64];
        for (int p = 0; p < pixels.length; p++) {
          boolean beyond = i < 8 && p % 64 > 40;
          pixels[p] = (float) random.nextGaussian() + (beyond ? 4 : 0);
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    assertEquals(8, only(health(file), ImageFinding.Edges.class).count());
  }

  /**
   * Nothing else can be measured in images that cannot be read, so nothing else is fine; nor is a
   * CTF that a bare stack does not have.
   */
  @Test
  void ofImagesThatCannotBeUsedNothingIsFine() {
    InputHealth health = health(stack((i, pixels) -> Arrays.fill(pixels, 3e38f)));
    assertEquals(
        List.of("pixel size", "box", "values").stream().sorted().toList(),
        health.findings().stream().map(InputFinding::subject).sorted().toList());
    assertEquals(HealthLevel.WRONG, health.worst());
  }

  /** Images that two rows name are not fine because no other image has their pixels. */
  @Test
  void imagesNamedTwiceAreNotCalledUnrepeated() {
    InputHealth health =
        health(star("1 2 300 2.7 0.1 1\n", "1@a.mrcs 1 9000\n2@a.mrcs 1 9000\n1@a.mrcs 1 9000\n"));
    assertFalse(health.lines().get(0).contains("repeated images"), health.lines().toString());
    assertTrue(
        only(health, MetadataFinding.Remark.class).text().contains("1 of 3 rows name an image"),
        health.findings().toString());
  }

  /** What is taken off is not said to be taken as it is; a reason keeps its data. */
  @Test
  void whatIsDoubtfulOrRefusedIsSaidAsItIs() {
    InputHealth ramps =
        health(
            stack(
                (i, pixels) -> {
                  for (int p = 0; p < pixels.length; p++) {
                    pixels[p] += (float) (3.0 * (p % BOX) / BOX);
                  }
                }));
    assertEquals("off, as fitted in each image", ramps.doubts().get(0).taken());
    InputHealth zero = health(star("1 2 0 2.7 0.1 1\n", "1@a.mrcs 1 9000\n2@a.mrcs 1 12000\n"));
    DataException e = assertThrows(DataException.class, zero::requireUsable);
    assertInstanceOf(ImplausibleCtf.class, e.reason().orElseThrow());
  }

  @Test
  void edgesAcrossManyImagesAreDoubtful() {
    ImageFinding.Edges some = new ImageFinding.Edges(30, 40, 4.2);
    assertEquals(HealthLevel.DOUBTFUL, some.level());
    assertTrue(some.text().contains("crosses 30 of 40 backgrounds"), some.text());
    assertTrue(some.text().contains("a typical step of 4.2"), some.text());
    assertEquals(HealthLevel.FINE, new ImageFinding.Edges(2, 40, 4.2).level());
  }

  @Test
  void imagesThatHoldNothingOrStandOutAreNamed() {
    Path file =
        stack(
            (i, pixels) -> {
              for (int p = 0; p < pixels.length; p++) {
                pixels[p] =
                    i == 4 ? 7 : i == 9 ? 40 * pixels[p] : i == 11 ? pixels[p] + 50 : pixels[p];
              }
              if (i == 20) {
                pixels[5] = 3e30f;
              }
            });
    InputHealth health = health(file);
    assertEquals(
        new ImageFinding.Constant(1, IMAGES, "000005@" + file),
        only(health, ImageFinding.Constant.class));
    assertEquals(
        new ImageFinding.Outlying(2, IMAGES, "000010@" + file),
        only(health, ImageFinding.Outlying.class));
    ImageFinding.Unusable unusable = only(health, ImageFinding.Unusable.class);
    assertEquals(1, unusable.count());
    assertTrue(unusable.first().contains("000021@" + file + " holds the value 3.0E30"));
    DataException e = assertThrows(DataException.class, health::requireUsable);
    assertTrue(e.getMessage().contains("cannot be used: 1 of 40"), e.getMessage());
  }

  @Test
  void equalImagesAreFoundByTheirPixels() {
    float[] third = new float[BOX * BOX];
    Path file =
        stack(
            (i, pixels) -> {
              if (i == 2) {
                System.arraycopy(pixels, 0, third, 0, third.length);
              } else if (i == 30 || i == 31) {
                System.arraycopy(third, 0, pixels, 0, third.length);
              }
            });
    ImageFinding.Equal equal = only(health(file), ImageFinding.Equal.class);
    assertEquals(new ImageFinding.Equal(2, IMAGES, "000031@" + file, "000003@" + file), equal);
    assertEquals(HealthLevel.DOUBTFUL, equal.level());
    Path all =
        stack(
            (i, pixels) -> {
              if (i == 0) {
                System.arraycopy(pixels, 0, third, 0, third.length);
              }
              System.arraycopy(third, 0, pixels, 0, third.length);
            });
    DataException e = assertThrows(DataException.class, () -> health(all).requireUsable());
    assertTrue(e.getMessage().contains("all 40 images are equal"), e.getMessage());
  }

  @Test
  void darkParticlesAreDoubtfulUntilTheyAreInverted() {
    Path file =
        stack(
            (i, pixels) -> {
              for (int p = 0; p < pixels.length; p++) {
                pixels[p] = -pixels[p];
              }
            });
    assertEquals(HealthLevel.DOUBTFUL, only(health(file), ImageFinding.ContrastSeen.class).level());
    InputHealth inverted = health(file, new InputHealth.Use(true, true));
    assertEquals("particles are white", only(inverted, ImageFinding.ContrastSeen.class).text());
    assertEquals(HealthLevel.FINE, inverted.worst());
  }

  @Test
  void maskedBackgroundsAreFound() {
    Path file =
        stack(
            (i, pixels) -> {
              for (int p = 0; p < pixels.length && i < 3; p++) {
                pixels[p] = Math.hypot(p % BOX - 16, p / BOX - 16) > 14 ? 0 : pixels[p];
              }
            });
    assertEquals(new ImageFinding.Masked(3, IMAGES), only(health(file), ImageFinding.Masked.class));
  }

  /** Stripes of amplitude a have a variance of a^2 / 2, beside 1 of the noise. */
  @Test
  void patternsInCommonAreFound() {
    double amplitude = 0.5;
    double variance = amplitude * amplitude / 2;
    Path striped =
        stack(
            (i, pixels) -> {
              for (int p = 0; p < pixels.length; p++) {
                pixels[p] += (float) (amplitude * Math.cos(2 * Math.PI * 4 * (p % BOX) / BOX));
              }
            });
    ImageFinding.Common common = only(health(striped), ImageFinding.Common.class);
    assertEquals(variance / (1 + variance), common.share(), 0.02);
    assertEquals(HealthLevel.DOUBTFUL, common.level());
    assertTrue(common.text().contains("beside 0.95 that differ"), common.text());
  }

  /** Stripes that differ from image to image, and a halo of all particles, are no such pattern. */
  @Test
  void whatTurnsWithParticlesIsNoCommonPattern() {
    Random random = new Random(5);
    Path file =
        stack(
            (i, pixels) -> {
              double phase = 2 * Math.PI * random.nextDouble();
              for (int p = 0; p < pixels.length; p++) {
                double r = Math.hypot(p % BOX - 16, p / BOX - 16);
                pixels[p] += (float) Math.cos(2 * Math.PI * 4 * (p % BOX) / BOX + phase);
                pixels[p] += (float) Math.cos(r);
              }
            });
    ImageFinding.Common common = only(health(file), ImageFinding.Common.class);
    assertEquals(0, common.share(), 1.0 / IMAGES);
    assertEquals(HealthLevel.FINE, common.level());
  }

  private Path star(String optics, String rows) {
    stack((i, pixels) -> {});
    return TestStacks.text(
        folder.resolve("p.star"),
        "data_optics\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n_rlnVoltage\n"
            + "_rlnSphericalAberration\n_rlnAmplitudeContrast\n_rlnCtfDataArePhaseFlipped\n"
            + optics
            + "data_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n_rlnDefocusU\n"
            + rows);
  }

  @Test
  void metadataAreJudgedBesideTheImages() {
    InputHealth good = health(star("1 2 300 2.7 0.1 1\n", "1@a.mrcs 1 9000\n2@a.mrcs 1 12000\n"));
    assertEquals(
        new MetadataFinding.CtfKnown(2, 2, 9000, 12000),
        only(good, MetadataFinding.CtfKnown.class));
    assertEquals(PhaseState.FLIPPED, only(good, MetadataFinding.PhasesSaid.class).state());
    InputHealth zero = health(star("1 2 0 2.7 0.1 1\n", "1@a.mrcs 1 9000\n2@a.mrcs 1 12000\n"));
    assertEquals(HealthLevel.WRONG, zero.worst());
    assertTrue(zero.at(HealthLevel.WRONG).get(0).text().contains("_rlnVoltage is 0"));
    InputHealth unused =
        health(
            star("1 2 0 2.7 0.1 1\n", "1@a.mrcs 1 9000\n2@a.mrcs 1 12000\n"),
            new InputHealth.Use(false, false));
    unused.requireUsable();
    InputHealth mixed =
        health(star("1 2 300 2.7 0.1 1\n2 3 300 2.7 0.1 1\n", "1@a.mrcs 1 9\n2@a.mrcs 2 9000\n"));
    assertTrue(
        mixed.at(HealthLevel.DOUBTFUL).stream()
            .anyMatch(
                found ->
                    found
                        .text()
                        .matches(
                            ".*line 17: the pixel size is 3 A.*not rescaled except by align and"
                                + " classify")),
        mixed.findings().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "-9000,9000,DOUBTFUL,overfocus",
    "400,300,DOUBTFUL,unusually close to focus",
    "9000,9000,FINE,defocus 9000 to 9000 A"
  })
  void unusualDefocusIsDoubtful(double u, double v, HealthLevel level, String words) {
    MetadataFinding.CtfKnown ctf =
        new MetadataFinding.CtfKnown(5, 5, Math.min(u, v), Math.max(u, v));
    assertEquals(level, ctf.level());
    assertTrue(ctf.text().contains(words), ctf.text());
  }

  /** A white molecule whose surroundings are brighter still, and class averages that are dark. */
  @Tag("slow")
  @Test
  void contrastOfRealSets() {
    assertEquals(
        HealthLevel.FINE,
        only(
                health(SharedData.file("data/particles/macromolecule_001-250.mrcs")),
                ImageFinding.ContrastSeen.class)
            .level());
    assertEquals(
        "particles look darker than their background: if they are, invert them",
        only(health(SharedData.file("data/bench/c5.star")), ImageFinding.ContrastSeen.class)
            .text());
    for (String white : List.of("bench/c1.star", "bench/c6.star", "views/ribosome-snr03.star")) {
      assertEquals(
          "particles are white",
          only(health(SharedData.file("data/" + white)), ImageFinding.ContrastSeen.class).text());
    }
  }
}
