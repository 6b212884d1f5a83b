package org.cryoudl.pipeline.evaluate;

import org.cryoudl.evaluation.errors.AngleErrors;

/**
 * Figures about angle errors in degrees, in JSON under the scoring tool's names.
 *
 * @param mean mean of |error|
 * @param median median of |error|
 * @param rms root of the mean squared error
 * @param above1 part of the errors larger than 1 degree, 0 to 1
 * @param above3 part larger than 3 degrees
 * @param above10 part larger than 10 degrees
 */
public record AngleFigures(
    double mean, double median, double rms, double above1, double above3, double above10) {

  public static AngleFigures of(AngleErrors errors) {
    return new AngleFigures(
        errors.meanDegrees(),
        errors.medianDegrees(),
        errors.rmsDegrees(),
        errors.shareAbove1(),
        errors.shareAbove3(),
        errors.shareAbove10());
  }
}
