package org.cryoudl.alignment.averages;

import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
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
    FrequencyDisc full = source.disc();
    FrequencyDisc disc = new FrequencyDisc(full.box(), Math.min(radius, full.radius()));
    int side = Averages.side(full.box(), disc.radius());
    int[] positions = disc.positionsIn(full);
    float[] inverseNoise = noise.inverseOn(disc);
    Averages[] averages = new Averages[membership.classes()];
    for (int k = 0; k < averages.length; k++) {
      int[] members = membership.members(k);
      if (members.length == 0) {
        continue;
      }
      Reconstruction.Sums sums =
          ParallelLoop.reduce(
              members.length,
              () -> new Reconstruction.Sums(side, disc, source.symmetry()),
              (into, m) -> {
                int i = members[m];
                into.add(source.get(i), particles, i, disc, positions, inverseNoise, i % 2);
              },
              Reconstruction.Sums::merge);
      averages[k] = Averages.of(sums.halves, side, disc.radius(), maskRadius);
    }
    return new ClassAverages(averages, side);
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
    FrequencyDisc full = source.disc();
    int radius = 0;
    for (Averages average : classes) {
      radius = average == null ? radius : average.radius();
    }
    FrequencyDisc disc = new FrequencyDisc(full.box(), radius);
    int[] positions = disc.positionsIn(full);
    AverageModel[][] models = new AverageModel[classes.length][];
    for (int k = 0; k < classes.length; k++) {
      if (classes[k] != null) {
        models[k] =
            new AverageModel[] {
              new AverageModel(classes[k].halves()[1], side, radius),
              new AverageModel(classes[k].halves()[0], side, radius)
            };
      }
    }
    double[] sum =
        ParallelLoop.reduce(
            source.size(),
            () -> new double[disc.radius() + 1],
            (power, i) ->
                addResidual(
                    power,
                    source.get(i),
                    particles.poses[i],
                    models[membership.classIndex[i]][i % 2],
                    disc,
                    positions),
            VectorSums::addInto);
    return noise.updatedBy(NoiseSpectrum.perCoefficient(disc, sum, source.size()));
  }

  private static void addResidual(
      double[] power,
      ParticleSpectrum particle,
      Pose pose,
      AverageModel model,
      FrequencyDisc disc,
      int[] positions) {
    float[] left = model.residual(disc, positions, particle, pose);
    for (int j = 0; j < disc.size(); j++) {
      double re = left[2 * j];
      double im = left[2 * j + 1];
      power[disc.shell(j)] += re * re + im * im;
    }
  }
}
