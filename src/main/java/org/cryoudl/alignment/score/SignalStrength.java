package org.cryoudl.alignment.score;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.ViewResult;

/**
 * How strong the signal of the particles of each class is, whatever their average shows of it: the
 * power of the particles beyond the noise at coarse frequencies, relative to that of a typical
 * particle of the classes that held-out particles confirm. Molecules of one set come within a
 * factor of three; ice crystals, carbon and heaps of molecules are stronger.
 */
final class SignalStrength {

  /** First and last shell of each band that is looked at, in cycles per box. */
  private static final int[][] BANDS = {{3, 5}, {6, 9}};

  /** The noise of smaller classes is known too poorly. */
  private static final int LEAST_FOR_NOISE = 20;

  /** Least signal that counts as typical, relative to the noise: what 500 particles show. */
  private static final double LEAST_SIGNAL = 0.02;

  private SignalStrength() {}

  /**
   * The strength of one class, 1 being typical: the larger of those in two bands. 1 where power was
   * not measured.
   *
   * @param confirmed how far held-out particles confirm each class, 0 to 1
   */
  static double of(List<ViewResult> views, double[] confirmed, int index) {
    double strength = 0;
    for (int[] band : BANDS) {
      if (views.get(index).memberPower().length <= band[1]) {
        return 1;
      }
      double noise = noise(views, band);
      double typical = Math.max(LEAST_SIGNAL * noise, typical(views, confirmed, noise, band));
      strength = Math.max(strength, signal(views.get(index), noise, band) / typical);
    }
    return strength;
  }

  private static double signal(ViewResult view, double noise, int[] band) {
    return mean(view.memberPower(), band) - noise;
  }

  /** The lowest that a class shows: what is left of others holds signal too. */
  private static double noise(List<ViewResult> views, int[] band) {
    double[] known =
        views.stream()
            .filter(view -> view.memberPower().length > band[1])
            .filter(view -> view.particles() >= LEAST_FOR_NOISE)
            .mapToDouble(view -> mean(view.noisePower(), band))
            .toArray();
    return IntStream.range(0, known.length).mapToDouble(n -> known[n]).min().orElse(0);
  }

  /** The weighted median over all particles, by how far their classes are confirmed. */
  private static double typical(
      List<ViewResult> views, double[] confirmed, double noise, int[] band) {
    List<Integer> order =
        IntStream.range(0, views.size())
            .filter(k -> views.get(k).memberPower().length > band[1])
            .boxed()
            .sorted(Comparator.comparingDouble((Integer k) -> signal(views.get(k), noise, band)))
            .toList();
    double total = 0;
    for (int k : order) {
      total += confirmed[k] * views.get(k).particles();
    }
    double sum = 0;
    for (int k : order) {
      sum += confirmed[k] * views.get(k).particles();
      if (2 * sum >= total && total > 0) {
        return signal(views.get(k), noise, band);
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static double mean(double[] perShell, int[] band) {
    double sum = 0;
    for (int s = band[0]; s <= band[1]; s++) {
      sum += perShell[s] / (band[1] - band[0] + 1);
    }
    return sum;
  }
}
