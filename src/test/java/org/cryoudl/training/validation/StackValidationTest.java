package org.cryoudl.training.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import org.cryoudl.geometry.Angles;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.agreement.StackSample;
import org.cryoudl.training.pairs.PairLayout;
import org.cryoudl.training.pairs.Teacher;
import org.cryoudl.training.run.Checkpoint;
import org.cryoudl.training.run.Metric;
import org.junit.jupiter.api.Test;

/** "Images" that are features already: one pattern under known turns, with noise. */
class StackValidationTest {

  private static final PolarArchitecture SIZES = new PolarArchitecture(8, 90, 1, 1, 1, 1);
  private static final int COUNT = 60;

  @Test
  void withoutNoiseEverythingAgrees() {
    List<Metric> outcome = measure(0, Optional.empty());
    assertEquals(2, outcome.size());
    assertEquals(0, value(outcome, Metric.VALIDATION, StackValidation.HALVES), 0.02);
    assertEquals(0, value(outcome, Metric.VALIDATION, StackValidation.PAIRS), 0.05);
  }

  /** What is measured without truth must come close to what the truth says, and is not changed. */
  @Test
  void pairsAgainstJointIsNearlyTheirError() {
    double[] psi = new double[COUNT];
    Arrays.setAll(psi, i -> -turn(i));
    List<Metric> outcome = measure(1.5, Optional.of(psi));
    double estimated = value(outcome, Metric.VALIDATION, StackValidation.PAIRS);
    double error = value(outcome, Metric.TRUTH, "pairwise_error_mean_degrees");
    double joint = value(outcome, Metric.TRUTH, "joint_error_mean_degrees");
    double plain = 0;
    for (int i = 0; i < COUNT; i++) {
      int next = (i + 1) % COUNT;
      double found = AngleCurve.peakDegrees(TEACHER.matcher().curve(spectrum(i), spectrum(next)));
      plain += Math.abs(Angles.wrap(found - (turn(i) - turn(next)), 180)) / COUNT;
    }
    assertEquals(plain, error, 1e-9);
    assertTrue(joint < 0.6 * error, joint + " against " + error);
    assertEquals(error, estimated, 0.25 * error);
    List<Metric> without = measure(1.5, Optional.empty());
    assertEquals(estimated, value(without, Metric.VALIDATION, StackValidation.PAIRS), 0);
  }

  /** Noise lets the two halves' pictures differ; more of it more so. */
  @Test
  void halvesAgreeLessTheMoreNoiseThereIs() {
    double little = value(measure(1, Optional.empty()), "validation", StackValidation.HALVES);
    double much = value(measure(6, Optional.empty()), "validation", StackValidation.HALVES);
    assertTrue(little < 1 && much > 3 * little, little + " and " + much);
  }

  @Test
  void samplesHoldBothHalves() {
    int[] places = StackSample.places(1000, 500);
    assertEquals(500, Arrays.stream(places).distinct().count());
    assertEquals(250, Arrays.stream(places).filter(place -> place % 2 == 0).count());
    assertTrue(places[499] > 990 && places[499] < 1000);
    assertEquals(6, StackSample.places(7, 500).length);
  }

  private static double noise;

  private static List<Metric> measure(double deviation, Optional<double[]> psi) {
    noise = deviation;
    return new StackValidation(new Stack(), psi, COUNT).measure(TEACHER);
  }

  private static double value(List<Metric> outcome, String split, String name) {
    return outcome.stream()
        .filter(one -> one.split().equals(split) && one.name().equals(name))
        .mapToDouble(Metric::value)
        .findFirst()
        .orElseThrow();
  }

  private static double turn(int image) {
    return 47.3 * image;
  }

  private static float[] spectrum(int image) {
    FeatureMatcher matcher = TEACHER.matcher();
    Random pattern = new Random(5);
    float[] smooth = new float[SIZES.rings() * SIZES.angleBins()];
    for (int ring = 0; ring < SIZES.rings(); ring++) {
      for (int k = 1; k < 9; k++) {
        double phase = 2 * Math.PI * pattern.nextDouble();
        for (int a = 0; a < SIZES.angleBins(); a++) {
          smooth[ring * SIZES.angleBins() + a] +=
              (float) Math.cos(2 * Math.PI * k * a / SIZES.angleBins() + phase) / 2;
        }
      }
    }
    Random random = new Random(1000 + image);
    float[] grain = new float[smooth.length];
    for (int i = 0; i < grain.length; i++) {
      grain[i] = (float) (noise * random.nextGaussian());
    }
    float[] sum = matcher.transform(grain);
    matcher.addTurned(sum, matcher.transform(smooth), turn(image), 1);
    return sum;
  }

  private static final Teacher TEACHER =
      new Teacher() {
        private final FeatureMatcher matcher = new FeatureMatcher(SIZES.rings(), SIZES.angleBins());

        @Override
        public float[] curves(PairLayout layout, PolarBatch input) {
          throw new UnsupportedOperationException("not needed here");
        }

        @Override
        public Snapshot snapshot() {
          return new Snapshot() {
            @Override
            public float[][] transforms(int size, IntFunction<Image> image) {
              float[][] transforms = new float[size][];
              for (int i = 0; i < size; i++) {
                transforms[i] = spectrum((int) image.apply(i).pixels()[0]);
              }
              return transforms;
            }

            @Override
            public Map<String, SafetensorsFile.Tensor> tensors() {
              return Map.of();
            }

            @Override
            public void close() {}
          };
        }

        @Override
        public Snapshot snapshot(Checkpoint checkpoint) {
          return snapshot();
        }

        @Override
        public FeatureMatcher matcher() {
          return matcher;
        }

        @Override
        public PolarArchitecture architecture() {
          return SIZES;
        }
      };

  /** Images of one pixel, their own place. */
  private record Stack() implements ImageSource {
    @Override
    public int size() {
      return COUNT;
    }

    @Override
    public int width() {
      return 1;
    }

    @Override
    public int height() {
      return 1;
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return OptionalDouble.empty();
    }

    @Override
    public void read(int index, float[] destination) {
      destination[0] = index;
    }

    @Override
    public String describe(int index) {
      return "image " + index;
    }

    @Override
    public void close() {}
  }
}
