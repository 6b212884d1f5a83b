package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.random.Shuffle;

/**
 * Divides classes between two volumes, where one does not explain them. Single particles say too
 * little at coarse frequencies to find their volume; the members of a class decide together. From
 * halves of the classes that are drawn at random, each volume takes steps with the particles of its
 * classes, and each class goes to the volume in which its members, compared with what others made,
 * are likelier; until none changes. That is k-means of classes (MacQueen, Proc. 5th Berkeley Symp.
 * 1 (1967) 281) with volumes as means.
 */
public final class DividedClasses {

  private static final int MOST_ROUNDS = 6;

  /** Steps of each volume in a round. */
  private static final int STEPS = 20;

  /** Particles of a class that decide. */
  private static final int DECIDING = 80;

  /** Nats that a particle may gain or lose by two volumes, as far as it counts. */
  private static final double MOST_NATS = 3;

  private final int[] classOf;
  private final int[] among;
  private final int[] deciding;

  /** By class, which of the two volumes it belongs to. */
  private final int[] sideOf;

  private DividedClasses(int[] classOf, int classes, int[] among, long seed) {
    this.classOf = classOf;
    this.among = among;
    this.deciding =
        IntStream.of(among)
            .flatMap(k -> Arrays.stream(ExplainedClasses.members(classOf, k)).limit(DECIDING))
            .sorted()
            .toArray();
    this.sideOf = new int[classes];
    int[] order = among.clone();
    Shuffle.inPlace(order, KeyedRandom.of(seed, "halves of classes", among.length));
    for (int n = 0; n < order.length; n++) {
      sideOf[order[n]] = n % 2;
    }
  }

  /**
   * Divides.
   *
   * @param searches a new search of each number
   * @param one in which the classes made one volume
   * @param classOf class of each particle
   * @param classes number of classes
   * @param among the classes that are divided
   * @return those of the first volume and those of the second; empty if particles do not prefer two
   */
  public static Optional<int[][]> of(
      IntFunction<VolumeSearch> searches,
      VolumeSearch one,
      int[] classOf,
      int classes,
      int[] among,
      long seed) {
    DividedClasses divided = new DividedClasses(classOf, classes, among, seed);
    return divided.prefer(new VolumeSearch[] {searches.apply(0), searches.apply(1)}, one)
        ? Optional.of(new int[][] {divided.side(0), divided.side(1)})
        : Optional.empty();
  }

  private boolean prefer(VolumeSearch[] two, VolumeSearch one) {
    double[][] evidence = new double[2][];
    for (int v = 0; v < 2; v++) {
      two[v].begin(ExplainedClasses.members(classOf, side(v)));
    }
    boolean changed = true;
    for (int round = 0; round < MOST_ROUNDS && changed; round++) {
      for (int v = 0; v < 2; v++) {
        two[v].coarsely(ExplainedClasses.members(classOf, side(v)), STEPS);
        evidence[v] = two[v].coarsest(deciding);
      }
      changed = assign(evidence);
      if (side(0).length == 0 || side(1).length == 0) {
        return false;
      }
    }
    double[] inOne = one.coarsest(deciding);
    double[] gains = new double[deciding.length];
    for (int n = 0; n < gains.length; n++) {
      int i = deciding[n];
      gains[n] = evidence[sideOf[classOf[i]]][i] - inOne[i];
    }
    return ExplainedClasses.isGain(gains, MOST_NATS);
  }

  /** Puts each class on the side that its members prefer; returns whether any changes. */
  private boolean assign(double[][] evidence) {
    boolean changed = false;
    double[] preference = new double[sideOf.length];
    for (int i : deciding) {
      preference[classOf[i]] += evidence[1][i] - evidence[0][i];
    }
    for (int k : among) {
      int side = preference[k] > 0 ? 1 : 0;
      changed |= side != sideOf[k];
      sideOf[k] = side;
    }
    return changed;
  }

  private int[] side(int volume) {
    return IntStream.of(among).filter(k -> sideOf[k] == volume).toArray();
  }
}
