package org.cryoudl.micrograph.ctf;

import org.cryoudl.fourier.Ctf;
import org.cryoudl.metadata.CtfParameters;

/**
 * The phase whose sine is the CTF, {@code chi = pi lambda d k^2 - pi/2 Cs lambda^3 k^4 + phase}, of
 * one microscope, with the defoci as {@code d k^2 = mean k^2 + half (cos 2a (kx^2 - ky^2) + sin 2a
 * 2 kx ky)}.
 *
 * @param perDefocus pi lambda, radians for each A of defocus and 1/A^2
 * @param perFourthPower pi/2 Cs lambda^3 in A^4
 * @param amplitudePhase of the amplitude contrast, in radians
 */
record PhaseModel(double perDefocus, double perFourthPower, double amplitudePhase) {

  static PhaseModel of(CtfParameters microscope) {
    double lambda = new Ctf(microscope).wavelengthAngstroms();
    return new PhaseModel(
        Math.PI * lambda,
        Math.PI / 2 * microscope.sphericalAberrationMillimetres() * 1e7 * Math.pow(lambda, 3),
        Math.asin(microscope.amplitudeContrast()));
  }

  /**
   * The phase of a cell.
   *
   * @param fit mean defocus, half the astigmatism times the cosine and the sine of twice its angle,
   *     all in A, and the phase shift in radians
   */
  double at(SpectrumCells cells, int cell, double[] fit) {
    double square = cells.square()[cell];
    return perDefocus * (fit[0] * square + fit[1] * cells.x()[cell] + fit[2] * cells.y()[cell])
        - perFourthPower * square * square
        + amplitudePhase
        + fit[3];
  }

  /** The phase at k^2 without astigmatism. */
  double at(double square, double defocus, double phaseShift) {
    return perDefocus * defocus * square
        - perFourthPower * square * square
        + amplitudePhase
        + phaseShift;
  }
}
