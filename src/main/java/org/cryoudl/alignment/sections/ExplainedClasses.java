package org.cryoudl.alignment.sections;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Which classes one volume explains. Each particle was compared with the volume and with free
 * averages of classes, both made by others: the difference of its log evidence says which it
 * prefers. A single particle says little; the members of a class decide together. Those of a
 * molecule that the volume shows prefer the volume, which all views make together, and junk or
 * another molecule its own averages.
 *
 * @param explained by class: it was compared, and its members do not contradict the volume. An
 *     empty class has none
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
   * @param among the classes that are compared; particles of others have no part
   * @param lenience nats a particle that the volume may lack, because it is not finished
   */
  public static ExplainedClasses of(
      double[] inVolume,
      double[] inClasses,
      int[] classOf,
      int classes,
      int[] among,
      double lenience) {
    boolean[] explained = new boolean[classes];
    int compared = 0;
    for (int k : among) {
      int[] members = members(classOf, k);
      compared += members.length;
      explained[k] = !differences(inVolume, inClasses, members).isBelow(-lenience);
    }
    int[] members =
        IntStream.range(0, classOf.length)
            .filter(i -> classOf[i] >= 0 && explained[classOf[i]])
            .toArray();
    Mean gain = differences(inVolume, inClasses, members);
    Mean evidence = Mean.of(IntStream.of(members).mapToDouble(i -> inVolume[i]).toArray());
    boolean holds =
        members.length >= LEAST_SHARE * compared
            && gain.isAbove(-lenience)
            && evidence.isAbove(Math.log(classes));
    return new ExplainedClasses(explained, members, gain.mean(), holds);
  }

  /** Positions of the particles of some classes. */
  public static int[] members(int[] classOf, int... of) {
    return IntStream.range(0, classOf.length)
        .filter(i -> IntStream.of(of).anyMatch(k -> k == classOf[i]))
        .toArray();
  }

  /**
   * Whether particles gain by a change, beyond the error of their mean.
   *
   * @param gains in nats, of particles that did not decide it
   * @param most nats that one may count, so that a few images of junk with strong patterns do not
   *     decide for the others
   */
  static boolean isGain(double[] gains, double most) {
    return Mean.of(DoubleStream.of(gains).map(g -> Math.max(-most, Math.min(most, g))).toArray())
        .isAbove(0);
  }

  private static Mean differences(double[] inVolume, double[] inClasses, int[] members) {
    return Mean.of(IntStream.of(members).mapToDouble(i -> inVolume[i] - inClasses[i]).toArray());
  }

  /** Those of some classes that the volume does not explain. */
  public int[] others(int[] among) {
    return IntStream.of(among).filter(k -> !explained[k]).toArray();
  }

  /** Those of some classes that it explains. */
  public int[] own(int[] among) {
    return IntStream.of(among).filter(k -> explained[k]).toArray();
  }
}
