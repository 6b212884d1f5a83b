package org.cryoudl.alignment.averages;

import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * The averages of all classes at the particles' present poses, and the noise they leave. Halves are
 * the particles of even and odd index in the whole set, as in {@code ExpectationRound}.
 *
 * @param classes one a class; null where it has no particle
 * @param side side length of the pictures
 */
public record ClassAverages(Averages[] classes, int side) {

  /** Averages every particle into its most probable class. */
  public static ClassAverages of(
      SpectrumSource source,
      ParticlePoses particles,
      ClassMembership membership,
      NoiseSpectrum noise,
      int radius,
      double maskRadius) {
    Band band = Band.of(source, radius, noise);
    int side = Averages.side(band.box(), band.radius());
    Averages[] averages = new Averages[membership.classes()];
    for (int k = 0; k < averages.length; k++) {
      int[] members = membership.members(k);
      if (members.length == 0) {
        continue;
      }
      Reconstruction.Sums sums =
          ParallelLoop.reduce(
              members.length,
              () -> new Reconstruction.Sums(side, band, source.symmetry()),
              (into, m) -> {
                int i = members[m];
                into.add(source.get(i), particles, i, i % 2);
              },
              Reconstruction.Sums::merge);
      averages[k] = Averages.of(sums.halves, side, band.radius(), maskRadius);
    }
    return new ClassAverages(averages, side);
  }

  /** Where there is one class. */
  public static ClassAverages ofOne(Averages averages) {
    return new ClassAverages(new Averages[] {averages}, averages.side());
  }

  /** Per class the pictures of both halves; null where a class is empty. */
  public float[][][] halves() {
    float[][][] halves = new float[classes.length][][];
    for (int k = 0; k < halves.length; k++) {
      halves[k] = classes[k] == null ? null : classes[k].halves();
    }
    return halves;
  }

  /** The finest shell that any class resolves. */
  public int resolvedShell() {
    int finest = 0;
    for (Averages average : classes) {
      finest = average == null ? finest : Math.max(finest, average.resolvedShell());
    }
    return finest;
  }

  /**
   * Variance of a coefficient of what is left of the particles when the average of their class,
   * made of the other half, is taken away; shells beyond the averages' keep their noise.
   */
  public NoiseSpectrum residualNoise(
      SpectrumSource source,
      ParticlePoses particles,
      ClassMembership membership,
      NoiseSpectrum noise) {
    int radius = 0;
    for (Averages average : classes) {
      radius = average == null ? radius : average.radius();
    }
    Band band = Band.of(source, radius, noise);
    AverageModel[][] models = new AverageModel[classes.length][];
    for (int k = 0; k < classes.length; k++) {
      if (classes[k] != null) {
        models[k] = classes[k].otherHalves(radius);
      }
    }
    double[] sum =
        ParallelLoop.reduce(
            source.size(),
            () -> new double[band.radius() + 1],
            (power, i) ->
                models[membership.classIndex[i]][i % 2].addResidualPower(
                    band, source.get(i), particles.poses[i], power),
            VectorSums::addInto);
    return noise.updatedBy(NoiseSpectrum.perCoefficient(band.disc(), sum, source.size()));
  }
}
