package org.cryoudl.training.molecules;

import java.util.SplittableRandom;
import org.cryoudl.training.config.MoleculeSettings;

/**
 * How the views of one simulated molecule are taken.
 *
 * @param box side length in pixels
 * @param pixelSizeAngstroms pixel size in A
 * @param bFactorSquareAngstroms envelope {@code exp(-B k^2 / 4)}, B in A^2
 * @param noiseToSignal variance of the white noise over that of the image
 * @param lowCutPixels radius in cycles per box within which low-frequency noise is added; 0 if none
 * @param lowNoise standard deviation of that noise in each part, in units of the mean amplitude of
 *     the noisy transform
 * @param leastDefocusAngstroms least defocus in A
 * @param mostDefocusAngstroms largest defocus in A
 * @param mostShiftPixels largest shift along each axis in pixels
 * @param neighbourShare share of views with a second particle at their rim
 */
public record ImagingConditions(
    int box,
    double pixelSizeAngstroms,
    double bFactorSquareAngstroms,
    double noiseToSignal,
    double lowCutPixels,
    double lowNoise,
    double leastDefocusAngstroms,
    double mostDefocusAngstroms,
    double mostShiftPixels,
    double neighbourShare) {

  /** Draws conditions from {@code ranges}. */
  public static ImagingConditions draw(SplittableRandom random, MoleculeSettings ranges) {
    int box = ranges.boxes().get(random.nextInt(ranges.boxes().size()));
    boolean low = random.nextDouble() < ranges.lowNoiseShare();
    double pixelSize = ranges.pixelSizeAngstroms().logarithmic(random);
    double radius =
        ranges.lowNoisePeriodAngstroms() > 0
            ? Math.floor(ranges.lowNoisePeriodAngstroms() / pixelSize)
            : ranges.lowNoiseRadius().logarithmic(random);
    double defocus1 = ranges.defocusAngstroms().uniform(random);
    double defocus2 = ranges.defocusAngstroms().uniform(random);
    return new ImagingConditions(
        box,
        pixelSize,
        ranges.bFactor().uniform(random),
        ranges.noiseToSignal().logarithmic(random),
        low ? radius : 0,
        low ? ranges.lowNoise().logarithmic(random) : 0,
        Math.min(defocus1, defocus2),
        Math.max(defocus1, defocus2),
        ranges.shift().uniform(random) * box,
        ranges.neighbourShare());
  }
}
