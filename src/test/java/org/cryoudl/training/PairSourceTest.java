package org.cryoudl.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.AngleCurve;
import org.cryoudl.network.PolarArchitecture;
import org.cryoudl.network.PolarBatch;
import org.cryoudl.network.TensorEngine;
import org.cryoudl.simulation.BlobProjection;
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
    assertTargetsAgree(source.batch(2, null));
    TrainingBatch again = source.batch(2, null);
    assertArrayEquals(source.batch(2, null).input().polar(), again.input().polar());
  }

  @Test
  void truthOfASimulatedSetIsTurnedAlong() {
    double[] turns = new double[20];
    Arrays.setAll(turns, i -> 37.0 * i);
    PairLayout layout = new PairLayout(1, 12, 2);
    ParticlePairs source =
        new ParticlePairs(new Stack(turns), Optional.of(turns), gentle(), SIZES, layout, 2, 3);
    assertTargetsAgree(source.batch(0, null));
    assertTargetsAgree(source.batch(1, null));
  }

  @Test
  void withoutTruthTheTeachersAnswerIsTurnedAlong() {
    double[] turns = new double[20];
    Arrays.setAll(turns, i -> 37.0 * i);
    PairLayout layout = new PairLayout(1, 12, 2);
    ParticlePairs source =
        new ParticlePairs(new Stack(turns), Optional.empty(), gentle(), SIZES, layout, 2, 3);
    // A teacher that knows the images: plain correlation of their spectra.
    assertTargetsAgree(source.batch(0, PairSourceTest::correlate));
  }

  @Test
  void aStackMustFillAStep() {
    assertThrows(
        UsageException.class,
        () ->
            new ParticlePairs(
                new Stack(new double[5]),
                Optional.empty(),
                gentle(),
                SIZES,
                new PairLayout(1, 6, 1),
                2,
                3));
  }

  private static CorruptionSettings gentle() {
    return new CorruptionSettings(
        new Range(0.01, 0.02), new Range(0, 0), new Range(2, 2), new Range(0, 0.1), 0.03);
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
