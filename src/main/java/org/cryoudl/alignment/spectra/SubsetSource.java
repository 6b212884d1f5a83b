package org.cryoudl.alignment.spectra;

/**
 * Some particles of a source.
 *
 * @param source where they come from
 * @param indices which ones, in the order they take here
 */
public record SubsetSource(SpectrumSource source, int[] indices) implements SpectrumView {

  /** Evenly spread particles, at most {@code count}. */
  public static SubsetSource spread(SpectrumSource source, int count) {
    int size = Math.min(count, source.size());
    int[] indices = new int[size];
    for (int i = 0; i < size; i++) {
      indices[i] = (int) ((long) i * source.size() / size);
    }
    return new SubsetSource(source, indices);
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
