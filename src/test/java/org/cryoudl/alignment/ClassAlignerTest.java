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
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Particles of three molecules, in unequal numbers and mixed order. */
class ClassAlignerTest {

  private static final int BOX = 40;
  private static final int[] SIZES = {40, 24, 12};
  private static final List<BlobProjection> MOLECULES =
      List.of(
          molecule(new double[] {-8, 6, 1, 9}, new double[] {-3, -6, 8, 3}),
          molecule(new double[] {-9, -3, 3, 9}, new double[] {1, 0, 0, -1}),
          molecule(new double[] {-5, 5, -5, 4}, new double[] {-5, -4, 5, 6}));

  @TempDir static Path folder;

  private static int[] truth;
  private static Pose[] poses;
  private static Path file;
  private static Alignment sorted;

  @BeforeAll
  static void sortOnce() {
    int count = Arrays.stream(SIZES).sum();
    Random random = new Random(5);
    truth = new int[count];
    poses = new Pose[count];
    for (int k = 0, i = 0; k < SIZES.length; k++) {
      for (int n = 0; n < SIZES[k]; n++) {
        truth[i++] = k;
      }
    }
    for (int i = count - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = truth[i];
      truth[i] = truth[j];
      truth[j] = swapped;
    }
    file = folder.resolve("three.mrcs");
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < count; i++) {
        poses[i] =
            new Pose(360 * random.nextDouble(), 3 * random.nextDouble() - 1.5, random.nextDouble());
        float[] pixels = MOLECULES.get(truth[i]).render(BOX, poses[i]).pixels().clone();
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] += (float) (0.7 * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    sorted = sort(file, 3);
  }

  @Test
  void everyParticleFindsItsClassAndPose() {
    ParticleResults particles = sorted.particles();
    assertEquals(3, sorted.occupiedViews());
    for (int k = 0; k < SIZES.length; k++) {
      int number = k;
      assertEquals(SIZES[k], sorted.views().get(k).particles());
      int[] members =
          IntStream.range(0, truth.length)
              .filter(i -> particles.classIndex()[i] == number)
              .toArray();
      for (int i : members) {
        assertEquals(k, truth[i], "class of particle " + i);
        assertTrue(particles.classPosterior()[i] > 0.9);
      }
      AlignmentScore score =
          AlignmentScore.of(
              Arrays.stream(members)
                  .mapToObj(i -> sorted.particles().poses()[i])
                  .toArray(Pose[]::new),
              Arrays.stream(members).mapToObj(i -> poses[i]).toArray(Pose[]::new),
              0);
      // The second molecule is a rod, whose half-turns are hard to tell.
      assertTrue(score.mod180().meanDegrees() < 2, "class " + k + ": " + score.mod180());
      assertTrue(score.mod360().shareAbove10() < 0.1 || k == 1, "class " + k);
    }
  }

  @Tag("slow")
  @Test
  void classesDoNotDependOnTheNumberOfThreads() {
    assertSameWithOtherThreads(sorted, file, 3);
  }

  @Test
  void fewParticlesDoNotDependOnTheNumberOfThreads() {
    Path few = first(10);
    assertSameWithOtherThreads(sort(few, 2), few, 2);
  }

  private static void assertSameWithOtherThreads(Alignment known, Path stack, int classes) {
    int threads = Parallelism.current().threads() == 1 ? 3 : 1;
    Alignment other = Parallelism.of(threads).call(() -> sort(stack, classes));
    assertArrayEquals(known.particles().poses(), other.particles().poses());
    assertArrayEquals(known.particles().classIndex(), other.particles().classIndex());
    assertArrayEquals(known.particles().classPosterior(), other.particles().classPosterior());
  }

  /** As many classes as particles are allowed; some stay empty, and the numbers add up. */
  @Test
  void moreClassesThanViewsDoNotCrash() {
    Path small = first(5);
    Alignment five = sort(small, 5);
    assertEquals(5, five.views().size());
    assertEquals(5, five.views().stream().mapToInt(ViewResult::particles).sum());
    for (double share : five.particles().classPosterior()) {
      assertTrue(share > 0 && share <= 1 + 1e-6);
    }
    assertThrows(UsageException.class, () -> sort(small, 6));
  }

