package org.cryoudl.fourier;

import org.cryoudl.metadata.CtfParameters;

/**
 * The contrast transfer function of white particles: +Q0 at zero frequency, positive until the
 * first zero under underfocus. Mindell and Grigorieff, J. Struct. Biol. 142 (2003) 334, with the
 * spherical aberration term and RELION's sign for white particles.
 *
 * <p>{@code CTF(k) = sin(pi lambda d k^2 - pi/2 Cs lambda^3 k^4 + phase + asin(Q0))}, k in 1/A, d
 * the defocus along the direction of k (positive is underfocus).
 */
public final class Ctf {

  private final double lambda;
  private final double meanDefocus;
  private final double halfAstigmatism;
  private final double azimuth;
  private final double k2;
  private final double constantPhase;

  public Ctf(CtfParameters parameters) {
    double volts = parameters.voltageKilovolts() * 1e3;
    // Relativistic electron wavelength in A.
    this.lambda = 12.2642598 / Math.sqrt(volts * (1 + volts * 0.978466e-6));
    double cs = parameters.sphericalAberrationMillimetres() * 1e7;
    this.meanDefocus = (parameters.defocusUAngstroms() + parameters.defocusVAngstroms()) / 2;
    this.halfAstigmatism = (parameters.defocusUAngstroms() - parameters.defocusVAngstroms()) / 2;
    this.azimuth = Math.toRadians(parameters.defocusAngleDegrees());
    this.k2 = Math.PI / 2 * cs * lambda * lambda * lambda;
    this.constantPhase =
        Math.toRadians(parameters.phaseShiftDegrees()) + Math.asin(parameters.amplitudeContrast());
  }

  /** The electron wavelength in A. */
  public double wavelengthAngstroms() {
    return lambda;
  }

  /**
   * The value at a spatial frequency.
   *
   * @param kx column frequency in 1/A
   * @param ky row frequency in 1/A, positive toward larger rows
   */
  public double at(double kx, double ky) {
    double squared = kx * kx + ky * ky;
    double defocus =
        halfAstigmatism == 0
            ? meanDefocus
            : meanDefocus + halfAstigmatism * Math.cos(2 * (Math.atan2(ky, kx) - azimuth));
    return Math.sin(Math.PI * lambda * defocus * squared - k2 * squared * squared + constantPhase);
  }

  /**
   * The values on a {@link HalfSpectrum}'s grid.
   *
   * @param box side length in pixels
   * @param pixelSizeAngstroms pixel size in A
   * @return box x (floor(box/2) + 1) values, one per stored frequency
   */
  public float[] sample(int box, double pixelSizeAngstroms) {
    int columns = HalfSpectrum.columns(box);
    float[] values = new float[box * columns];
    double step = 1 / (box * pixelSizeAngstroms);
    for (int r = 0; r < box; r++) {
      double ky = HalfSpectrum.rowFrequency(box, r) * step;
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] = (float) at(c * step, ky);
      }
    }
    return values;
  }
}
