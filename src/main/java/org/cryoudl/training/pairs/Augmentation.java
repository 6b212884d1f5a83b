package org.cryoudl.training.pairs;

import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.training.config.AugmentationSettings;
import org.cryoudl.training.molecules.LowFrequencyNoise;

/** Makes a harder image of a real one: another envelope, more noise, another place in its box. */
final class Augmentation {

  private final AugmentationSettings settings;
  private final int box;
  private final Fft2D fft;

  Augmentation(AugmentationSettings settings, int box) {
    this.settings = settings;
    this.box = box;
    this.fft = Fft2D.of(box);
  }

  /** A corrupted copy of box x box pixels. */
  float[] of(float[] image, SplittableRandom random) {
    float[] copy = shifted(image, random);
    HalfSpectrum spectrum = fft.forward(copy);
    double meanAmplitude = meanAmplitude(spectrum.values());
    envelope(spectrum.values(), settings.envelope().uniform(random));
    LowFrequencyNoise.add(
        spectrum.values(),
        box,
        settings.lowNoiseRadius().uniform(random),
        settings.lowNoise().uniform(random) * meanAmplitude,
        random);
    fft.inverse(spectrum.values(), copy);
    float deviation = (float) (settings.noise().uniform(random) * deviation(image));
    for (int i = 0; i < copy.length; i++) {
      copy[i] += deviation * (float) random.nextGaussian();
    }
    return copy;
  }

  private float[] shifted(float[] image, SplittableRandom random) {
    int reach = (int) Math.round(settings.shift() * box);
    int down = random.nextInt(2 * reach + 1) - reach;
    int right = random.nextInt(2 * reach + 1) - reach;
    float[] copy = new float[image.length];
    for (int r = 0; r < box; r++) {
      int from = Math.floorMod(r - down, box) * box;
      for (int c = 0; c < box; c++) {
        copy[r * box + c] = image[from + Math.floorMod(c - right, box)];
      }
    }
    return copy;
  }

  private void envelope(float[] values, double exponent) {
    double unit = exponent / (box * box / 4.0);
    for (int r = 0; r < box; r++) {
      int ky = HalfSpectrum.rowFrequency(box, r);
      for (int kx = 0; kx < HalfSpectrum.columns(box); kx++) {
        int i = HalfSpectrum.index(box, r, kx);
        float factor = (float) Math.exp(-unit * (kx * kx + ky * ky));
        values[i] *= factor;
        values[i + 1] *= factor;
      }
    }
  }

  private static double meanAmplitude(float[] values) {
    double sum = 0;
    for (int i = 2; i < values.length; i += 2) {
      sum += Math.hypot(values[i], values[i + 1]);
    }
    return sum / (values.length / 2.0 - 1);
  }

  private static double deviation(float[] image) {
    double sum = 0;
    double squares = 0;
    for (float value : image) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / image.length;
    return Math.sqrt(Math.max(0, squares / image.length - mean * mean));
  }
}