  /** 60 particles of two molecules, enough to hold some out, and as many images of noise. */
  @Tag("slow")
  @Test
  void particlesThatHadNoPartTellClassesFromNoise() {
    Random random = new Random(29);
    Path real = folder.resolve("two.mrcs");
    Path noise = folder.resolve("noise.mrcs");
    int count = 120;
    int[] molecule = new int[count];
    try (MrcWriter particles = MrcWriter.stack(real, BOX, BOX, OptionalDouble.of(4));
        MrcWriter nothing = MrcWriter.stack(noise, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < count; i++) {
        molecule[i] = random.nextInt(2);
        Pose pose =
            new Pose(360 * random.nextDouble(), random.nextDouble() - 0.5, random.nextDouble());
        float[] pixels = MOLECULES.get(2 * molecule[i]).render(BOX, pose).pixels().clone();
        float[] empty = new float[pixels.length];
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] += (float) (0.8 * random.nextGaussian());
          empty[p] = (float) random.nextGaussian();
        }
        particles.append(pixels);
        nothing.append(empty);
      }
      particles.commit();
      nothing.commit();
    }
    Alignment found = sort(real, 2);
    int right = 0;
    for (int i = 0; i < count; i++) {
      right += found.particles().classIndex()[i] == molecule[i] ? 1 : 0;
    }
    assertTrue(Math.max(right, count - right) > 0.97 * count, right + " of " + count);
    int tested = 0;
    for (ViewResult view : found.views()) {
      HeldOutEvidence heldOut = view.reliability().orElseThrow().heldOut();
      tested += heldOut.count();
      assertFalse(heldOut.indicatesNoise());
      assertTrue(heldOut.trust() > 0.5);
    }
    assertEquals(24, tested);
    assertTrue(Arrays.stream(found.particles().classPosterior()).average().orElseThrow() > 0.95);
    assertTrue(Arrays.stream(found.particles().confidence()).average().orElseThrow() > 0.9);

    Alignment imagined = sort(noise, 2);
    tested = 0;
    for (ViewResult view : imagined.views()) {
      tested += view.heldOut().count();
      if (view.heldOut().count() > 0) {
        assertTrue(view.heldOut().indicatesNoise());
      }
    }
    assertTrue(tested >= 15, tested + " held-out particles");
    // Nothing is known but how many particles each class has: no particle is surer of its own.
    double largest = imagined.views().stream().mapToInt(ViewResult::particles).max().orElseThrow();
    for (double sure : imagined.particles().classPosterior()) {
      assertTrue(sure < largest / count + 0.02, sure + ", largest class " + largest);
    }
    assertTrue(Arrays.stream(imagined.particles().confidence()).average().orElseThrow() < 0.1);
  }

  /** Nothing says how the CTF is in the images; the particles do. */
  @Tag("slow")
  @ParameterizedTest
  @EnumSource(names = {"FULL", "PHASE_FLIPPED"})
  void phasesAreFoundOut(CtfModel.Mode mode) {
    Path star = SimulatedSet.of(80, 45, mode, 0.5).write(folder, "phases-" + mode);
    CtfPhases right = mode == CtfModel.Mode.FULL ? CtfPhases.UNFLIPPED : CtfPhases.FLIPPED;
    assertEquals(Optional.of(right), sort(star, 2).phases());
  }

  @Test
  void aReferenceIsRefused() {
    AlignmentOptions first = AlignmentOptions.DEFAULT.withReference(new Reference.Particle(0));
    assertThrows(
        UsageException.class, () -> new ClassAligner(first, ClassPlan.of(2), Progress.silent()));
  }

  /** A stack of the first particles. */
  private static Path first(int count) {
    Path few = folder.resolve("first-" + count + ".mrcs");
    try (ParticleSet set = ParticleSet.open(file, ParticleSetOptions.DEFAULT);
        MrcWriter writer = MrcWriter.stack(few, BOX, BOX, OptionalDouble.of(4))) {
      for (int i = 0; i < count; i++) {
        writer.append(set.images().read(i).pixels());
      }
      writer.commit();
    }
    return few;
  }

  private static Alignment sort(Path stack, int classes) {
    try (ParticleSet set = ParticleSet.open(stack, ParticleSetOptions.DEFAULT)) {
      return new ClassAligner(AlignmentOptions.DEFAULT, ClassPlan.of(classes), Progress.silent())
          .align(set);
    }
  }

  private static BlobProjection molecule(double[] x, double[] y) {
    return new BlobProjection(x, y, new double[] {2, 1.5, 2.5, 1.2}, new double[] {60, 30, 80, 25});
  }
}
