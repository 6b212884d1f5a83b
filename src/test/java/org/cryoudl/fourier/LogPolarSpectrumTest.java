package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogPolarSpectrumTest {

  private static double peak(float[] curve) {
    int best = 0;
    for (int i = 1; i < curve.length; i++) {
      best = curve[i] > curve[best] ? i : best;
    }
    return Angles.wrap(180.0 * best / curve.length, 180);
  }

  /** psi of the image turns it back onto the reference, whatever its shift. */
  @ParameterizedTest
  @ValueSource(ints = {47, 48, 64})
  void turnIsFoundWhateverTheShift(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(box / 5.0, 1.8);
    LogPolarSpectrum spectra = LogPolarSpectrum.of(box);
    float[] reference = spectra.transform(blobs.image(box));
    for (double psi : new double[] {0, 13, -41, 77, 150}) {
      float[] image = blobs.moved(new Pose(-psi, 1.5, -2)).image(box);
      float[] curve = spectra.phaseCorrelation(reference, spectra.transform(image));
      assertEquals(LogPolarSpectrum.ANGLES, curve.length);
      assertEquals(0, Angles.wrap(peak(curve) - psi, 180), 1.5, "psi " + psi);
    }
  }

  /** Gain and offset of an image change next to nothing. */
  @ParameterizedTest
  @ValueSource(ints = {48})
  void greyLevelsDoNotMatter(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(box / 5.0, 1.8);
    LogPolarSpectrum spectra = LogPolarSpectrum.of(box);
    float[] reference = spectra.transform(blobs.image(box));
    float[] image = blobs.moved(new Pose(-30, 0, 0)).image(box);
    for (int i = 0; i < image.length; i++) {
      image[i] = 700 + 5 * image[i];
    }
    float[] curve = spectra.phaseCorrelation(reference, spectra.transform(image));
    assertTrue(Math.abs(Angles.wrap(peak(curve) - 30, 180)) <= 2, "peak at " + peak(curve));
  }
}
