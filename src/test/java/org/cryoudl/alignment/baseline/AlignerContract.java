package org.cryoudl.alignment.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.alignment.baseline.averaging.AveragingOptions;
import org.cryoudl.alignment.baseline.averaging.IterativeAveraging;
import org.cryoudl.alignment.baseline.oracle.Oracle;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every way to align must do, held against the truth of easy simulated sets. Heirs name the
 * ways, in a static method {@code methods}.
 */
abstract class AlignerContract {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int COUNT = 48;
  private static final int[] BOXES = {45, 48};

  @TempDir static Path folder;

  private static final Map<Integer, SimulatedSet> SETS = new HashMap<>();
  private static final Map<Integer, Path> FILES = new HashMap<>();

  /** The methods, each with the mean angle and shift error it must reach on the easy sets. */
  enum Method {
    CRYOUDL(1, 0.4),
    POLAR_SPECTRUM(1.5, 0.5),
    FOURIER_MELLIN(3, 0.5),
    CROSS_CORRELATION(1.2, 0.5),
    ITERATIVE_AVERAGING(1.2, 0.5),
    ORACLE(0.8, 0.3);

    final double degrees;
    final double pixels;

    Method(double degrees, double pixels) {
      this.degrees = degrees;
      this.pixels = pixels;
    }

    Aligner open(SimulatedSet simulated, AlignmentOptions options) {
      Progress progress = Progress.silent();
      BaselineMethod finder =
          switch (this) {
            case CRYOUDL -> null;
            case POLAR_SPECTRUM -> new PolarSpectrum();
            case FOURIER_MELLIN -> new FourierMellin();
            case CROSS_CORRELATION -> new CrossCorrelationSearch();
            case ITERATIVE_AVERAGING ->
                new IterativeAveraging(
                    new AveragingOptions(true, OptionalDouble.empty(), 3), history -> {});
            case ORACLE -> oracle(simulated);
          };
      return finder == null
          ? new ParticleAligner(NETWORK.model(), options, progress)
          : new BaselineAligner(finder, options, progress);
    }
  }

  private static BaselineMethod oracle(SimulatedSet simulated) {
    Pose[] truth = new Pose[simulated.count()];
    for (int i = 0; i < truth.length; i++) {
      truth[i] = simulated.truth(i);
    }
    int box = simulated.box();
    return new Oracle(SimulatedSet.molecule(box).render(box, Pose.IDENTITY), truth, bounds -> {});
  }

