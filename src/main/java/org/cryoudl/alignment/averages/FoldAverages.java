package org.cryoudl.alignment.averages;

import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.image.CircularMask;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The average of a set and averages that leave a tenth of the particles out each, so that a
 * particle can be compared with one that holds none of its own noise. Particle {@code i} belongs to
 * fold {@code i mod 10}.
 *
 * @param all of all particles
 * @param withoutFold filtered and masked as {@code all} is, one for each fold left out
 */
public record FoldAverages(Averages all, List<float[]> withoutFold) {

  public static final int FOLDS = 10;

  /** The fold of a particle. */
  public static int fold(int particle) {
    return particle % FOLDS;
  }

  /**
   * Makes them from particles at their poses; outliers are left out, all others enter as strongly
   * as they show the average.
   *
   * @param radius frequencies to average, in cycles per box
   */
  public static FoldAverages of(
      SpectrumSource source,
      ParticlePoses particles,
      NoiseSpectrum noise,
      int radius,
      double maskRadius) {
    Band band = Band.of(source, radius, noise);
    int side = Averages.side(band.box(), band.radius());
    AverageAccumulator[] folds = new AverageAccumulator[FOLDS];
    for (int f = 0; f < FOLDS; f++) {
      int first = f;
      int count = (source.size() - f + FOLDS - 1) / FOLDS;
      folds[f] =
          ParallelLoop.reduce(
                  count,
                  () -> new Reconstruction.Sums(side, band, source.symmetry()),
                  (into, n) -> {
                    int i = first + n * FOLDS;
                    into.add(source.get(i), particles, i, 0);
                  },
                  Reconstruction.Sums::merge)
              .halves[0];
    }
    AverageAccumulator[] halves = {
      new AverageAccumulator(side, radius, source.symmetry()),
      new AverageAccumulator(side, radius, source.symmetry())
    };
    for (int f = 0; f < FOLDS; f++) {
      halves[f % 2].merge(folds[f]);
    }
    Averages all = Averages.of(halves, side, radius, maskRadius);
    double[] penalty = all.penalty();
    List<float[]> without =
        IntStream.range(0, FOLDS)
            .mapToObj(
                f -> {
                  AverageAccumulator others = new AverageAccumulator(side, radius);
                  IntStream.range(0, FOLDS)
                      .filter(g -> g != f)
                      .forEach(g -> others.merge(folds[g]));
                  return Averages.masked(
                      others.average(penalty), CircularMask.aroundParticle(side, maskRadius));
                })
            .toList();
    return new FoldAverages(all, without);
  }

  /**
   * The averages as models, one for each fold left out.
   *
   * @param radius largest frequency that will be looked up, in cycles per box
   */
  public AverageModel[] models(int radius) {
    return withoutFold.stream()
        .map(picture -> new AverageModel(picture, all.side(), radius))
        .toArray(AverageModel[]::new);
  }
}
