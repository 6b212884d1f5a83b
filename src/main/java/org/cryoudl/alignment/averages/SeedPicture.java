package org.cryoudl.alignment.averages;

import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;

/** A single particle as a picture that others can be compared with. */
public final class SeedPicture {

  private SeedPicture() {}

  /**
   * The particle turned by a pose, weighted by the noise, masked.
   *
   * @param source particles with the CTF as the phase model has it
   * @param radius finest detail of the picture
   * @param maskRadius as a share of the box
   * @return side x side pixels, the side being {@link Averages#side}
   */
  public static float[] of(
      SpectrumSource source,
      int index,
      Pose pose,
      NoiseSpectrum noise,
      int radius,
      double maskRadius) {
    Band band = Band.of(source, radius, noise);
    int side = Averages.side(band.box(), radius);
    Reconstruction.Sums sum = new Reconstruction.Sums(side, band, source.symmetry());
    sum.add(source.get(index), pose, 0);
    double[] penalty = new double[radius + 1];
    penalty[0] = Double.POSITIVE_INFINITY;
    return Averages.masked(
        sum.halves[0].average(penalty), CircularMask.aroundParticle(side, maskRadius));
  }
}
