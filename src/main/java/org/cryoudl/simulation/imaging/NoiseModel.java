package org.cryoudl.simulation.imaging;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.jspecify.annotations.Nullable;

/**
 * The noise. White noise has a set variance relative to the image's; low-frequency noise imitates
 * what ice and carbon add, by the recipe of the published "SSNR" data set (Chen, Feng and Shen, J.
 * Struct. Biol. 215 (2023) 107940).
 *
 * @param varianceRatio variance of the white noise relative to that of the filtered, noise-free
 *     image; 10 by default, 0 for none
 * @param lowFrequency whether to add low-frequency noise; false by default
 * @param lowFrequencyReachAngstroms low frequencies are Fourier pixels at a radius up to
 *     floor(reach / pixel size); 10 by default
 * @param lowFrequencyFactor standard deviation of the real and of the imaginary part of the
 *     low-frequency noise relative to the mean amplitude of the image with white noise; 3 by
 *     default
 */
public record NoiseModel(
    @JsonPropertyDescription("variance of white noise relative to the image's, 0 for none")
        Double varianceRatio,
    @JsonPropertyDescription("whether to add low-frequency noise") Boolean lowFrequency,
    @JsonPropertyDescription("low is up to floor(this / pixel size) Fourier pixels")
        Double lowFrequencyReachAngstroms,
    @JsonPropertyDescription("spread of each part relative to the mean amplitude")
        Double lowFrequencyFactor) {

  /** What is null takes its default. */
  public NoiseModel(
      @Nullable Double varianceRatio,
      @Nullable Boolean lowFrequency,
      @Nullable Double lowFrequencyReachAngstroms,
      @Nullable Double lowFrequencyFactor) {
    this.varianceRatio = Bounds.within("variance_ratio", varianceRatio, 10, 0, 1e6);
    this.lowFrequency = lowFrequency != null && lowFrequency;
    this.lowFrequencyReachAngstroms =
        Bounds.within("low_frequency_reach_angstroms", lowFrequencyReachAngstroms, 10, 0, 1e4);
    this.lowFrequencyFactor = Bounds.within("low_frequency_factor", lowFrequencyFactor, 3, 0, 1e3);
  }

  /** Every default: white noise of ten times the image's variance. */
  public static NoiseModel standard() {
    return new NoiseModel(null, null, null, null);
  }

  /** Adds white noise to an image in place. */
  public void addWhite(float[] pixels, SplittableRandom random) {
    double deviation = Math.sqrt(varianceRatio * variance(pixels));
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] += (float) (deviation * random.nextGaussian());
    }
  }

  /** Radius in Fourier pixels up to which low-frequency noise reaches. */
  int lowFrequencyRadius(int box, double pixelSizeAngstroms) {
    // Beyond the last frequency that has two signs nothing is left to add.
    int last = (box - 1) / 2;
    return (int) Math.min(last, Math.floor(lowFrequencyReachAngstroms / pixelSizeAngstroms));
  }

  /**
   * Adds low-frequency noise to an image in place, if it is requested. The recipe adds independent
   * complex noise to every pixel of the full plane and keeps the real part of the image; that is
   * the same as adding the Hermitian part of the noise, which is done here.
   */
  public void addLowFrequency(
      float[] pixels, int box, double pixelSizeAngstroms, SplittableRandom random) {
    if (!lowFrequency) {
      return;
    }
    int radius = lowFrequencyRadius(box, pixelSizeAngstroms);
    HalfSpectrum spectrum = Fft2D.of(box).forward(pixels);
    double deviation = lowFrequencyFactor * meanAmplitude(spectrum);
    for (int ky = -radius; ky <= radius; ky++) {
      for (int kx = -radius; kx <= radius; kx++) {
        if (kx * kx + ky * ky <= radius * radius) {
          float re = (float) (deviation * random.nextGaussian() / 2);
          float im = (float) (deviation * random.nextGaussian() / 2);
          add(spectrum, ky, kx, re, im);
          add(spectrum, -ky, -kx, re, -im);
        }
      }
    }
    Fft2D.of(box).inverse(spectrum.values(), pixels);
  }

  private static void add(HalfSpectrum spectrum, int ky, int kx, float re, float im) {
    if (kx >= 0) {
      int box = spectrum.box();
      int i = HalfSpectrum.index(box, HalfSpectrum.rowOf(box, ky), kx);
      spectrum.values()[i] += re;
      spectrum.values()[i + 1] += im;
    }
  }

  /** The mean over the full plane, zero frequency left out because it depends on the grey level. */
  static double meanAmplitude(HalfSpectrum spectrum) {
    int box = spectrum.box();
    double sum = 0;
    for (int r = 0; r < box; r++) {
      for (int c = r == 0 ? 1 : 0; c < HalfSpectrum.columns(box); c++) {
        int i = HalfSpectrum.index(box, r, c);
        sum +=
            HalfSpectrum.multiplicity(box, c)
                * Math.hypot(spectrum.values()[i], spectrum.values()[i + 1]);
      }
    }
    return sum / ((double) box * box - 1);
  }

  public static double variance(float[] pixels) {
    double mean = 0;
    for (float pixel : pixels) {
      mean += pixel;
    }
    mean /= pixels.length;
    double sum = 0;
    for (float pixel : pixels) {
      sum += (pixel - mean) * (pixel - mean);
    }
    return sum / pixels.length;
  }
}
