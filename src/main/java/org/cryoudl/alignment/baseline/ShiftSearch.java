package org.cryoudl.alignment.baseline;

import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/** Compares images with one picture over all shifts, without turning them. */
public final class ShiftSearch {

  private final Correlator correlator;
  private final HalfSpectrum picture;
  private final double norm;
  private final double maxShiftPixels;

  /**
   * @param reference picture, masked here
   * @param maskRadius as a share of the box
   * @param maxShiftPixels longest shift tried
   */
  public ShiftSearch(
      Correlator correlator, Image reference, double maskRadius, double maxShiftPixels) {
    this.correlator = correlator;
    this.picture = Correlator.masked(reference, maskRadius);
    this.norm = correlator.norm(picture);
    this.maxShiftPixels = maxShiftPixels;
  }

  /** The best shift of an image. */
  public TurnSearch.Found find(float[] pixels) {
    HalfSpectrum image = Fft2D.of(correlator.box()).forward(pixels);
    Correlator.Match match =
        correlator.match(image, picture, norm * correlator.norm(image), maxShiftPixels);
    return new TurnSearch.Found(
        new Pose(0, -match.shiftXPixels(), -match.shiftYPixels()), match.coefficient());
  }
}
