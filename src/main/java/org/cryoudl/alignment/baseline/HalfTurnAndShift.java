package org.cryoudl.alignment.baseline;

import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Warp;

/**
 * Completes an angle that is known modulo half a turn: the particle is turned by it and by 180
 * degrees more, both are correlated with a picture, and the better one gives half-turn and shift.
 */
final class HalfTurnAndShift {

  private static final Warp WARP = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);

  private final ParticleIntake intake;
  private final Correlator correlator;
  private final double maxShiftPixels;

  HalfTurnAndShift(ParticleIntake intake, Correlator correlator, double maxShiftPixels) {
    this.intake = intake;
    this.correlator = correlator;
    this.maxShiftPixels = maxShiftPixels;
  }

  /**
   * A full pose.
   *
   * @param pose brings the particle onto the picture
   * @param score its correlation coefficient
   */
  record Completed(Pose pose, double score) {}

  /**
   * Completes the angle of one particle.
   *
   * @param picture transform of the picture
   * @param pictureNorm {@link Correlator#norm} of it
   */
  Completed complete(int particle, double psiDegrees, HalfSpectrum picture, double pictureNorm) {
    int box = intake.box();
    Warp.Prepared image = WARP.prepare(intake.images().read(particle), box);
    Completed as = turned(image, psiDegrees, picture, pictureNorm);
    Completed half = turned(image, psiDegrees + 180, picture, pictureNorm);
    return half.score() > as.score() ? half : as;
  }

  private Completed turned(
      Warp.Prepared image, double psi, HalfSpectrum picture, double pictureNorm) {
    int box = intake.box();
    float[] turned = new float[box * box];
    image.apply(new Pose(psi, 0, 0), turned);
    HalfSpectrum spectrum = Fft2D.of(box).forward(turned);
    Correlator.Match match =
        correlator.match(
            spectrum, picture, pictureNorm * correlator.norm(spectrum), maxShiftPixels);
    // The turned image is the picture moved by the shift: moving it back brings it home.
    Pose pose =
        new Pose(psi, 0, 0).thenMove(0, -match.shiftXPixels(), -match.shiftYPixels()).normalised();
    return new Completed(pose, match.coefficient());
  }
}
