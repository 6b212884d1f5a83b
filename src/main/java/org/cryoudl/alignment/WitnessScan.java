package org.cryoudl.alignment;

import java.util.Optional;
import org.cryoudl.geometry.Pose;

/**
 * Looks at a witness in all poses, and once more at what is left of it without the average: that is
 * noise, and tells how far noise is from what is assumed.
 *
 * <p>Not safe for several threads: the instance holds scratch space.
 */
final class WitnessScan {

  private final FrequencyDisc full;
  private final FrequencyDisc disc;
  private final AverageModel average;
  private final float[][] templates;
  private final int[] positions;
  private final float[] inverseNoise;
  private final double shiftSigmaPixels;
  private final PoseScan scan;
  private final PoseScan rest;
  private final LocalPosterior wide;

  /**
   * @param source particles like the witnesses
   * @param average what they are compared with
   * @param templates it in all turns
   * @param shiftSigmaPixels standard deviation of the prior on shifts
   */
  WitnessScan(
      SpectrumSource source,
      FrequencyDisc disc,
      AverageModel average,
      float[][] templates,
      double[] noise,
      double maxShiftPixels,
      double shiftSigmaPixels) {
    this.full = source.disc();
    this.disc = disc;
    this.average = average;
    this.templates = templates;
    this.positions = disc.positionsIn(full);
    this.inverseNoise = NoiseSpectrum.inverseOn(disc, noise);
    this.shiftSigmaPixels = shiftSigmaPixels;
    int box = full.box();
    scan = new PoseScan(source, disc, noise, templates.length, maxShiftPixels, 0.02 * box);
    rest = new PoseScan(source, disc, noise, templates.length, maxShiftPixels, 0.02 * box);
    wide = new LocalPosterior(full, disc, noise, 0.008 * box);
  }

  /**
   * Compares a witness with the average.
   *
   * @param logBayes receives the log Bayes factor at strengths of b / (length - 2), from position 1
   *     on to the last but one
   * @param windowDegrees turns within this of the best count as that
   */
  PoseScan.Found look(ParticleSpectrum particle, double[] logBayes, double windowDegrees) {
    scan.scan(particle, templates, Pose.IDENTITY, shiftSigmaPixels);
    PoseScan.Found found = scan.found(1, Double.NaN, windowDegrees);
    Pose pose = wide.about(particle, average, 1, found.pose(), 1.5).best();
    rest.scan(without(particle, pose), templates, Pose.IDENTITY, shiftSigmaPixels);
    double dispersion = Math.max(1, rest.dispersion());
    int strengths = logBayes.length - 2;
    for (int b = 1; b <= strengths; b++) {
      logBayes[b] = scan.logBayesFactor((double) b / strengths, dispersion);
    }
    return found;
  }

  /** The particle without the average, as strongly as it shows it at a pose. */
  private ParticleSpectrum without(ParticleSpectrum particle, Pose pose) {
    float[] template = new float[2 * disc.size()];
    float[] cos = new float[disc.size()];
    float[] sin = new float[disc.size()];
    average.sample(disc, pose.psiDegrees(), template);
    disc.shiftPhases(-pose.originXPixels(), -pose.originYPixels(), cos, sin);
    float[] left = particle.values().clone();
    Optional<float[]> ctf = particle.ctf();
    double product = 0;
    double norm = 0;
    for (int j = 0; j < disc.size(); j++) {
      float c = ctf.isPresent() ? ctf.get()[positions[j]] : 1;
      float re = c * (template[2 * j] * cos[j] - template[2 * j + 1] * sin[j]);
      float im = c * (template[2 * j] * sin[j] + template[2 * j + 1] * cos[j]);
      template[2 * j] = re;
      template[2 * j + 1] = im;
      int at = 2 * positions[j];
      product += inverseNoise[j] * (left[at] * re + left[at + 1] * im);
      norm += inverseNoise[j] * (re * re + im * im);
    }
    float strength = norm > 0 ? (float) (product / norm) : 0;
    for (int j = 0; j < disc.size(); j++) {
      left[2 * positions[j]] -= strength * template[2 * j];
      left[2 * positions[j] + 1] -= strength * template[2 * j + 1];
    }
    return new ParticleSpectrum(left, ctf);
  }
}
