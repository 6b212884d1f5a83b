package org.cryoudl.alignment.score;

import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.Image;

/**
 * How likely it is that a class shows a molecule, without any label, as the product of four figures
 * between 0 and 1.
 *
 * @param evidence what particles confirm that were held out of the average: the share of its
 *     strength that they confirm, lowered where their log evidence is small; {@link #UNTESTED}
 *     where too few were held out
 * @param compactness low where the average is as strong at the rim of the mask as in its middle: an
 *     edge of carbon, a gradient, a neighbour; a filament that crosses the box is none of them
 * @param abundance low for classes with far fewer particles than an even share
 * @param identity mean posterior of the class over its particles
 */
public record ClassQuality(double evidence, double compactness, double abundance, double identity) {

  /** Score from which on a class is recommended. */
  public static final double RECOMMENDED = 0.3;

  /** What stands for held-out evidence where there is none. */
  public static final double UNTESTED = 0.4;

  /** Log evidence, as of a likelihood ratio, at which evidence counts half. */
  private static final double HALF_EVIDENCE = HeldOutEvidence.NEEDED;

  /** Share of an even class at which abundance counts half. */
  private static final double HALF_ABUNDANCE = 0.1;

  /** Power at the rim, as a share of that in the middle, at which compactness counts half. */
  private static final double HALF_RIM = 0.5;

  private static final double RIM_FROM = 0.36;
  private static final double RIM_TO = 0.43;

  /** What counts as the middle, as a share of the box. */
  static final double MIDDLE = 0.25;

  /** A class without particles. */
  static final ClassQuality EMPTY = new ClassQuality(0, 0, 0, 0);

  /**
   * The score of a class of an alignment.
   *
   * @param index of the class, from 0
   */
  public static ClassQuality of(Alignment alignment, int index) {
    ViewResult view = alignment.views().get(index);
    if (view.isEmpty()) {
      return EMPTY;
    }
    ParticleResults particles = alignment.particles();
    double identity = 0;
    for (double posterior : particles.inView(index, particles.classPosterior())) {
      identity += posterior / view.particles();
    }
    double even = (double) alignment.size() / alignment.views().size();
    return new ClassQuality(
        evidence(view.heldOut()),
        compactness(view.average()),
        1 / (1 + square(HALF_ABUNDANCE * even / view.particles())),
        Math.min(1, identity));
  }

  static double evidence(HeldOutEvidence heldOut) {
    if (heldOut.count() == 0) {
      return UNTESTED;
    }
    double nats = Math.max(0, heldOut.logEvidence());
    return heldOut.trust() * nats / (nats + HALF_EVIDENCE);
  }

  /**
   * One over one plus the square of the rim's power over that of the middle, suitably scaled. What
   * of the rim goes on from the middle as a filament does is no sign of an edge, and left out.
   */
  static double compactness(Image average) {
    int box = average.width();
    int centre = Image.centre(box);
    double[] power = new double[2];
    double[] count = new double[2];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        double radius = Math.hypot(row - centre, column - centre) / box;
        int part = radius <= MIDDLE ? 0 : isRim(radius) ? 1 : -1;
        if (part >= 0) {
          power[part] += square(average.pixels()[row * box + column]);
          count[part]++;
        }
      }
    }
    double middle = power[0] / Math.max(1, count[0]);
    double rim = power[1] / Math.max(1, count[1]) * (1 - FilamentRim.share(average));
    return middle > 0 ? 1 / (1 + square(rim / middle / HALF_RIM)) : 0;
  }

  /** Whether a distance from the centre, as a share of the box, counts as the rim. */
  static boolean isRim(double radius) {
    return radius >= RIM_FROM && radius <= RIM_TO;
  }

  private static double square(double value) {
    return value * value;
  }

  /** The score, 0 to 1. */
  public double value() {
    return evidence * compactness * abundance * identity;
  }

  /** Whether the class is worth going on with. */
  public boolean isRecommended() {
    return value() >= RECOMMENDED;
  }

  /** The figure that lowers the score most, in words; for a recommended class none. */
  public String reason() {
    if (isRecommended()) {
      return "recommended";
    }
    double least = Math.min(Math.min(evidence, compactness), Math.min(abundance, identity));
    if (least == evidence) {
      return evidence == UNTESTED
          ? "too few held-out particles to test it"
          : "held-out particles do not confirm the average";
    }
    if (least == compactness) {
      return "strong at the rim of the mask: an edge, a gradient or a neighbour";
    }
    return least == abundance ? "very few particles" : "its particles fit other classes too";
  }
}
