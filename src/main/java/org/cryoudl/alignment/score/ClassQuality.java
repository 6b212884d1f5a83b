package org.cryoudl.alignment.score;

import java.util.List;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.Image;

/**
 * How likely it is that a class shows a molecule, without any label, as the product of four figures
 * between 0 and 1.
 *
 * @param evidence what particles confirm that were held out of the average: low where they agree
 *     with it no better than with noise, each of them and all together
 * @param tested whether particles were held out of it; if not, {@code evidence} is a part of what
 *     the other classes have
 * @param compactness low where the average is as strong at the rim of the mask as in its middle: an
 *     edge of carbon, a gradient, a neighbour; a filament that crosses the box is none of them
 * @param strength low where the particles are far stronger than most: ice crystals, carbon, heaps
 * @param abundance low for classes with far fewer particles than an even share
 */
public record ClassQuality(
    double evidence, boolean tested, double compactness, double strength, double abundance) {

  /** Score from which on a class is recommended. */
  public static final double RECOMMENDED = 0.3;

  /**
   * Evidence of a class without held-out particles, as a share of that of the others: what nothing
   * has tested is not recommended.
   */
  static final double UNTESTED = 0.29;

  /** Log evidence, as of a likelihood ratio, at which evidence counts half. */
  private static final double HALF_EVIDENCE = HeldOutEvidence.NEEDED;

  /** Log evidence of a single particle at which evidence counts half. */
  private static final double HALF_NATS = 1;

  /** Part of the evidence that what single particles lean to has, confirmed or not. */
  private static final double LEANING = 0.2;

  /** Share of an even class at which abundance counts half. */
  private static final double HALF_ABUNDANCE = 0.1;

  /** Power at the rim, as a share of that in the middle, at which compactness counts half. */
  private static final double HALF_RIM = 0.25;

  /** Signal over that of a typical class at which strength counts half. */
  private static final double HALF_STRENGTH = 3;

  /** Where the rim begins, as a share of the radius of the mask. */
  private static final double RIM_FROM = 0.84;

  /** Radius of the mask where it is not known, as a share of the box. */
  static final double USUAL_MASK = 0.43;

  /** What counts as the middle, as a share of the box. */
  static final double MIDDLE = 0.25;

  /** A class without particles. */
  static final ClassQuality EMPTY = new ClassQuality(0, false, 0, 0, 0);

  /**
   * The score of a class of an alignment.
   *
   * @param index of the class, from 0
   */
  public static ClassQuality of(Alignment alignment, int index) {
    List<ViewResult> views = alignment.views();
    ViewResult view = views.get(index);
    if (view.isEmpty()) {
      return EMPTY;
    }
    double[] confirmed = views.stream().mapToDouble(each -> evidence(each.heldOut())).toArray();
    boolean tested = view.heldOut().count() > 0;
    double even = (double) alignment.size() / views.size();
    return new ClassQuality(
        tested ? confirmed[index] : UNTESTED * confirmedShare(views, confirmed),
        tested,
        compactness(
            view.average(),
            view.reliability().map(AverageReliability::maskRadius).orElse(USUAL_MASK)),
        strength(SignalStrength.of(views, confirmed, index)),
        1 / (1 + square(HALF_ABUNDANCE * even / view.particles())));
  }

  /** Mean evidence of the particles in classes that were tested; 1 if none was. */
  private static double confirmedShare(List<ViewResult> views, double[] confirmed) {
    double sum = 0;
    double particles = 0;
    for (int k = 0; k < confirmed.length; k++) {
      if (views.get(k).heldOut().count() > 0) {
        sum += confirmed[k] * views.get(k).particles();
        particles += views.get(k).particles();
      }
    }
    return particles > 0 ? sum / particles : 1;
  }

  /**
   * What held-out particles say of an average; 0 without any. How much each particle alone speaks
   * for it counts, and how much all do: {@code r^2 / (1 + r^2)} with r nats a particle, times
   * {@code L / (6.9 + L)} with L nats of all, times their trust if they trust it at all. A fifth is
   * the logistic function of r, which orders classes that nothing confirms: weak molecules mixed
   * with junk before junk.
   */
  static double evidence(HeldOutEvidence heldOut) {
    if (heldOut.count() == 0) {
      return 0;
    }
    double nats = heldOut.natsPerParticle();
    double each = Math.max(0, nats);
    double all = each * heldOut.count();
    double trust = heldOut.indicatesNoise() ? 1 : heldOut.trust();
    double confirmed =
        trust * square(each) / (square(each) + square(HALF_NATS)) * all / (all + HALF_EVIDENCE);
    return (1 - LEANING) * confirmed + LEANING / (1 + Math.exp(-nats));
  }

  /** One over one plus the fourth power of the signal over three times the typical one. */
  static double strength(double signal) {
    return 1 / (1 + square(square(Math.max(0, signal) / HALF_STRENGTH)));
  }

  /**
   * One over one plus the square of the rim's power over that of the middle, suitably scaled. What
   * of the rim goes on from the middle as a filament does is no sign of an edge, and left out.
   *
   * @param maskRadius as a share of the box; particles that fill the usual one have a larger one
   */
  static double compactness(Image average, double maskRadius) {
    int box = average.width();
    int centre = Image.centre(box);
    double[] power = new double[2];
    double[] count = new double[2];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        double radius = Math.hypot(row - centre, column - centre) / box;
        int part = radius <= MIDDLE ? 0 : isRim(radius, maskRadius) ? 1 : -1;
        if (part >= 0) {
          power[part] += square(average.pixels()[row * box + column]);
          count[part]++;
        }
      }
    }
    double middle = power[0] / Math.max(1, count[0]);
    double rim = power[1] / Math.max(1, count[1]) * (1 - FilamentRim.share(average, maskRadius));
    return middle > 0 ? 1 / (1 + square(rim / middle / HALF_RIM)) : 0;
  }

  /** Whether a distance from the centre, as a share of the box, counts as the rim of a mask. */
  static boolean isRim(double radius, double maskRadius) {
    return radius >= RIM_FROM * maskRadius && radius <= maskRadius;
  }

  private static double square(double value) {
    return value * value;
  }

  /** The score, 0 to 1. */
  public double value() {
    return evidence * compactness * strength * abundance;
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
    double least = Math.min(Math.min(evidence, compactness), Math.min(abundance, strength));
    if (least == compactness) {
      return "strong at the rim of the mask: an edge, a gradient or a neighbour";
    }
    if (least == strength) {
      return "its particles are far stronger than most: contamination, carbon or a clump";
    }
    if (least == abundance) {
      return "very few particles";
    }
    return tested
        ? "held-out particles do not confirm the average"
        : "too few held-out particles to test it";
  }
}
