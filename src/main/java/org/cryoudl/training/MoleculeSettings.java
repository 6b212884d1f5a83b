package org.cryoudl.training;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/**
 * The conditions that simulated molecules are seen under. Drawn once a molecule; defocus, shift,
 * angle and noise are drawn for each view.
 *
 * @param boxes box sizes in pixels, drawn with equal weight
 * @param pixelSizeAngstroms pixel sizes in A
 * @param bFactor B-factors in A^2
 * @param noiseToSignal variance of white noise over variance of the image
 * @param lowNoiseShare share of molecules whose images carry low-frequency noise
 * @param lowNoiseRadius radius of that noise in cycles per box
 * @param lowNoise its standard deviation in units of the mean amplitude
 * @param shift largest shift along each axis as part of the box
 */
public record MoleculeSettings(
    @JsonPropertyDescription("Box sizes in pixels, drawn with equal weight.") List<Integer> boxes,
    @JsonPropertyDescription("Pixel sizes in Angstrom, [least, most], drawn log-uniformly.")
        Range pixelSizeAngstroms,
    @JsonPropertyDescription("B-factors in square Angstrom, [least, most].") Range bFactor,
    @JsonPropertyDescription("Noise variance over signal variance, [least, most], log-uniform.")
        Range noiseToSignal,
    @JsonPropertyDescription("Share of molecules with low-frequency noise, 0 to 1.")
        Double lowNoiseShare,
    @JsonPropertyDescription("Radius of low-frequency noise in cycles per box, [least, most].")
        Range lowNoiseRadius,
    @JsonPropertyDescription("Sd of low-frequency noise over the mean amplitude, [least, most].")
        Range lowNoise,
    @JsonPropertyDescription("Largest shift along each axis as part of the box, [least, most].")
        Range shift) {

  public MoleculeSettings {
    boxes = boxes == null ? List.of(64, 96, 128, 128) : List.copyOf(boxes);
    pixelSizeAngstroms = orDefault(pixelSizeAngstroms, 0.4, 6);
    bFactor = orDefault(bFactor, 0, 400);
    noiseToSignal = orDefault(noiseToSignal, 2, 100);
    lowNoiseShare = lowNoiseShare == null ? 0.65 : lowNoiseShare;
    lowNoiseRadius = orDefault(lowNoiseRadius, 2, 26);
    lowNoise = orDefault(lowNoise, 0.5, 4.5);
    shift = orDefault(shift, 0, 0.08);
    if (boxes.isEmpty() || boxes.stream().anyMatch(box -> box < 16 || box > 512)) {
      throw new IllegalArgumentException("boxes must lie in 16 to 512 pixels, got " + boxes);
    }
    positive("pixel_size_angstroms", pixelSizeAngstroms);
    positive("noise_to_signal", noiseToSignal);
    positive("low_noise_radius", lowNoiseRadius);
    positive("low_noise", lowNoise);
    if (!(lowNoiseShare >= 0 && lowNoiseShare <= 1)) {
      throw new IllegalArgumentException(
          "low_noise_share must lie in 0 to 1, got " + lowNoiseShare);
    }
    if (bFactor.least() < 0 || shift.least() < 0 || shift.most() > 0.5) {
      throw new IllegalArgumentException(
          "b_factor must not be negative and shift must lie in 0 to 0.5, got "
              + bFactor.ends()
              + " and "
              + shift.ends());
    }
  }

  /** What the shipped model is trained on. */
  public static MoleculeSettings standard() {
    return new MoleculeSettings(null, null, null, null, null, null, null, null);
  }

  private static Range orDefault(Range range, double least, double most) {
    return range == null ? new Range(least, most) : range;
  }

  private static void positive(String key, Range range) {
    if (!(range.least() > 0)) {
      throw new IllegalArgumentException(key + " must be positive, got " + range.ends());
    }
  }
}
