package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;

/**
 * Looks for a particle's pose in an average: among all turns and shifts, then more finely.
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
public final class ParticlePoseSearch {

  private static final int TURNS = 90;
  private static final int SCAN_RADIUS = 16;
  private static final int FINE_RADIUS = 40;
  private static final double SCAN_STEP = 0.02;

  /** Standard deviation of the prior on shifts, as a share of the box. */
  private static final double SHIFT_SIGMA = 0.125;

  private final Target target;
  private final PoseScan scan;
  private final LocalPosterior wide;
  private final LocalPosterior fine;

  /**
   * An average, ready to be compared with.
   *
   * @param source particles like those that will be looked for
   * @param coarse frequencies compared among all poses
   * @param disc frequencies compared in the end
   * @param noise variance of a coefficient per shell
   * @param maxShiftPixels largest shift looked for
   */
  public record Target(
      SpectrumSource source,
      FrequencyDisc coarse,
      FrequencyDisc disc,
      float[][] templates,
      AverageModel average,
      NoiseSpectrum noise,
      double maxShiftPixels) {

    public static Target of(
        Averages averages, SpectrumSource source, NoiseSpectrum noise, double maxShiftPixels) {
      FrequencyDisc full = source.disc();
      int resolved = averages.resolvedRadius(full);
      FrequencyDisc coarse = new FrequencyDisc(full.box(), Math.min(SCAN_RADIUS, resolved));
      FrequencyDisc disc = new FrequencyDisc(full.box(), Math.min(FINE_RADIUS, resolved));
      return new Target(
          source,
          coarse,
          disc,
          PoseScan.templates(
              new AverageModel(averages.full(), averages.side(), coarse.radius()), coarse, TURNS),
          new AverageModel(averages.full(), averages.side(), disc.radius()),
          noise,
          maxShiftPixels);
    }
  }

  public ParticlePoseSearch(Target target) {
    this.target = target;
    FrequencyDisc full = target.source().disc();
    int box = full.box();
    scan =
        new PoseScan(
            target.source(),
            target.coarse(),
            target.noise(),
            TURNS,
            target.maxShiftPixels(),
            SCAN_STEP * box);
    wide = new LocalPosterior(full, target.disc(), target.noise(), 0.008 * box);
    fine = new LocalPosterior(full, target.disc(), target.noise(), 0.003 * box);
  }

  public Pose find(ParticleSpectrum particle) {
    scan.scan(
        particle, target.templates(), Pose.IDENTITY, SHIFT_SIGMA * target.source().disc().box());
    Pose best = scan.best();
    best = wide.about(particle, target.average(), 1, best, 1.5).best();
    best = fine.about(particle, target.average(), 1, best, 0.4).best();
    return fine.about(particle, target.average(), 1, best, 0.4).mean();
  }
}
