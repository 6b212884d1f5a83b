package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.cryoudl.metadata.CtfParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CtfTest {

  /**
   * Expected values computed outside this program: wavelength from the constants of nature (CODATA
   * 2018), defocus along k from its principal axes, and sin(chi + asin Q) expanded.
   */
  @ParameterizedTest
  @CsvSource({
    "300, 2.7, 0.07, 15000, 15000, 0, 0, 0.0, 0.0, 0.070000000000",
    "300, 2.7, 0.07, 15000, 15000, 0, 0, 0.05, 0.0, 0.684691561106",
    "300, 2.7, 0.1, 18000, 15000, 30, 0, 0.08, 0.05, -0.527889364776",
    "300, 2.7, 0.1, 18000, 15000, 30, 0, 0.08, -0.05, 0.666434376316",
    "200, 2.0, 0.1, 12345, 9876, -57, 0, -0.11, 0.17, 0.992308484595",
    "200, 2.0, 0.1, 5000, 5000, 0, 90, 0.03, 0.2, -0.947838268845",
    "120, 1.4, 0.15, -3000, -3000, 0, 0, 0.06, 0.0, -0.839575347080",
  })
  void agreesWithAnIndependentCalculation(
      double voltage,
      double cs,
      double amplitude,
      double defocusU,
      double defocusV,
      double angle,
      double phase,
      double kx,
      double ky,
      double expected) {
    Ctf ctf = new Ctf(new CtfParameters(voltage, cs, amplitude, defocusU, defocusV, angle, phase));
    assertEquals(expected, ctf.at(kx, ky), 1e-6);
  }

  @Test
  void wavelengths() {
    // Relativistic wavelengths from the constants of nature.
    assertEquals(0.0196874890, new Ctf(symmetric(300)).wavelengthAngstroms(), 1e-9);
    assertEquals(0.0250793405, new Ctf(symmetric(200)).wavelengthAngstroms(), 1e-9);
    assertEquals(0.0334921527, new Ctf(symmetric(120)).wavelengthAngstroms(), 1e-9);
  }

  @Test
  void withoutAberrationTheFirstZeroIsWhereThePhaseReachesPi() {
    Ctf ctf = new Ctf(new CtfParameters(300, 0, 0, 10000, 10000, 0, 0));
    double zero = 1 / Math.sqrt(ctf.wavelengthAngstroms() * 10000);
    assertEquals(0, ctf.at(0, zero), 1e-12);
    assertEquals(1, ctf.at(zero / Math.sqrt(2), 0), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"32, 25", "33, 25", "32, 0", "33, 0"})
  void samplesEveryStoredFrequency(int box, double angle) {
    Ctf ctf = new Ctf(new CtfParameters(300, 2.7, 0.1, 16000, 15000, angle, 10));
    float[] values = ctf.sample(box, 1.5);
    int columns = box / 2 + 1;
    assertEquals(box * columns, values.length);
    for (int ky = -((box - 1) / 2); ky <= box / 2; ky++) {
      for (int kx = 0; kx < columns; kx++) {
        int row = ky >= 0 ? ky : ky + box;
        double expected = ctf.at(kx / (box * 1.5), ky / (box * 1.5));
        assertEquals(expected, values[row * columns + kx], 1e-7);
      }
    }
  }

  private static CtfParameters symmetric(double kilovolts) {
    return new CtfParameters(kilovolts, 2.7, 0.1, 10000, 10000, 0, 0);
  }
}
