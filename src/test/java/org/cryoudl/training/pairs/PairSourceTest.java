package org.cryoudl.training.pairs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.training.config.AugmentationSettings;
import org.cryoudl.training.config.JointSettings;
import org.cryoudl.training.config.MoleculeSettings;
import org.cryoudl.training.config.Range;
import org.cryoudl.training.run.Checkpoint;
import org.junit.jupiter.api.Test;

/** Targets are held against what the spectra themselves say, image against image. */
class PairSourceTest {

  private static final PolarArchitecture SIZES = new PolarArchitecture(24, 60, 4, 1, 2, 8);

  @Test
  void moleculesKnowTheirDifferences() {
    MoleculeSettings clean =
        new MoleculeSettings(
            java.util.List.of(64),
            new Range(3, 3),
            new Range(0, 0),
            new Range(10000, 10000),
            new Range(1e-4, 1e-4),
            0.0,
            null,
            null,
            null,
            new Range(0.02, 0.02),
            0.0);
    PairLayout layout = PairLayout.all(3, 4);
    assertEquals(18, layout.pairs());
    MoleculeSource source = new MoleculeSource(clean, SIZES, layout, 2, 5);
    assertTargetsAgree(source.batch(2));
    TrainingBatch again = source.batch(2);
    assertArrayEquals(source.batch(2).input().polar(), again.input().polar());
  }

  @Test
  void truthOfASimulatedSetIsTurnedAlong() {
    double[] turns = new double[20];
    Arrays.setAll(turns, i -> 37.0 * i);
    PairLayout layout = new PairLayout(1, 12, 2);
    ParticlePairs source =
        source(turns, new PairTargets.Known(turns, 2, SIZES.angleBins()), gentle(), layout);
    assertTargetsAgree(source.batch(0));
    assertTargetsAgree(source.batch(1));
  }

  @Test
  void withoutTruthTheTeachersAnswerIsTurnedAlong() {
    double[] turns = new double[20];
    Arrays.setAll(turns, i -> 37.0 * i);
    PairLayout layout = new PairLayout(1, 12, 2);
    // A teacher that knows the images: plain correlation of their spectra.
    PairTargets answers = new PairTargets.PairWise(SPECTRA);
    assertTargetsAgree(source(turns, answers, gentle(), layout).batch(0));
  }

  /** Every image's angle comes from the other half's average; pairs answer by the difference. */
  @Test
  void theWholeSetsAnswerIsTurnedAlong() {
    double[] turns = new double[20];
    Arrays.setAll(turns, i -> 37.0 * i);
    PairLayout layout = new PairLayout(1, 12, 2);
    JointSettings settings = new JointSettings(16, 3);
    JointTargets answers =
        new JointTargets(new Stack(turns), SPECTRA, settings, 2, Optional.empty());
    ParticlePairs source = source(turns, answers, gentle(), layout);
    assertTrue(source.state().isEmpty());
    assertTargetsAgree(source.batch(0));
    TrainingBatch second = source.batch(1);
    assertTargetsAgree(second);
    Checkpoint checkpoint =
        new Checkpoint(Path.of("x"), new SafetensorsFile(Map.of(), source.state()));
    JointTargets restored =
        new JointTargets(new Stack(turns), SPECTRA, settings, 2, Optional.of(checkpoint));
    assertArrayEquals(
        second.targets(), source(turns, restored, gentle(), layout).batch(1).targets());
  }

  @Test
  void imagesThatAreNotCorruptedStayAsTheyAre() {
    double[] turns = new double[12];
    AugmentationSettings never = new AugmentationSettings(0.0, null, null, null, null, null);
    PairLayout layout = new PairLayout(1, 12, 1);
    TrainingBatch batch =
        source(turns, new PairTargets.Known(turns, 2, SIZES.angleBins()), never, layout).batch(0);
    // All images are the same, so the batch differs by whole turns only.
    float[] curves = correlate(batch.layout(), batch.input());
    for (int p = 0; p < layout.pairs(); p++) {
      assertEquals(
          0,
          Angles.wrap(
              peak(batch.targets(), p, SIZES.angleBins()) - peak(curves, p, SIZES.angleBins()),
              180),
          1e-3);
    }
  }

