package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.random.KeyedRandom;

/**
 * Groups of neighbouring views, about as wide as each other: k-means of directions on the sphere
 * (Dhillon and Modha, Machine Learning 42 (2001) 143), in which a view counts by the particles that
 * show it. The best of a few starts is taken. Each group has a frame of its own, onto which the
 * pictures of its views are turned by the rotation that takes their direction to that of the group
 * along the shortest way.
 */
public final class ViewGroups {

  private static final int STARTS = 20;

  private static final int MOST_ROUNDS = 100;

  private final Kept kept;

  private ViewGroups(Kept kept) {
    this.kept = kept;
  }

  /**
   * The groups, to be kept.
   *
   * @param count number of groups
   * @param groupOf by view: its group
   * @param turnDegrees by view: turn of its picture onto the frame of its group
   */
  public record Kept(int count, int[] groupOf, double[] turnDegrees) {

    ViewGroups restored() {
      return new ViewGroups(this);
    }
  }

  /** The groups, to be kept. */
  Kept kept() {
    return kept;
  }

  /** Number of groups. */
  int count() {
    return kept.count;
  }

  /**
   * Groups of views.
   *
   * @param masses by view: how many particles show it
   * @param count of groups, at most that of views
   */
  static ViewGroups of(ViewGrid views, double[] masses, int count, long seed) {
    double[][] directions = new double[views.size()][];
    Arrays.setAll(directions, v -> Arrays.copyOfRange(views.frame(v), 6, 9));
    double[][] best = {};
    double most = Double.NEGATIVE_INFINITY;
    for (int start = 0; start < STARTS; start++) {
      double[][] centres =
          first(directions, masses, count, KeyedRandom.of(seed, "groups of views", start));
      double agreement = Double.NEGATIVE_INFINITY;
      for (int round = 0; round < MOST_ROUNDS; round++) {
        double now = agreement(directions, masses, centres);
        if (!(now > agreement + 1e-9)) {
          break;
        }
        agreement = now;
        centres = means(directions, masses, centres);
      }
      if (agreement > most) {
        most = agreement;
        best = centres;
      }
    }
    int[] groupOf = new int[directions.length];
    double[] turns = new double[directions.length];
    double[][] frames = new double[count][];
    for (int g = 0; g < count; g++) {
      frames[g] = frame(best[g]);
    }
    for (int v = 0; v < directions.length; v++) {
      groupOf[v] = nearest(directions[v], best);
      turns[v] = turnDegrees(views.frame(v), frames[groupOf[v]]);
    }
    return new ViewGroups(new Kept(count, groupOf, turns));
  }

  /** The group of a view. */
  int groupOf(int view) {
    return kept.groupOf[view];
  }

  /** What has to be added to the turn of a particle onto a view, for the frame of its group. */
  double turnDegrees(int view) {
    return kept.turnDegrees[view];
  }

  /** Centres far from each other: each is drawn with the square of its distance as weight. */
  private static double[][] first(
      double[][] directions, double[] masses, int count, SplittableRandom random) {
    double[][] centres = new double[count][];
    double[] weights = masses.clone();
    for (int g = 0; g < count; g++) {
      centres[g] = directions[drawn(weights, random)].clone();
      for (int v = 0; v < weights.length; v++) {
        double away = 1 - Vectors.dot(directions[v], centres[g]);
        weights[v] = g == 0 ? masses[v] * away : Math.min(weights[v], masses[v] * away);
      }
    }
    return centres;
  }

  private static int drawn(double[] weights, SplittableRandom random) {
    double left = random.nextDouble() * Arrays.stream(weights).sum();
    int last = 0;
    for (int v = 0; v < weights.length; v++) {
      if (weights[v] > 0) {
        last = v;
        left -= weights[v];
        if (left <= 0) {
          break;
        }
      }
    }
    return last;
  }

  private static double agreement(double[][] directions, double[] masses, double[][] centres) {
    double sum = 0;
    for (int v = 0; v < directions.length; v++) {
      sum += masses[v] * Vectors.dot(directions[v], centres[nearest(directions[v], centres)]);
    }
    return sum;
  }

  private static double[][] means(double[][] directions, double[] masses, double[][] centres) {
    double[][] means = new double[centres.length][3];
    for (int v = 0; v < directions.length; v++) {
      double[] mean = means[nearest(directions[v], centres)];
      for (int n = 0; n < 3; n++) {
        mean[n] += masses[v] * directions[v][n];
      }
    }
    for (int g = 0; g < means.length; g++) {
      double length = Math.sqrt(Vectors.dot(means[g], means[g]));
      if (length > 0) {
        for (int n = 0; n < 3; n++) {
          means[g][n] /= length;
        }
      } else {
        means[g] = centres[g];
      }
    }
    return means;
  }

  private static int nearest(double[] direction, double[][] centres) {
    int best = 0;
    for (int g = 1; g < centres.length; g++) {
      best = Vectors.dot(direction, centres[g]) > Vectors.dot(direction, centres[best]) ? g : best;
    }
    return best;
  }

  /** Any frame of a picture in a direction. */
  private static double[] frame(double[] direction) {
    double[] across =
        Math.abs(direction[2]) < 0.9 ? new double[] {0, 0, 1} : new double[] {1, 0, 0};
    double[] right = Vectors.cross(across, direction);
    double length = Vectors.norm(right);
    for (int n = 0; n < 3; n++) {
      right[n] /= length;
    }
    double[] down = Vectors.cross(direction, right);
    return new double[] {
      right[0],
      right[1],
      right[2],
      down[0],
      down[1],
      down[2],
      direction[0],
      direction[1],
      direction[2]
    };
  }

  /** Where the picture's axis to the right comes to lie on the way to another frame. */
  static double turnDegrees(double[] from, double[] to) {
    double[] right = Arrays.copyOfRange(from, 0, 3);
    double[] direction = Arrays.copyOfRange(from, 6, 9);
    double[] aim = Arrays.copyOfRange(to, 6, 9);
    // R x = x - (a + b).x / (1 + a.b) (a + b) + 2 (a.x) b takes a to b along the shortest way.
    double share =
        (Vectors.dot(direction, right) + Vectors.dot(aim, right))
            / (1 + Vectors.dot(direction, aim));
    double[] moved = new double[3];
    for (int n = 0; n < 3; n++) {
      moved[n] =
          right[n] - share * (direction[n] + aim[n]) + 2 * Vectors.dot(direction, right) * aim[n];
    }
    return Math.toDegrees(
        Math.atan2(
            Vectors.dot(moved, Arrays.copyOfRange(to, 3, 6)),
            Vectors.dot(moved, Arrays.copyOfRange(to, 0, 3))));
  }
}
