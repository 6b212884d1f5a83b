package org.cryoudl.alignment.crossvalidation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.NormalDistribution;
import org.cryoudl.statistics.Robust;

/**
 * How the frames of two averages lie to each other, from poses of the same particles in both, and
 * what the poses differ by apart from that.
 *
 * @param turnDegrees turn from the second frame to the first, chosen so that most particles have
 *     the same half-turn in both
 * @param shiftXPixels then the shift, the median over these particles
 * @param shiftYPixels the same along y
 * @param turned what is left of each turn, in degrees
 * @param left what is left of the shift of those that have, in the first frame, {x, y}
 */
record FrameLink(
    double turnDegrees,
    double shiftXPixels,
    double shiftYPixels,
    double[] turned,
    List<double[]> left) {

  /** What is left of a turn is the same half-turn below this. */
  private static final double SAME = 90;

  static FrameLink of(Pose[] first, Pose[] second) {
    double turn = turnModulo180(first, second);
    double[] turned = turned(first, second, turn);
    if (2 * count(turned, SAME) < turned.length) {
      turn = Angles.wrap(turn + 180, 360);
      turned = turned(first, second, turn);
    }
    List<double[]> moves = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      if (Math.abs(turned[i]) < SAME) {
        double[] there = first[i].apply(0, 0);
        double[] here = second[i].thenMove(turn, 0, 0).apply(0, 0);
        moves.add(new double[] {there[0] - here[0], there[1] - here[1]});
      }
    }
    double x = Robust.median(moves.stream().mapToDouble(move -> move[0]).toArray());
    double y = Robust.median(moves.stream().mapToDouble(move -> move[1]).toArray());
    return new FrameLink(
        turn,
        x,
        y,
        turned,
        moves.stream().map(move -> new double[] {move[0] - x, move[1] - y}).toList());
  }

  private static double turnModulo180(Pose[] first, Pose[] second) {
    double cos = 0;
    double sin = 0;
    for (int i = 0; i < first.length; i++) {
      double twice = Math.toRadians(2 * (first[i].psiDegrees() - second[i].psiDegrees()));
      cos += Math.cos(twice);
      sin += Math.sin(twice);
    }
    return Math.toDegrees(0.5 * Math.atan2(sin, cos));
  }

  private static double[] turned(Pose[] first, Pose[] second, double turn) {
    double[] turned = new double[first.length];
    for (int i = 0; i < turned.length; i++) {
      turned[i] = Angles.wrap(first[i].psiDegrees() - second[i].psiDegrees() - turn, 360);
    }
    return turned;
  }

  private static int count(double[] turned, double below) {
    return (int) Arrays.stream(turned).filter(turn -> Math.abs(turn) < below).count();
  }

  int size() {
    return turned.length;
  }

  /** How many particles have the same half-turn in both. */
  int agreeing() {
    return count(turned, SAME);
  }

  /** How many particles have the same turn in both, modulo 180 degrees. */
  int within(double degrees) {
    return (int)
        Arrays.stream(turned).filter(turn -> Math.abs(Angles.wrap(turn, 180)) <= degrees).count();
  }

  /** What 68 % of the turns differ by at most, modulo 180 degrees. */
  double typicalTurn() {
    double[] sorted =
        Arrays.stream(turned).map(turn -> Math.abs(Angles.wrap(turn, 180))).sorted().toArray();
    return sorted[(int) (NormalDistribution.WITHIN_ONE_DEVIATION * sorted.length)];
  }

  /** Second moments of what is left of the shifts, {xx, xy, yy}. */
  double[] spread() {
    double[] moments = new double[3];
    for (double[] move : left) {
      moments[0] += move[0] * move[0] / left.size();
      moments[1] += move[0] * move[1] / left.size();
      moments[2] += move[1] * move[1] / left.size();
    }
    return moments;
  }
}
