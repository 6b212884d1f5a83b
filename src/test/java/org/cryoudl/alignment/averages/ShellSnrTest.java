package org.cryoudl.alignment.averages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;

class ShellSnrTest {

  /** Half averages of signal variance 1 and noise variance v correlate by 1 / (1 + v). */
  @Test
  void commonSignalAndIndependentNoiseGiveTheClosedForm() {
    int box = 48;
    double variance = 0.5;
    float[] signal = PlainTransform.noise(box * box, 3);
    float[] first = PlainTransform.noise(box * box, 4);
    float[] second = PlainTransform.noise(box * box, 5);
    for (int i = 0; i < signal.length; i++) {
      first[i] = (float) (signal[i] + Math.sqrt(variance) * first[i]);
      second[i] = (float) (signal[i] + Math.sqrt(variance) * second[i]);
    }
    double[] frc =
        RingCorrelation.of(Fft2D.of(box).forward(first), Fft2D.of(box).forward(second), 23)
            .perShell();
    double[] penalty = ShellSnr.penalty(frc, CyclicSymmetry.NONE);
    double meanFrc = 0;
    double meanPenalty = 0;
    for (int s = 8; s < 22; s++) {
      meanFrc += frc[s] / 14;
      meanPenalty += penalty[s] / 14;
    }
    assertEquals(1 / (1 + variance), meanFrc, 0.03);
    // One over the SNR of the average of both halves: their noise has half the variance.
    assertEquals(variance / 2, meanPenalty, 0.03);
  }

  @Test
  void nothingComesBackAfterTheFirstShellOfNoise() {
    double[] frc = {1, 1, 1, 1, 0, 0, 0, 0.9, 0.9, 0.9};
    assertEquals(4, ShellSnr.resolved(frc, CyclicSymmetry.NONE));
    double[] penalty = ShellSnr.penalty(frc, CyclicSymmetry.NONE);
    for (int s = 5; s < frc.length; s++) {
      assertEquals(Double.POSITIVE_INFINITY, penalty[s]);
    }
    // Shell 4 is smoothed to 1/3: (1 - 1/3) / (2 * 1/3).
    assertEquals(1, penalty[4], 1e-9);
    assertEquals(0.25, penalty[3], 1e-9);
    assertEquals(0, penalty[1], 1e-5);
    assertEquals(
        9, ShellSnr.resolved(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, CyclicSymmetry.NONE));
    assertEquals(0, ShellSnr.resolved(new double[] {1, 0, 0, 0}, CyclicSymmetry.NONE));
  }

  @Test
  void emptyPicturesHaveNoCorrelation() {
    double[] frc =
        RingCorrelation.of(
                Fft2D.of(16).forward(new float[256]), Fft2D.of(16).forward(new float[256]), 7)
            .perShell();
    assertArrayEquals(new double[8], frc);
  }
}
