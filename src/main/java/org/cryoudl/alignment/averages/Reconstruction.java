package org.cryoudl.alignment.averages;

import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;

/** Averages of a source's particles at given poses, one of each half of the set. */
public final class Reconstruction {

  private final SpectrumSource source;
  private final double maskRadius;

  /**
   * @param source the particles
   * @param maskRadius radius of the mask around the averages, as a share of the box
   */
  public Reconstruction(SpectrumSource source, double maskRadius) {
    this.source = source;
    this.maskRadius = maskRadius;
  }

  /** The averages at the current poses, up to {@code radius}, in pictures no larger than needed. */
  public Averages at(ParticlePoses particles, NoiseSpectrum noise, int radius) {
    FrequencyDisc full = source.disc();
    int reach = Math.min(radius, full.radius());
    return at(particles, noise, reach, Averages.side(full.box(), reach));
  }

  /** The averages at the current poses with all frequencies, in pictures of the particles' box. */
  public Averages fullSize(ParticlePoses particles, NoiseSpectrum noise) {
    FrequencyDisc full = source.disc();
    return at(particles, noise, full.radius(), full.box());
  }

  private Averages at(ParticlePoses particles, NoiseSpectrum noise, int radius, int side) {
    FrequencyDisc full = source.disc();
    FrequencyDisc disc = new FrequencyDisc(full.box(), radius);
    int[] positions = disc.positionsIn(full);
    float[] inverseNoise = noise.inverseOn(disc);
    Sums sums =
        ParallelLoop.reduce(
            source.size(),
            () -> new Sums(side, disc, source.symmetry()),
            (into, i) ->
                into.add(source.get(i), particles, i, disc, positions, inverseNoise, i % 2),
            Sums::merge);
    return Averages.of(sums.halves, side, disc.radius(), maskRadius);
  }

  /** Averages that are made particle by particle, by a loop that does something else besides. */
  public static final class NextAverage {
    private final CyclicSymmetry symmetry;
    private final FrequencyDisc disc;
    private final int[] positions;
    private final float[] inverseNoise;
    private final int side;

    public NextAverage(SpectrumSource source, int radius, NoiseSpectrum noise) {
      FrequencyDisc full = source.disc();
      symmetry = source.symmetry();
      disc = new FrequencyDisc(full.box(), Math.min(radius, full.radius()));
      positions = disc.positionsIn(full);
      inverseNoise = noise.inverseOn(disc);
      side = Averages.side(full.box(), disc.radius());
    }

    public Sums newSums() {
      return new Sums(side, disc, symmetry);
    }

    public void add(ParticleSpectrum particle, ParticlePoses particles, int index, Sums sums) {
      sums.add(particle, particles, index, disc, positions, inverseNoise, index % 2);
    }

    public Averages of(Sums sums, double maskRadius) {
      return Averages.of(sums.halves, side, disc.radius(), maskRadius);
    }
  }

  /** Accumulators of one piece of the loop, and its scratch space. */
  public static final class Sums {
    public final AverageAccumulator[] halves;
    private final float[] cos;
    private final float[] sin;
    private final float[] values;
    private final float[] weights;

    public Sums(int side, FrequencyDisc disc, CyclicSymmetry symmetry) {
      halves =
          new AverageAccumulator[] {
            new AverageAccumulator(side, disc.radius(), symmetry),
            new AverageAccumulator(side, disc.radius(), symmetry)
          };
      cos = new float[disc.size()];
      sin = new float[disc.size()];
      values = new float[2 * disc.size()];
      weights = new float[disc.size()];
    }

    /** Adds a particle as strongly as it shows the average, unless it is an outlier. */
    public void add(
        ParticleSpectrum particle,
        ParticlePoses particles,
        int index,
        FrequencyDisc disc,
        int[] positions,
        float[] inverseNoise,
        int half) {
      if (!particles.outlier[index]) {
        float weight = (float) particles.weight[index];
        add(particle, particles.poses[index], weight, disc, positions, inverseNoise, half);
      }
    }

    /** Adds a particle as it is. */
    public void add(
        ParticleSpectrum particle,
        Pose pose,
        FrequencyDisc disc,
        int[] positions,
        float[] inverseNoise,
        int half) {
      add(particle, pose, 1, disc, positions, inverseNoise, half);
    }

    private void add(
        ParticleSpectrum particle,
        Pose pose,
        float weight,
        FrequencyDisc disc,
        int[] positions,
        float[] inverseNoise,
        int half) {
      float[] x = particle.values();
      float[] ctf = particle.ctf().orElse(null);
      disc.shiftPhases(pose.originXPixels(), pose.originYPixels(), cos, sin);
      for (int j = 0; j < weights.length; j++) {
        int from = positions[j];
        float c = weight * (ctf == null ? 1 : ctf[from]);
        float w = c * inverseNoise[j];
        values[2 * j] = w * (x[2 * from] * cos[j] - x[2 * from + 1] * sin[j]);
        values[2 * j + 1] = w * (x[2 * from] * sin[j] + x[2 * from + 1] * cos[j]);
        weights[j] = c * w;
      }
      halves[half].add(disc, values, weights, pose.psiDegrees());
    }

    public void merge(Sums other) {
      halves[0].merge(other.halves[0]);
      halves[1].merge(other.halves[1]);
    }
  }
}
