package org.cryoudl.alignment.averages;

import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.WhitenedParticle;
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
    Band band = Band.of(source, radius, noise);
    Sums sums =
        ParallelLoop.reduce(
            source.size(),
            () -> new Sums(side, band, source.symmetry()),
            (into, i) -> into.add(source.get(i), particles, i, i % 2),
            Sums::merge);
    return Averages.of(sums.halves, side, band.radius(), maskRadius);
  }

  /** Averages that are made particle by particle, by a loop that does something else besides. */
  public static final class NextAverage {
    private final CyclicSymmetry symmetry;
    private final Band band;
    private final int side;

    public NextAverage(SpectrumSource source, int radius, NoiseSpectrum noise) {
      symmetry = source.symmetry();
      band = Band.of(source, radius, noise);
      side = Averages.side(band.box(), band.radius());
    }

    public Sums newSums() {
      return new Sums(side, band, symmetry);
    }

    public Averages of(Sums sums, double maskRadius) {
      return Averages.of(sums.halves, side, band.radius(), maskRadius);
    }
  }

  /** Accumulators of one piece of the loop, and its scratch space. */
  public static final class Sums {
    public final AverageAccumulator[] halves;
    private final FrequencyDisc disc;
    private final WhitenedParticle whitened;

    public Sums(int side, Band band, CyclicSymmetry symmetry) {
      halves =
          new AverageAccumulator[] {
            new AverageAccumulator(side, band.radius(), symmetry),
            new AverageAccumulator(side, band.radius(), symmetry)
          };
      disc = band.disc();
      whitened = new WhitenedParticle(band);
    }

    /** Adds a particle as strongly as it shows the average, unless it is an outlier. */
    public void add(ParticleSpectrum particle, ParticlePoses particles, int index, int half) {
      if (!particles.outlier[index]) {
        add(particle, particles.poses[index], (float) particles.weight[index], half);
      }
    }

    /** Adds a particle as it is. */
    public void add(ParticleSpectrum particle, Pose pose, int half) {
      add(particle, pose, 1, half);
    }

    private void add(ParticleSpectrum particle, Pose pose, float weight, int half) {
      whitened.load(particle, pose, weight);
      halves[half].add(disc, whitened.values(), whitened.weights(), pose.psiDegrees());
    }

    public void merge(Sums other) {
      merge(other.kept());
    }

    /** What both halves have added up; shared. */
    public float[][] kept() {
      return new float[][] {halves[0].kept(), halves[1].kept()};
    }

    /**
     * Adds what the halves of another piece have added up.
     *
     * @param other from {@link #kept}
     */
    public void merge(float[][] other) {
      halves[0].merge(other[0]);
      halves[1].merge(other[1]);
    }
  }
}
