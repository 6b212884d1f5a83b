package org.cryoudl.similarity;

import java.util.List;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;

/**
 * How alike every two of some averages are, at the rotation, mirror and shift at which they are
 * most alike. Immutable.
 */
public final class Similarities {

  private static final int POSE_VALUES = 3;

  private final int count;
  private final SimilarityOptions.Blend blend;
  private final float[] ncc;
  private final float[] ssim;
  private final float[] information;

  /** Rotation in degrees, shift in shares of the side. */
  private final float[] poses;

  private final boolean[] mirrored;
  private final boolean[] refined;

  Similarities(int count, SimilarityOptions.Blend blend) {
    this.count = count;
    this.blend = blend;
    int pairs = PairIndex.pairs(count);
    this.ncc = new float[pairs];
    this.ssim = new float[pairs];
    this.information = new float[pairs];
    this.poses = new float[POSE_VALUES * pairs];
    this.mirrored = new boolean[pairs];
    this.refined = new boolean[pairs];
  }

  /**
   * Compares averages.
   *
   * @param averages square images of any sides; each shows its whole box
   */
  public static Similarities of(
      List<Image> averages, SimilarityOptions options, Progress progress) {
    if (averages.size() < 2) {
      return new Similarities(averages.size(), options.blend());
    }
    return new PairSearch(averages, options).run(progress);
  }

  /** Sets a pair; each is set by one thread. The pose has shifts in shares of the side. */
  void set(int pair, PairMeasures measures, PairPose pose, boolean isRefined) {
    ncc[pair] = (float) measures.ncc();
    ssim[pair] = (float) measures.ssim();
    information[pair] = (float) measures.mutualInformation();
    poses[POSE_VALUES * pair] = (float) pose.pose().psiDegrees();
    poses[POSE_VALUES * pair + 1] = (float) pose.pose().originXPixels();
    poses[POSE_VALUES * pair + 2] = (float) pose.pose().originYPixels();
    mirrored[pair] = pose.mirrored();
    refined[pair] = isRefined;
  }

  /** Number of averages. */
  public int count() {
    return count;
  }

  /** The score of a pair, -1 to 1; 1 of an average with itself. */
  public double score(int i, int j) {
    return i == j ? 1 : blend.of(measures(i, j));
  }

  /** The single measures of a pair of two averages. */
  public PairMeasures measures(int i, int j) {
    int pair = PairIndex.of(i, j, count);
    return new PairMeasures(ncc[pair], ssim[pair], information[pair]);
  }

  /**
   * The motion of average {@code j} onto average {@code i}.
   *
   * @param side of the image that it is used on, for the shift
   */
  public PairPose pose(int i, int j, int side) {
    int pair = PairIndex.of(i, j, count);
    int at = POSE_VALUES * pair;
    PairPose found =
        new PairPose(
            mirrored[pair],
            new Pose(poses[at], (double) side * poses[at + 1], (double) side * poses[at + 2]));
    return i < j ? found : found.inverse();
  }

  /** Whether the second stage made the pose finer; pairs that are hardly alike do without. */
  public boolean isRefined(int i, int j) {
    return refined[PairIndex.of(i, j, count)];
  }
}
