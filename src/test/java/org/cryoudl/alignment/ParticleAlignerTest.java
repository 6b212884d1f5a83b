package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.PixelCorrelation;
import org.cryoudl.testing.SimulatedSet;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole alignments of small simulated sets, with a fresh NETWORK.model(), which compares spectra.
 */
class ParticleAlignerTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 45;
  private static final int COUNT = 60;

  @TempDir static Path folder;

  /** Without CTF. */
  private static SimulatedSet plain;

  private static Path plainFile;

  private static Alignment plainAlignment;

  @BeforeAll
  static void alignOnce() {
    plain = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.NONE, 2);
    plainFile = plain.write(folder, "plain");
    plainAlignment = align(plainFile, AlignmentOptions.DEFAULT);
  }

  @Test
  void particlesWithoutCtfAreAligned() {
    assertEquals(COUNT, plainAlignment.size());
    assertEquals(Optional.empty(), plainAlignment.phases());
    assertEquals(4, plainAlignment.pixelSizeAngstroms().orElseThrow(), 1e-6);
    assertEquals(BOX, plainAlignment.box());
    double error = plain.meanTurnError(plainAlignment.particles().poses());
    assertTrue(error < 1, "mean error " + error);
    // The centre of mass lies at a particle's own place, the same for all: compare differences.
    double[][] centres = new double[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      double[] inParticle = plain.truth(i).applyInverse(0, 0);
      centres[i] = plainAlignment.particles().poses()[i].apply(inParticle[0], inParticle[1]);
    }
    double meanX = Arrays.stream(centres).mapToDouble(c -> c[0]).average().orElseThrow();
    double meanY = Arrays.stream(centres).mapToDouble(c -> c[1]).average().orElseThrow();
    for (double[] centre : centres) {
      assertTrue(Math.hypot(centre[0] - meanX, centre[1] - meanY) < 0.8, "a shift is wrong");
    }
    assertTrue(
        Arrays.stream(plainAlignment.particles().confidence()).average().orElseThrow() > 0.8);
    assertTrue(plainAlignment.largestView().ringCorrelation()[5] > 0.9);
    double scale = Arrays.stream(plainAlignment.particles().scale()).average().orElseThrow();
    assertEquals(1, scale, 0.1);
  }

  @Test
  void standardErrorsTellTheErrors() {
    double[] errors = plain.turnErrors(plainAlignment.particles().poses());
    double squares = 0;
    for (int i = 0; i < COUNT; i++) {
      squares += Math.pow(errors[i] / plainAlignment.particles().psiErrorDegrees()[i], 2) / COUNT;
    }
    // The average is not perfect, so errors exceed those against a known picture a little.
    assertTrue(squares > 0.5 && squares < 2.5, "mean square " + squares);
  }

  /** Both at once: neither changes a single bit. */
  @Test
  void posesDoNotDependOnTheNumberOfThreadsNorInvertedContrast() {
    float[][] dark = new float[COUNT][];
    for (int i = 0; i < COUNT; i++) {
      dark[i] = plain.image(i).pixels();
      for (int p = 0; p < dark[i].length; p++) {
        dark[i][p] = -dark[i][p];
      }
    }
    Path file = write("dark", dark);
    AlignmentOptions invert = AlignmentOptions.builder().invertContrast(true).build();
    int threads = Parallelism.current().threads() == 1 ? 3 : 1;
    Alignment other = Parallelism.of(threads).call(() -> align(file, invert));
    assertArrayEquals(plainAlignment.particles().poses(), other.particles().poses());
    assertArrayEquals(plainAlignment.particles().confidence(), other.particles().confidence());
    assertArrayEquals(
        plainAlignment.largestView().average().pixels(), other.largestView().average().pixels());
  }

  /** A set turned as a whole, which in an odd box loses nothing, has the same relative poses. */
  @Test
  void turningAllImagesTurnsAllPoses() {
    float[][] turned = new float[COUNT][BOX * BOX];
    for (int i = 0; i < COUNT; i++) {
      float[] image = plain.image(i).pixels();
      for (int y = 0; y < BOX; y++) {
        for (int x = 0; x < BOX; x++) {
          // (x, y) goes to (-y, x) about the centre: a turn by +90.
          turned[i][x * BOX + BOX - 1 - y] = image[y * BOX + x];
        }
      }
    }
    Alignment other = align(write("turned", turned), AlignmentOptions.DEFAULT);
    double first =
        other.particles().poses()[0].psiDegrees()
            - plainAlignment.particles().poses()[0].psiDegrees();
    double mean = 0;
    for (int i = 0; i < COUNT; i++) {
      double psi =
          other.particles().poses()[i].psiDegrees()
              - plainAlignment.particles().poses()[i].psiDegrees();
      mean += Math.abs(Angles.wrap(psi - first, 360)) / COUNT;
    }
    assertTrue(mean < 0.3, "mean difference " + mean);
    assertTrue(plain.meanTurnError(other.particles().poses()) < 1);
  }

  @ParameterizedTest
  @EnumSource(
      value = CtfModel.Mode.class,
      names = {"FULL", "PHASE_FLIPPED"})
  void phasesAreFoundOut(CtfModel.Mode mode) {
    SimulatedSet set = SimulatedSet.of(40, BOX, mode, 2);
    Path file = set.write(folder, mode.name());
    Alignment alignment = align(file, AlignmentOptions.DEFAULT);
    CtfPhases expected = mode == CtfModel.Mode.FULL ? CtfPhases.UNFLIPPED : CtfPhases.FLIPPED;
    assertEquals(Optional.of(expected), alignment.phases());
    double error = set.meanTurnError(alignment.particles().poses());
    assertTrue(error < 2, "mean error " + error);
  }

  @Test
  void referenceParticleKeepsItsOrientation() {
    int index = 3;
    Alignment alignment = align(plainFile, withReference(new Reference.Particle(index)));
    assertEquals(0, alignment.particles().poses()[index].psiDegrees(), 1e-9);
    assertTrue(plain.meanTurnError(alignment.particles().poses()) < 1);
    // The average shows what the particle shows, brought to the centre.
    double[] centre = plain.truth(index).applyInverse(0, 0);
    double[] lands = alignment.particles().poses()[index].apply(centre[0], centre[1]);
    float[] expected =
        SimulatedSet.molecule(BOX)
            .render(BOX, new Pose(plain.truth(index).psiDegrees(), -lands[0], -lands[1]))
            .pixels();
    double correlation = PixelCorrelation.of(expected, alignment.largestView().average().pixels());
    assertTrue(correlation > 0.9, "correlation " + correlation);
  }

  @Test
  void referencePictureGivesItsFrame() {
    Image picture = SimulatedSet.molecule(BOX).render(BOX, Pose.IDENTITY);
    Alignment alignment = align(plainFile, withReference(new Reference.Picture(picture)));
    double turn = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < COUNT; i++) {
      Pose truth = plain.truth(i);
      Pose found = alignment.particles().poses()[i];
      turn += Angles.wrap(found.psiDegrees() - truth.psiDegrees(), 360) / COUNT;
      x += (found.originXPixels() - truth.originXPixels()) / COUNT;
      y += (found.originYPixels() - truth.originYPixels()) / COUNT;
    }
    assertEquals(0, turn, 0.7);
    assertEquals(0, x, 0.2);
    assertEquals(0, y, 0.2);
    assertTrue(plain.meanTurnError(alignment.particles().poses()) < 1);
    assertTrue(
        PixelCorrelation.of(picture.pixels(), alignment.largestView().average().pixels()) > 0.95);
  }

  @Test
  void constantImagesAreLeftOut() {
    int[] kept = IntStream.range(0, 24).filter(i -> i != 0 && i != 7).toArray();
    float[][] some = new float[24][];
    for (int i = 0; i < some.length; i++) {
      some[i] = plain.image(i).pixels();
    }
    Arrays.fill(some[0], 3);
    Arrays.fill(some[7], 0);
    Path file = write("constant", some);
    Alignment alignment = align(file, withReference(new Reference.Particle(8)));
    assertEquals(List.of(0, 7), alignment.constantRows());
    assertArrayEquals(kept, alignment.particles().rows());
    assertEquals(22, alignment.size());
    UsageException refused =
        assertThrows(
            UsageException.class, () -> align(file, withReference(new Reference.Particle(7))));
    assertTrue(refused.getMessage().contains("single value"), refused.getMessage());
    // The reference is named by its row of the file, not by its place among those that are left.
    assertEquals(0, alignment.particles().poses()[6].psiDegrees(), 1e-9);
  }

  /** White noise; flat posteriors, and no structure found, whatever the number of images. */
  @Test
  void pureNoiseHasFlatPosteriors() {
    assertFlatPosteriors(40);
  }

  @Tag("slow")
  @Test
  void muchPureNoiseHasFlatPosteriors() {
    assertFlatPosteriors(200);
  }

  private static void assertFlatPosteriors(int count) {
    float[][] noise = new float[count][];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = PlainTransform.noise(BOX * BOX, 1000 + i);
    }
    Alignment alignment = align(write("noise" + count, noise), AlignmentOptions.DEFAULT);
    assertTrue(
        alignment.largestView().heldOut().indicatesNoise(),
        alignment.largestView().heldOut().toString());
    assertTrue(alignment.largestView().heldOut().logEvidence() < HeldOutEvidence.NEEDED - 2);
    assertFalse(plainAlignment.largestView().heldOut().indicatesNoise());
    double evidence = plainAlignment.largestView().heldOut().logEvidence();
    assertTrue(evidence > 3 * HeldOutEvidence.NEEDED, "log evidence " + evidence);
    assertEquals(1, plainAlignment.largestView().heldOut().trust(), 0.21);
    // Chance is 7 of 180 angles, for the probability within 3 degrees.
    double chance = 7.0 / 180;
    double noiseExcess = mean(alignment.particles().networkConfidence().orElseThrow()) - chance;
    double realExcess = mean(plainAlignment.particles().networkConfidence().orElseThrow()) - chance;
    assertTrue(noiseExcess < 0.4 * realExcess, noiseExcess + " against " + realExcess);
    // A tenth of the particles is left out of what each is compared with, its own share too.
    assertTrue(mean(alignment.particles().correlation()) < 1 / Math.sqrt(40), "own share is in it");
    for (int i = 0; i < alignment.size(); i++) {
      assertEquals(20 / 360.0, alignment.particles().confidence()[i], 1e-9);
      assertEquals(
          0.5, alignment.particles().reliability().orElseThrow().halfTurnProbability()[i], 1e-9);
      assertTrue(alignment.particles().reliability().orElseThrow().effectivePoses()[i] > 1000);
      assertTrue(alignment.particles().psiErrorDegrees()[i] > 60);
      assertFalse(alignment.particles().reliability().orElseThrow().outlier()[i]);
    }
    for (float v : alignment.largestView().average().pixels()) {
      assertTrue(Float.isFinite(v));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16})
  void smallBoxesDoNotCrash(int box) {
    float[][] images = new float[5][];
    for (int i = 0; i < images.length; i++) {
      images[i] = PlainTransform.noise(box * box, i);
    }
    assertEquals(5, align(write("box" + box, images), AlignmentOptions.DEFAULT).size());
  }

  @Test
  void boxesTooSmallForAnythingAreRefused() {
    for (int box : new int[] {1, 2, 3, 4}) {
      float[][] images = new float[3][];
      for (int i = 0; i < images.length; i++) {
        images[i] = PlainTransform.noise(box * box, i);
      }
      Path file = write("tiny" + box, images);
      assertThrows(DataException.class, () -> align(file, AlignmentOptions.DEFAULT), "box " + box);
    }
  }

  private static Path write(String name, float[][] images) {
    Path file = folder.resolve(name + ".mrcs");
    int box = (int) Math.sqrt(images[0].length);
    try (MrcWriter writer = MrcWriter.stack(file, box, box, OptionalDouble.of(4))) {
      for (float[] image : images) {
        writer.append(image);
      }
      writer.commit();
    }
    return file;
  }

  private static AlignmentOptions withReference(Reference reference) {
    return AlignmentOptions.DEFAULT.withReference(reference);
  }

  private static Alignment align(Path file, AlignmentOptions options) {
    try (ParticleSet set = SimulatedSet.open(file)) {
      return new ParticleAligner(NETWORK.model(), options, Progress.silent()).align(set);
    }
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}
