package org.cryoudl.similarity.grouping;

import org.cryoudl.similarity.Similarities;
import org.cryoudl.statistics.PrincipalComponent;

/**
 * Averages as points of a plane, near each other if alike: classical multidimensional scaling
 * (Torgerson 1952) of the distances {@code 1 - score}.
 */
public final class PlaneMap {

  private static final int ROUNDS = 60;
  private static final int AXES = 2;

  private PlaneMap() {}

  /**
   * Places averages.
   *
   * @return x and y of each; their mean is 0, the largest distance from it 1
   */
  public static double[][] of(Similarities similarities) {
    int count = similarities.count();
    double[][] places = new double[count][AXES];
    if (count < 2) {
      return places;
    }
    double[][] products = centred(similarities);
    double[][] axes = new double[AXES][];
    double[] lengths = new double[AXES];
    for (int axis = 0; axis < AXES; axis++) {
      double[] direction = PrincipalComponent.start(count, axis + 1L);
      for (int round = 0; round < ROUNDS; round++) {
        double[] next = new double[count];
        for (int i = 0; i < count; i++) {
          for (int j = 0; j < count; j++) {
            next[i] += products[i][j] * direction[j];
          }
        }
        for (int before = 0; before < axis; before++) {
          remove(next, axes[before]);
        }
        lengths[axis] = normalise(next);
        direction = next;
      }
      axes[axis] = direction;
    }
    double farthest = 1e-12;
    for (int i = 0; i < count; i++) {
      for (int axis = 0; axis < AXES; axis++) {
        places[i][axis] = axes[axis][i] * Math.sqrt(Math.max(0, lengths[axis]));
      }
      farthest = Math.max(farthest, Math.hypot(places[i][0], places[i][1]));
    }
    for (double[] place : places) {
      place[0] /= farthest;
      place[1] /= farthest;
    }
    return places;
  }

  /** Minus half the squared distances, without the means of rows and columns. */
  private static double[][] centred(Similarities similarities) {
    int count = similarities.count();
    double[][] products = new double[count][count];
    double[] means = new double[count];
    double all = 0;
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        double distance = 1 - similarities.score(i, j);
        products[i][j] = -distance * distance / 2;
        means[i] += products[i][j] / count;
      }
      all += means[i] / count;
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        products[i][j] += all - means[i] - means[j];
      }
    }
    return products;
  }

  private static void remove(double[] vector, double[] direction) {
    double product = 0;
    for (int i = 0; i < vector.length; i++) {
      product += vector[i] * direction[i];
    }
    for (int i = 0; i < vector.length; i++) {
      vector[i] -= product * direction[i];
    }
  }

  private static double normalise(double[] vector) {
    double squares = 0;
    for (double value : vector) {
      squares += value * value;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < vector.length && length > 0; i++) {
      vector[i] /= length;
    }
    return length;
  }
}
