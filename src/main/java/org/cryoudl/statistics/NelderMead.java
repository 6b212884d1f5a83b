package org.cryoudl.statistics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToDoubleFunction;

/**
 * The greatest value of a function of few variables, found without derivatives: the simplex of
 * Nelder and Mead, Comput. J. 7 (1965) 308. It climbs the hill that it starts on.
 */
public final class NelderMead {

  private NelderMead() {}

  private record Corner(double[] at, double value) {}

  /**
   * Climbs.
   *
   * @param function finite everywhere
   * @param start first corner of the simplex
   * @param steps each other corner lies one of these away, along one variable
   * @param evaluations of the function, at most
   * @return where the greatest value was found
   */
  public static double[] climb(
      ToDoubleFunction<double[]> function, double[] start, double[] steps, int evaluations) {
    int n = start.length;
    Corner[] corners = new Corner[n + 1];
    corners[0] = corner(function, start.clone());
    for (int i = 0; i < n; i++) {
      double[] at = start.clone();
      at[i] += steps[i];
      corners[i + 1] = corner(function, at);
    }
    for (int used = n + 1; used < evaluations; ) {
      Arrays.sort(corners, Comparator.comparingDouble(c -> -c.value));
      double[] centre = new double[n];
      for (int c = 0; c < n; c++) {
        for (int i = 0; i < n; i++) {
          centre[i] += corners[c].at[i] / n;
        }
      }
      Corner worst = corners[n];
      Corner reflected = corner(function, along(centre, worst.at, -1));
      used++;
      if (reflected.value > corners[0].value) {
        Corner farther = corner(function, along(centre, worst.at, -2));
        used++;
        corners[n] = farther.value > reflected.value ? farther : reflected;
      } else if (reflected.value > corners[n - 1].value) {
        corners[n] = reflected;
      } else {
        Corner nearer =
            corner(function, along(centre, worst.at, reflected.value > worst.value ? -0.5 : 0.5));
        used++;
        if (nearer.value > Math.max(worst.value, reflected.value)) {
          corners[n] = nearer;
        } else {
          for (int c = 1; c <= n; c++) {
            corners[c] = corner(function, along(corners[0].at, corners[c].at, 0.5));
          }
          used += n;
        }
      }
    }
    return Arrays.stream(corners)
        .max(Comparator.comparingDouble(Corner::value))
        .orElseThrow()
        .at
        .clone();
  }

  private static Corner corner(ToDoubleFunction<double[]> function, double[] at) {
    return new Corner(at, function.applyAsDouble(at));
  }

  /** {@code from + share (to - from)}. */
  private static double[] along(double[] from, double[] to, double share) {
    double[] at = new double[from.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = from[i] + share * (to[i] - from[i]);
    }
    return at;
  }
}