  @Test
  void aStackMustFillAStep() {
    assertThrows(
        UsageException.class,
        () ->
            source(
                new double[5],
                new PairTargets.PairWise(SPECTRA),
                gentle(),
                new PairLayout(1, 6, 1)));
  }

  private static ParticlePairs source(
      double[] turns, PairTargets answers, AugmentationSettings corruption, PairLayout layout) {
    return new ParticlePairs(new Stack(turns), answers, corruption, SIZES, layout, 3);
  }

  private static AugmentationSettings gentle() {
    return new AugmentationSettings(
        1.0, new Range(0.01, 0.02), new Range(0, 0), new Range(2, 2), new Range(0, 0.1), 0.03);
  }

  private static void assertTargetsAgree(TrainingBatch batch) {
    int bins = SIZES.angleBins();
    float[] curves = correlate(batch.layout(), batch.input());
    int agreeing = 0;
    for (int p = 0; p < batch.layout().pairs(); p++) {
      double target = peak(batch.targets(), p, bins);
      double found = peak(curves, p, bins);
      agreeing += Math.abs(Angles.wrap(target - found, 180)) < 3 ? 1 : 0;
    }
    // Near-symmetric molecules may have a second peak as high as the first.
    assertTrue(
        agreeing >= 0.85 * batch.layout().pairs(), agreeing + " of " + batch.layout().pairs());
  }

  private static double peak(float[] curves, int pair, int bins) {
    return AngleCurve.peakDegrees(Arrays.copyOfRange(curves, pair * bins, (pair + 1) * bins));
  }

  private static float[] correlate(PairLayout layout, PolarBatch input) {
    try (NDManager manager = TensorEngine.start().newBaseManager()) {
      Shape shape = new Shape(input.size(), SIZES.rings(), SIZES.angleBins());
      return layout.curves(manager.create(input.polar(), shape)).toFloatArray();
    }
  }

  /** Spectra in the place of features. */
  private static final Teacher SPECTRA =
      new Teacher() {
        private final FeatureMatcher matcher = new FeatureMatcher(SIZES.rings(), SIZES.angleBins());

        @Override
        public float[] curves(PairLayout layout, PolarBatch input) {
          return correlate(layout, input);
        }

        @Override
        public Snapshot snapshot() {
          return new Snapshot() {
            @Override
            public float[][] transforms(int size, IntFunction<Image> image) {
              float[][] transforms = new float[size][];
              for (int i = 0; i < size; i++) {
                Image one = image.apply(i);
                transforms[i] = matcher.transform(PolarBatch.of(1, SIZES, j -> one).polar());
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

  /** Noise-free images of one particle under given turns. */
  private record Stack(double[] turns) implements ImageSource {
    private static final BlobProjection PARTICLE =
        new BlobProjection(
            new double[] {-12, 3, 9, 14, -5, 1, -15},
            new double[] {-3, -10, 2, 11, 13, 1, 4},
            new double[] {3, 2, 2.5, 2, 1.5, 5, 1.2},
            new double[] {2, 1, 1.5, 1, 0.7, 5, 0.5});

    @Override
    public int size() {
      return turns.length;
    }

    @Override
    public int width() {
      return 64;
    }

    @Override
    public int height() {
      return 64;
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return OptionalDouble.empty();
    }

    @Override
    public void read(int index, float[] destination) {
      float[] pixels = PARTICLE.render(64, new Pose(-turns[index], 0, 0)).pixels();
      System.arraycopy(pixels, 0, destination, 0, pixels.length);
    }

    @Override
    public String describe(int index) {
      return (index + 1) + "@test";
    }

    @Override
    public void close() {}
  }
}
