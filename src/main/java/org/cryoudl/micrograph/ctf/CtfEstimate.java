package org.cryoudl.micrograph.ctf;

import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.metadata.CtfParameters;

/**
 * What was found about the CTF of a micrograph.
 *
 * @param parameters the CTF
 * @param isFound whether the rings are plain; where not, the other values say nothing
 * @param evidence how much of the spectrum the rings explain, over what rings fitted to noise
 *     explain; below 1 nothing is found
 * @param figureOfMerit correlation of the spectrum with the fitted CTF's square, background taken
 *     off, up to the resolution of the fit
 * @param resolutionAngstroms how far the rings agree with the fit, in A
 * @param profile spectrum and fit by frequency
 * @param tiltDegrees how much the defocus rises across the micrograph, as an angle; empty where it
 *     was not measured
 */
public record CtfEstimate(
    CtfParameters parameters,
    boolean isFound,
    double evidence,
    double figureOfMerit,
    double resolutionAngstroms,
    List<ProfilePoint> profile,
    OptionalDouble tiltDegrees) {

  /**
   * The fit at one frequency.
   *
   * @param frequency in 1/A
   * @param measured mean of the spectrum where the CTF has the same phase, over the background, -1
   * @param fitted level and multiple of the CTF's square as fitted there
   * @param ctfSquare square of the CTF at the mean defocus
   * @param correlation of both around this frequency
   */
  public record ProfilePoint(
      double frequency, double measured, double fitted, double ctfSquare, double correlation) {}
}
