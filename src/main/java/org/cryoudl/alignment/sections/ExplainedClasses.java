package org.cryoudl.alignment.sections;

import java.util.stream.IntStream;

/**
 * Which classes one volume explains. Each particle was compared with the volume and with free
 * averages of classes, both made by others: the difference of its log evidence says which it
 * prefers. A single particle says little; the members of a class decide together. Those of a
 * molecule that the volume shows prefer the volume, which all views make together, and junk or
 * another molecule its own averages.
 *
 * @param explained by class: its members do not contradict the volume. An empty class has none
 * @param members positions of the particles in explained classes
 * @param gain mean difference over these, in nats a particle
 * @param holds whether the volume is better than free averages: it explains most particles, it
 *     gains for them, and they show it rather than noise: a particle must say enough to choose one
 *     of the classes, which takes the logarithm of their number. Volumes of noise reach 1 nat
 */
public record ExplainedClasses(boolean[] explained, int[] members, double gain, boolean holds) {

  /** Standard errors that decide. */
  private static final double SURE = 2;

  /** The volume explains at least this share of all particles. */
  private static final double LEAST_SHARE = 0.5;

  /** A mean with its standard error. */
  private record Mean(int count, double mean, double error) {

    static Mean of(double[] values) {
      double sum = 0;
      for (double value : values) {
        sum += value;
      }
      double mean = sum / Math.max(1, values.length);
      double squares = 0;
      for (double value : values) {
        squares += (value - mean) * (value - mean);
      }
      double variance = squares / Math.max(1, values.length - 1);
      return new Mean(values.length, mean, Math.sqrt(variance / Math.max(1, values.length)));
    }

    boolean isAbove(double value) {
      return mean - SURE * error > value;
    }

    boolean isBelow(double value) {
      return mean + SURE * error < value;
    }
  }

  /**
   * Compares.
   *
   * @param inVolume log evidence of each particle in the volume, against noise
   * @param inClasses the same in the averages of the classes, at the same frequencies
   * @param classOf class of each particle; -1 of one that is in none
   * @param classes number of classes
   * @param lenience nats a particle that the volume may lack, because it is not finished
   */
  public static ExplainedClasses of(
      double[] inVolume, double[] inClasses, int[] classOf, int classes, double lenience) {
    boolean[] explained = new boolean[classes];
    for (int k = 0; k < classes; k++) {
      int own = k;
      int[] members = IntStream.range(0, classOf.length).filter(i -> classOf[i] == own).toArray();
      explained[k] = !differences(inVolume, inClasses, members).isBelow(-lenience);
    }
    int[] members =
        IntStream.range(0, classOf.length)
            .filter(i -> classOf[i] < 0 || explained[classOf[i]])
            .toArray();
    Mean gain = differences(inVolume, inClasses, members);
    Mean evidence = Mean.of(IntStream.of(members).mapToDouble(i -> inVolume[i]).toArray());
    boolean holds =
        members.length >= LEAST_SHARE * classOf.length
            && gain.isAbove(-lenience)
            && evidence.isAbove(Math.log(classes));
    return new ExplainedClasses(explained, members, gain.mean(), holds);
  }

  private static Mean differences(double[] inVolume, double[] inClasses, int[] members) {
    return Mean.of(IntStream.of(members).mapToDouble(i -> inVolume[i] - inClasses[i]).toArray());
  }

  /** The classes that the volume does not explain. */
  public int[] others() {
    return IntStream.range(0, explained.length).filter(k -> !explained[k]).toArray();
  }
}
