package org.cryoudl.alignment.initial;

import org.cryoudl.fourier.LogSpectrum;
import org.cryoudl.fourier.PolarGrid;
import org.cryoudl.network.matching.FeatureMatcher;

/** The polar log-spectra that the network reads, compared as they are. */
public final class PolarSpectra {

  /** The same spectra that the network reads. */
  private static final PolarGrid GRID = new PolarGrid(104, 180, 1.5, 0.5);

  private final FeatureMatcher matcher = new FeatureMatcher(GRID.rings(), GRID.angleBins());

  /** Compares their transforms. */
  public FeatureMatcher matcher() {
    return matcher;
  }

  /** The transform of an image's spectrum, for {@link #matcher}. */
  public float[] transform(float[] pixels) {
    int box = (int) Math.round(Math.sqrt(pixels.length));
    float[] polar = new float[GRID.size()];
    float[] profile = new float[LogSpectrum.PROFILE_CHANNELS * GRID.rings()];
    LogSpectrum.of(box, GRID).measure(pixels, polar, profile);
    return matcher.transform(polar);
  }
}