  @BeforeAll
  static void simulate() {
    for (int box : BOXES) {
      SimulatedSet set = SimulatedSet.of(COUNT, box, CtfModel.Mode.NONE, 2);
      SETS.put(box, set);
      FILES.put(box, set.write(folder, "easy" + box));
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void truthIsRecoveredInOddAndEvenBoxes(Method method) {
    for (int box : BOXES) {
      SimulatedSet set = SETS.get(box);
      Alignment found = align(method, set, FILES.get(box), AlignmentOptions.DEFAULT);
      assertEquals(COUNT, found.size());
      AlignmentScore score = AlignmentScore.of(found.particles().poses(), truth(set, COUNT), 0);
      String what = method + " in a box of " + box + ": ";
      assertEquals(0, score.mod360().shareAbove10(), what + "share above 10 degrees");
      double angle = score.mod360().meanDegrees();
      assertTrue(angle < method.degrees, what + angle + " degrees");
      double shift = score.meanShiftPixels().orElseThrow();
      assertTrue(shift < method.pixels, what + shift + " px");
      // All judge their poses by the same yardstick.
      double mean = Arrays.stream(found.particles().confidence()).average().orElseThrow();
      assertTrue(mean > 0.8, what + "confidence " + mean);
      for (int i = 0; i < COUNT; i++) {
        assertTrue(
            found.particles().correlation()[i] > 0.2 && found.particles().correlation()[i] < 1,
            what + i);
        assertTrue(
            found.particles().psiErrorDegrees()[i] > 0.1
                && found.particles().psiErrorDegrees()[i] < 3,
            what + i);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void posesDependNeitherOnChanceNorOnThreads(Method method) {
    SimulatedSet set = SETS.get(45).withCount(20);
    Path file = set.write(folder, method + "-few");
    Alignment one =
        Parallelism.of(1).call(() -> align(method, set, file, AlignmentOptions.DEFAULT));
    Alignment three =
        Parallelism.of(3).call(() -> align(method, set, file, AlignmentOptions.DEFAULT));
    assertArrayEquals(one.particles().poses(), three.particles().poses());
    assertArrayEquals(one.particles().confidence(), three.particles().confidence());
    assertArrayEquals(one.largestView().average().pixels(), three.largestView().average().pixels());
  }

  /** Poses are those of the conventions: they bring a particle into the frame of the picture. */
  @ParameterizedTest
  @MethodSource("methods")
  void pictureGivesTheFrame(Method method) {
    SimulatedSet set = SETS.get(48);
    Image picture = SimulatedSet.molecule(48).render(48, Pose.IDENTITY);
    Alignment found =
        align(method, set, FILES.get(48), withReference(new Reference.Picture(picture)));
    double turn = 0;
    double x = 0;
    double y = 0;
    for (int i = 0; i < COUNT; i++) {
      // Where the true pose would bring the particle's centre, and where the found one does.
      double[] centre = set.truth(i).applyInverse(0, 0);
      double[] lands = found.particles().poses()[i].apply(centre[0], centre[1]);
      turn +=
          Angles.wrap(found.particles().poses()[i].psiDegrees() - set.truth(i).psiDegrees(), 360)
              / COUNT;
      x += lands[0] / COUNT;
      y += lands[1] / COUNT;
    }
    assertEquals(0, turn, 0.8, "turn");
    assertEquals(0, x, 0.3, "columns");
    assertEquals(0, y, 0.3, "rows");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void constantImagesAreLeftOut(Method method) {
    SimulatedSet set = SETS.get(45);
    float[][] some = new float[40][];
    for (int i = 0; i < some.length; i++) {
      some[i] = set.image(i).pixels();
    }
    Arrays.fill(some[0], 3);
    Arrays.fill(some[7], 0);
    Alignment found =
        align(
            method, set.withCount(40), write(method + "-constant", some), AlignmentOptions.DEFAULT);
    assertEquals(List.of(0, 7), found.constantRows());
    assertEquals(38, found.size());
    assertEquals(1, found.particles().rows()[0]);
    Pose[] truth = truth(set, 40);
    Pose[] known = new Pose[38];
    for (int i = 0; i < 38; i++) {
      known[i] = truth[found.particles().rows()[i]];
    }
    double error = AlignmentScore.of(found.particles().poses(), known, 0).mod360().medianDegrees();
    assertTrue(error < 4, method + ": median error " + error);
  }

  @ParameterizedTest
  @MethodSource("methods")
  void oneImageIsRefusedInASentence(Method method) {
    SimulatedSet set = SETS.get(45);
    for (float[][] images :
        List.of(
            new float[][] {set.image(0).pixels()},
            new float[][] {set.image(0).pixels(), new float[45 * 45]})) {
      Path file = write(method + "-one-" + images.length, images);
      DataException refused =
          assertThrows(
              DataException.class,
              () -> align(method, set.withCount(images.length), file, AlignmentOptions.DEFAULT));
      assertTrue(refused.getMessage().contains("1 usable image"), refused.getMessage());
      assertTrue(refused.getMessage().contains("at least 2"), refused.getMessage());
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void noiseGivesFinitePosesAndLittleCorrelation(Method method) {
    SimulatedSet set = SETS.get(45);
    float[][] noise = new float[40][45 * 45];
    Random random = new Random(5);
    for (float[] image : noise) {
      for (int p = 0; p < image.length; p++) {
        image[p] = (float) random.nextGaussian();
      }
    }
    Alignment found =
        align(method, set.withCount(40), write(method + "-noise", noise), AlignmentOptions.DEFAULT);
    assertEquals(40, found.size());
    double mean = Arrays.stream(found.particles().correlation()).average().orElseThrow();
    // A particle's own share of the average of 40 is 1 / sqrt(40) = 0.16.
    assertTrue(mean < 0.25, "mean correlation " + mean);
    for (int i = 0; i < found.size(); i++) {
      assertTrue(found.particles().confidence()[i] >= 0 && found.particles().confidence()[i] <= 1);
    }
  }

  private static Alignment align(
      Method method, SimulatedSet simulated, Path file, AlignmentOptions options) {
    try (ParticleSet set = SimulatedSet.open(file)) {
      return method.open(simulated, options).align(set);
    }
  }

  private static Pose[] truth(SimulatedSet set, int count) {
    Pose[] truth = new Pose[count];
    for (int i = 0; i < count; i++) {
      truth[i] = set.truth(i);
    }
    return truth;
  }

  private static AlignmentOptions withReference(Reference reference) {
    return AlignmentOptions.DEFAULT.withReference(reference);
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
}
