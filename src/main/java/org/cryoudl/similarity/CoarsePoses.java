package org.cryoudl.similarity;

import org.cryoudl.geometry.Pose;

/** Two poses for every pair of averages, as the first stage found them. */
final class CoarsePoses {

  private static final int VALUES = 3;

  private final int count;
  private final float[] correlations;
  private final float[] first;
  private final float[] second;
  private final byte[] mirrored;

  CoarsePoses(int count) {
    this.count = count;
    int pairs = PairIndex.pairs(count);
    this.correlations = new float[pairs];
    this.first = new float[VALUES * pairs];
    this.second = new float[VALUES * pairs];
    this.mirrored = new byte[pairs];
  }

  /** Each pair is set by one thread. */
  void set(int i, int j, PairPose best, float correlation, PairPose other) {
    int pair = PairIndex.of(i, j, count);
    correlations[pair] = correlation;
    store(first, pair, best.pose());
    store(second, pair, other.pose());
    mirrored[pair] = (byte) ((best.mirrored() ? 1 : 0) + (other.mirrored() ? 2 : 0));
  }

  private static void store(float[] values, int pair, Pose pose) {
    values[VALUES * pair] = (float) pose.psiDegrees();
    values[VALUES * pair + 1] = (float) pose.originXPixels();
    values[VALUES * pair + 2] = (float) pose.originYPixels();
  }

  float correlation(int pair) {
    return correlations[pair];
  }

  PairPose best(int pair) {
    return pose(first, pair, (mirrored[pair] & 1) != 0);
  }

  PairPose second(int pair) {
    return pose(second, pair, (mirrored[pair] & 2) != 0);
  }

  private static PairPose pose(float[] values, int pair, boolean isMirrored) {
    int at = VALUES * pair;
    return new PairPose(isMirrored, new Pose(values[at], values[at + 1], values[at + 2]));
  }
}
