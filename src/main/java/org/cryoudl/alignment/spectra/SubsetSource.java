package org.cryoudl.alignment.spectra;

import java.util.Arrays;

/**
 * Some particles of a source.
 *
 * @param source where they come from
 * @param indices which ones, in the order they take here
 */
public record SubsetSource(SpectrumSource source, int[] indices) implements SpectrumView {

  /** Evenly spread particles, at most {@code count}. */
  public static SubsetSource spread(SpectrumSource source, int count) {
    return new SubsetSource(source, evenly(source.size(), count));
  }

  /**
   * Evenly spread positions in a set, ascending.
   *
   * @param size of the set
   * @param count how many at most
   */
  public static int[] evenly(int size, int count) {
    int[] indices = new int[Math.min(count, size)];
    Arrays.setAll(indices, i -> (int) ((long) i * size / indices.length));
    return indices;
  }

  @Override
  public int size() {
    return indices.length;
  }

  @Override
  public ParticleSpectrum get(int index) {
    return source.get(indices[index]);
  }

  /** The values of an array over the source that belong to these particles. */
  public double[] pick(double[] all) {
    double[] picked = new double[indices.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = all[indices[i]];
    }
    return picked;
  }
}
