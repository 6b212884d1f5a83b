package org.cryoudl.alignment.diagnostics;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.statistics.NormalDistribution;

/**
 * The point about which an average looks most like itself after each of the turns of a symmetry.
 * The averages of the two halves of the set, which share no noise, are compared with each other:
 * {@code S(p) = sum_j sum_k CTF^2 A1(k) A2(R(j 360 / n) k)* exp(2 pi i k.(p - R(-j 360 / n) p) /
 * box) / sigma^2} has its maximum at the axis.
 *
 * @param xPixels right of the centre of the box, in pixels of the particles
 * @param yPixels below it
 * @param evidence how alike the view and itself turned by 360 / n about the axis are
 */
public record SymmetryAxis(double xPixels, double yPixels, RotationalSymmetry evidence) {

  /** Finer detail is hardly resolved before the symmetry is used. */
  private static final int LARGEST_RADIUS = 32;

  /** Turns both, so that no comparison has the advantage of grid points, which are not smoothed. */
  private static final double BASE_DEGREES = 17.3;

  /** How far from the centre of the box the axis is looked for, as a share of it. */
  private static final double RANGE = 0.1;

  private static final double STEP = 0.0125;
  private static final double FINEST_STEP = 2e-4;

  /**
   * Looks for it.
   *
   * @param state its averages are made without the symmetry
   */
  public static SymmetryAxis find(RefinementState state, CyclicSymmetry symmetry) {
    Products products = new Products(state, symmetry);
    double box = state.source().disc().box();
    double[] best = {0, 0};
    double top = Double.NEGATIVE_INFINITY;
    for (double y = -RANGE; y <= RANGE; y += STEP) {
      for (double x = -RANGE; x <= RANGE; x += STEP) {
        double score = products.score(x * box, y * box);
        if (score > top) {
          top = score;
          best = new double[] {x * box, y * box};
        }
      }
    }
    for (double step = STEP / 2; step > FINEST_STEP; step /= 2) {
      double[] middle = best;
      for (int dy = -1; dy <= 1; dy++) {
        for (int dx = -1; dx <= 1; dx++) {
          double x = middle[0] + dx * step * box;
          double y = middle[1] + dy * step * box;
          double score = products.score(x, y);
          if (score > top) {
            top = score;
            best = new double[] {x, y};
          }
        }
      }
    }
    double[] axis = Angles.rotate(BASE_DEGREES, best[0], best[1]);
    return new SymmetryAxis(axis[0], axis[1], products.evidence(best[0], best[1]));
  }

  /** The products of the averages with themselves after each turn, coefficient by coefficient. */
  private static final class Products {
    private final FrequencyDisc disc;
    private final CyclicSymmetry symmetry;

    /** By turn, the first being none. */
    private final float[][] products;

    private final float[] cos;
    private final float[] sin;

    Products(RefinementState state, CyclicSymmetry symmetry) {
      this.symmetry = symmetry;
      Averages averages = state.averages();
      int radius = state.resolvedRadius(LARGEST_RADIUS);
      Band band = Band.of(state.source(), radius, state.noise());
      disc = band.disc();
      cos = new float[disc.size()];
      sin = new float[disc.size()];
      float[] weights = band.meanWeights(state.source());
      float[] first = new float[2 * disc.size()];
      new AverageModel(averages.halves()[0], averages.side(), radius)
          .sample(disc, BASE_DEGREES, first);
      AverageModel second = new AverageModel(averages.halves()[1], averages.side(), radius);
      products = new float[symmetry.order()][2 * disc.size()];
      float[] turned = new float[2 * disc.size()];
      for (int n = 0; n < products.length; n++) {
        second.sample(disc, BASE_DEGREES + n * symmetry.periodDegrees(), turned);
        for (int j = 0; j < weights.length; j++) {
          float re = first[2 * j];
          float im = first[2 * j + 1];
          products[n][2 * j] = weights[j] * (re * turned[2 * j] + im * turned[2 * j + 1]);
          products[n][2 * j + 1] = weights[j] * (im * turned[2 * j] - re * turned[2 * j + 1]);
        }
      }
    }

    /** S at a point, in the turned frame. */
    double score(double x, double y) {
      double sum = 0;
      for (int n = 1; n < products.length; n++) {
        sum += product(n, x, y);
      }
      return sum;
    }

    private double product(int n, double x, double y) {
      double[] turned = Angles.rotate(-n * symmetry.periodDegrees(), x, y);
      disc.shiftPhases(turned[0] - x, turned[1] - y, cos, sin);
      double sum = 0;
      for (int j = 0; j < cos.length; j++) {
        sum += products[n][2 * j] * cos[j] - products[n][2 * j + 1] * sin[j];
      }
      return sum;
    }

    /** As {@link RotationalSymmetry} measures it, for one turn to either side. */
    RotationalSymmetry evidence(double x, double y) {
      double whole = product(0, x, y);
      double turned = 0.5 * (product(1, x, y) + product(symmetry.order() - 1, x, y));
      double separation = 2 * Math.max(0, whole - turned);
      return new RotationalSymmetry(
          symmetry.order(),
          whole > 0 ? turned / whole : 0,
          NormalDistribution.cumulative(-Math.sqrt(separation / 2)),
          true);
    }
  }
}
