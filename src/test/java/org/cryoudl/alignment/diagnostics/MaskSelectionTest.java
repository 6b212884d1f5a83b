package org.cryoudl.alignment.diagnostics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskSelectionTest {

  private static final int BOX = 48;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 20);

  /** Signal of variance s in noise of variance 1 correlates at s / (s + 1) between two pictures. */
  @ParameterizedTest
  @CsvSource({"0", "1", "3"})
  void correlationIsTheShareOfTheSignal(double signal) {
    int side = 200;
    Random random = new Random(3);
    float[][] pictures = new float[2][side * side];
    for (int p = 0; p < side * side; p++) {
      double common = Math.sqrt(signal) * random.nextGaussian();
      pictures[0][p] = (float) (common + random.nextGaussian());
      pictures[1][p] = (float) (common + random.nextGaussian() + 5); // a level says nothing
    }
    assertEquals(
        signal / (signal + 1),
        MaskSelection.Ring.of(pictures, side, 0.47, 0.52).correlation(),
        4 / Math.sqrt(6000));
  }

  /** Noise-free pictures that differ inside and agree between the radii. */
  @Test
  void onlyWhatLiesBetweenTheRadiiCounts() {
    int side = 32;
    float[][] pictures = new float[2][side * side];
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double distance = Math.hypot(column - 16, row - 16);
        boolean between = distance >= 8 && distance < 14;
        for (int h = 0; h < 2; h++) {
          pictures[h][row * side + column] = between ? row : (h == 0 ? column : -column);
        }
      }
    }
    assertEquals(1, MaskSelection.Ring.of(pictures, side, 8.0 / 32, 14.0 / 32).correlation(), 1e-6);
    assertEquals(
        0, MaskSelection.Ring.of(pictures, side, 0.3, 0.31).correlation(), 0); // too few pixels
  }

  /** A bar that goes on to the rim of the box, and one that ends well within the mask. */
  @ParameterizedTest
  @CsvSource({"23, 0.5", "12, 0.4"})
  void theMaskGrowsWhereParticlesGoOnBeyondIt(double halfLength, double radius) {
    assertEquals(radius, chosen(halfLength, 0.5));
  }

  /** Averaged over twelve turns, noise has few values left, which correlate by chance. */
  @Test
  void symmetricNoiseDoesNotWidenTheMask() {
    GaussianBlobs nothing = new GaussianBlobs(new double[][] {{1e-6, 0, 0, 2}});
    for (int seed = 0; seed < 12; seed++) {
      AnalyticParticles noise =
          AnalyticParticles.simulate(nothing, DISC, 40, 400, 0, AnalyticParticles.NO_CTF, seed);
      assertEquals(0.4, chosen(noise, new SymmetricSource(noise, new CyclicSymmetry(12)), 0.5));
    }
  }

  @Test
  void aMaskThatWasAskedForStays() {
    assertEquals(0.4, chosen(23, 0.4));
  }

  private static double chosen(double halfLength, double widest) {
    double[][] blobs = new double[24][];
    for (int b = 0; b < blobs.length; b++) {
      double x = halfLength * (2.0 * b / (blobs.length - 1) - 1);
      blobs[b] = new double[] {1, x, Math.sin(x), 2};
    }
    AnalyticParticles particles =
        AnalyticParticles.simulate(
            new GaussianBlobs(blobs), DISC, 200, 400, 0, AnalyticParticles.NO_CTF, 8);
    return chosen(particles, particles, widest);
  }

  private static double chosen(AnalyticParticles particles, SpectrumSource source, double widest) {
    double narrow = 0.4;
    NoiseSpectrum noise = AnalyticParticles.flat(DISC, 400);
    RefinementState state =
        RefinementState.averaged(source, particles.atTruth(), noise, DISC.radius(), narrow);
    return MaskSelection.choose(state, narrow, widest, Progress.silent());
  }
}
