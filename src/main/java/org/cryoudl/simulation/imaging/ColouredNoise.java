package org.cryoudl.simulation.imaging;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.io.ImageSource;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.projection.RandomPurpose;

/**
 * Images of nothing: Gaussian noise with a given power spectrum. Each image depends on seed and
 * index only.
 */
public final class ColouredNoise implements ImageSource {

  private final int size;
  private final int box;
  private final float[] amplitudes;
  private final long seed;

  /**
   * @param size number of images
   * @param box their side in pixels
   * @param powerPerShell mean {@code |F|^2} of each integer shell, in {@link Fft2D}'s scaling;
   *     shells beyond the last take its value
   * @param seed decides all images
   */
  public ColouredNoise(int size, int box, double[] powerPerShell, long seed) {
    this.size = size;
    this.box = box;
    this.seed = seed;
    ShellTable shells = ShellTable.of(box);
    double[] amplitude = new double[shells.count()];
    for (int s = 0; s < amplitude.length; s++) {
      // White noise of variance 1 has |F|^2 = box^2.
      amplitude[s] = Math.sqrt(powerPerShell[Math.min(s, powerPerShell.length - 1)]) / box;
    }
    this.amplitudes = shells.spread(amplitude);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int width() {
    return box;
  }

  @Override
  public int height() {
    return box;
  }

  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return OptionalDouble.empty();
  }

  @Override
  public void read(int index, float[] destination) {
    Objects.checkIndex(index, size);
    SplittableRandom random = KeyedRandom.of(seed, RandomPurpose.PURE_NOISE, index);
    for (int i = 0; i < destination.length; i++) {
      destination[i] = (float) random.nextGaussian();
    }
    HalfSpectrum spectrum = Fft2D.of(box).forward(destination);
    spectrum.multiply(amplitudes);
    Fft2D.of(box).inverse(spectrum.values(), destination);
  }

  @Override
  public String describe(int index) {
    return "noise image " + (index + 1);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
