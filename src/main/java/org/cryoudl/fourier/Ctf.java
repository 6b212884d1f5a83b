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
  // Defocus along k times k^2 is the quadratic form xx kx^2 + 2 xy kx ky + yy ky^2.
  private final double defocusXx;
  private final double defocusXy;
  private final double defocusYy;
  private final double k2;
  private final double constantPhase;

  public Ctf(CtfParameters parameters) {
    double volts = parameters.voltageKilovolts() * 1e3;
    // Relativistic wavelength in A: h / sqrt(2 m e V (1 + e V / (2 m c^2))), CODATA 2018.
    this.lambda = 12.2642597 / Math.sqrt(volts * (1 + volts * 0.9784756e-6));
    double cs = parameters.sphericalAberrationMillimetres() * 1e7;
    double mean = (parameters.defocusUAngstroms() + parameters.defocusVAngstroms()) / 2;
    double half = (parameters.defocusUAngstroms() - parameters.defocusVAngstroms()) / 2;
    double twice = 2 * Math.toRadians(parameters.defocusAngleDegrees());
    this.defocusXx = mean + half * Math.cos(twice);
    this.defocusXy = half * Math.sin(twice);
    this.defocusYy = mean - half * Math.cos(twice);
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
    double defocus = defocusXx * kx * kx + 2 * defocusXy * kx * ky + defocusYy * ky * ky;
    return Math.sin(Math.PI * lambda * defocus - k2 * squared * squared + constantPhase);
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
    boolean mirrored = defocusXy == 0;
    double step = 1 / (box * pixelSizeAngstroms);
    for (int r = 0; r < box; r++) {
      double ky = HalfSpectrum.rowFrequency(box, r) * step;
      if (mirrored && r > box / 2) {
        System.arraycopy(values, (box - r) * columns, values, r * columns, columns);
        continue;
      }
      for (int c = 0; c < columns; c++) {
        values[r * columns + c] = (float) at(c * step, ky);
      }
    }
    return values;
  }
}
