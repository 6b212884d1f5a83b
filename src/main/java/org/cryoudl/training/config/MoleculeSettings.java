package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.cryoudl.failure.Bounds;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that simulated molecules are seen under. Drawn once a molecule; defocus, shift,
 * angle and noise are drawn for each view.
 *
 * @param boxes box sizes in pixels, drawn with equal weight
 * @param pixelSizeAngstroms pixel sizes in A
 * @param bFactor B-factors in A^2
 * @param defocusAngstroms defocus in A; each molecule uses a part of the range
 * @param noiseToSignal variance of white noise over variance of the image
 * @param lowNoiseShare share of molecules whose images carry low-frequency noise
 * @param lowNoiseRadius radius of that noise in cycles per box
 * @param lowNoisePeriodAngstroms if positive, the radius is this over the pixel size instead
 * @param lowNoise its standard deviation in units of the mean amplitude
 * @param shift largest shift along each axis as part of the box
 * @param neighbourShare share of views with a part of a second particle at their rim
 */
public record MoleculeSettings(
    @JsonPropertyDescription("Box sizes in pixels, drawn with equal weight.") List<Integer> boxes,
    @JsonPropertyDescription("Pixel sizes in Angstrom, [least, most], drawn log-uniformly.")
        Range pixelSizeAngstroms,
    @JsonPropertyDescription("B-factors in square Angstrom, [least, most].") Range bFactor,
    @JsonPropertyDescription("Defocus in Angstrom, [least, most]; a molecule uses part of it.")
        Range defocusAngstroms,
    @JsonPropertyDescription("Noise variance over signal variance, [least, most], log-uniform.")
        Range noiseToSignal,
    @JsonPropertyDescription("Share of molecules with low-frequency noise, 0 to 1.")
        Double lowNoiseShare,
    @JsonPropertyDescription("Radius of low-frequency noise in cycles per box, [least, most].")
        Range lowNoiseRadius,
    @JsonPropertyDescription(
            "If positive, that radius in pixels is this many Angstrom over the pixel size.")
        Double lowNoisePeriodAngstroms,
    @JsonPropertyDescription("Sd of low-frequency noise over the mean amplitude, [least, most].")
        Range lowNoise,
    @JsonPropertyDescription("Largest shift along each axis as part of the box, [least, most].")
        Range shift,
    @JsonPropertyDescription("Share of views with a second particle at their rim, 0 to 1.")
        Double neighbourShare) {

  private static final double TINY = 1e-6;

  /** What is null takes its default. */
  public MoleculeSettings(
      @Nullable List<Integer> boxes,
      @Nullable Range pixelSizeAngstroms,
      @Nullable Range bFactor,
      @Nullable Range defocusAngstroms,
      @Nullable Range noiseToSignal,
      @Nullable Double lowNoiseShare,
      @Nullable Range lowNoiseRadius,
      @Nullable Double lowNoisePeriodAngstroms,
      @Nullable Range lowNoise,
      @Nullable Range shift,
      @Nullable Double neighbourShare) {
    this.boxes = boxes == null ? List.of(64, 96, 128, 128) : List.copyOf(boxes);
    if (this.boxes.isEmpty() || this.boxes.stream().anyMatch(box -> box < 16 || box > 512)) {
      throw new IllegalArgumentException("boxes must lie in 16 to 512 pixels, got " + this.boxes);
    }
    this.pixelSizeAngstroms =
        Range.within("pixel_size_angstroms", pixelSizeAngstroms, new Range(0.4, 6), 0.1, 50);
    this.bFactor = Range.within("b_factor", bFactor, new Range(0, 400), 0, 1e4);
    this.defocusAngstroms =
        Range.within("defocus_angstroms", defocusAngstroms, new Range(5000, 25000), 0, 1e6);
    this.noiseToSignal =
        Range.within("noise_to_signal", noiseToSignal, new Range(2, 100), TINY, 1e6);
    this.lowNoiseShare = Bounds.within("low_noise_share", lowNoiseShare, 0.65, 0, 1);
    this.lowNoiseRadius =
        Range.within("low_noise_radius", lowNoiseRadius, new Range(2, 26), TINY, 256);
    this.lowNoisePeriodAngstroms =
        Bounds.within("low_noise_period_angstroms", lowNoisePeriodAngstroms, 0, 0, 1000);
    this.lowNoise = Range.within("low_noise", lowNoise, new Range(0.5, 4.5), TINY, 100);
    this.shift = Range.within("shift", shift, new Range(0, 0.08), 0, 0.5);
    this.neighbourShare = Bounds.within("neighbour_share", neighbourShare, 0.1, 0, 1);
  }

  /** Every default. */
  public static MoleculeSettings standard() {
    return new MoleculeSettings(null, null, null, null, null, null, null, null, null, null, null);
  }
}
