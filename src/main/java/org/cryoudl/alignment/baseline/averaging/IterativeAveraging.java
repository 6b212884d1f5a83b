package org.cryoudl.alignment.baseline.averaging;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.baseline.BaselineMethod;
import org.cryoudl.alignment.baseline.Correlator;
import org.cryoudl.alignment.baseline.ShiftSearch;
import org.cryoudl.alignment.baseline.TurnSearch;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Iterative alignment and averaging as students of the field write it: the two halves of the set
 * (first and second) apart, each from a start image, by plain cross-correlation, with a running
 * average that only images above a threshold of correlation join ({@link HalfAveraging}); at the
 * end the halves' averages are brought together.
 *
 * <p>Works on images cut to at most 64 pixels by their transforms, which is as fine as single noisy
 * images can be compared.
 */
public final class IterativeAveraging implements BaselineMethod {

  private static final int BOX = 64;

  private final AveragingOptions averaging;
  private final Consumer<AveragingHistory> record;

  /**
   * @param record is given the history when all is done
   */
  public IterativeAveraging(AveragingOptions averaging, Consumer<AveragingHistory> record) {
    this.averaging = averaging;
    this.record = record;
  }

  @Override
  public Pose[] find(ParticleIntake intake, AlignmentOptions options, Progress progress) {
    int size = intake.size();
    if (size < 4) {
      throw new DataException(
          intake.set().file()
              + " holds "
              + size
              + " usable images; iterative averaging needs at least 4, two for each half");
    }
    int box = Math.min(intake.box(), BOX);
    double scale = (double) intake.box() / box;
    double maskRadius = options.maskRadius(intake.box());
    double maxShift = options.maxShiftPixels(intake.box()) / scale;
    Correlator correlator = Correlator.plain(box);
    int[][] members = {
      IntStream.range(0, size / 2).toArray(), IntStream.range(size / 2, size).toArray()
    };
    HalfAveraging[] halves = new HalfAveraging[2];
    try (Progress.Stage stage = progress.start("averaging two halves", 2)) {
      ParallelLoop.run(
          2,
          h -> {
            halves[h] =
                new HalfAveraging(
                    averaging,
                    correlator,
                    maskRadius,
                    maxShift,
                    !frameIsGiven(intake),
                    members[h],
                    i -> cut(intake, i));
            halves[h].run(start(intake, members[h], maskRadius, box));
            stage.advance(1);
          });
    }
    Image first = halves[0].picture();
    Image second = halves[1].picture();
    TurnSearch.Found join =
        averaging.rotation()
            ? new TurnSearch(correlator, first, maskRadius, maxShift).find(second.pixels())
            : new ShiftSearch(correlator, first, maskRadius, maxShift).find(second.pixels());
    record.accept(
        new AveragingHistory(
            List.of(halves[0].history(), halves[1].history()),
            combined(halves, join.pose()),
            join.score()));
    return poses(halves, join.pose(), scale);
  }

  private static float[] cut(ParticleIntake intake, int particle) {
    Image image = Image.square(intake.box(), intake.images().read(particle));
    return cut(image).pixels();
  }

  private static Image cut(Image image) {
    return image.box() <= BOX ? image : FourierResize.resize(image, BOX);
  }

  /** What a half begins with: the user's choice, else the image that shows most. */
  private static float[] start(ParticleIntake intake, int[] members, double maskRadius, int box) {
    if (intake.reference() instanceof Reference.Picture picture) {
      return cut(picture.image()).pixels().clone();
    }
    if (intake.reference() instanceof Reference.Particle particle) {
      return cut(intake, particle.index());
    }
    float[] inside = new CircularMask(box, maskRadius * box, 0).weights();
    float[] best = cut(intake, members[0]);
    double most = contrast(best, inside, Recentring.move(best, box), box);
    for (int member : members) {
      float[] pixels = cut(intake, member);
      double contrast = contrast(pixels, inside, Recentring.move(pixels, box), box);
      if (contrast > most) {
        most = contrast;
        best = pixels;
      }
    }
    return best;
  }

  /** Variance inside the mask, moved to the image's centre of mass, over that outside. */
  private static double contrast(float[] pixels, float[] inside, int[] move, int box) {
    double[] squares = new double[2];
    int[] count = new int[2];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        int to = Math.floorMod(row + move[1], box) * box + Math.floorMod(column + move[0], box);
        int which = inside[to] > 0 ? 0 : 1;
        float v = pixels[row * box + column];
        squares[which] += v * v;
        count[which]++;
      }
    }
    return squares[0] / Math.max(1, count[0]) / (squares[1] / Math.max(1, count[1]) + 1e-9);
  }

  /** The mean of all accepted images of both halves. */
  private static Image combined(HalfAveraging[] halves, Pose join) {
    Image first = halves[0].picture();
    Image second =
        new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO)
            .apply(halves[1].picture(), join);
    double total = halves[0].acceptedCount() + halves[1].acceptedCount();
    float share = (float) (halves[0].acceptedCount() / total);
    float[] mean = first.pixels().clone();
    for (int p = 0; p < mean.length; p++) {
      mean[p] = share * mean[p] + (1 - share) * second.pixels()[p];
    }
    return Image.square(first.box(), mean);
  }

  private static Pose[] poses(HalfAveraging[] halves, Pose join, double scale) {
    Pose[] first = halves[0].poses();
    Pose[] second = halves[1].poses();
    double[] shift = Angles.rotate(join.psiDegrees(), join.originXPixels(), join.originYPixels());
    Pose[] poses = new Pose[first.length + second.length];
    for (int i = 0; i < poses.length; i++) {
      Pose pose =
          i < first.length
              ? first[i]
              : second[i - first.length].thenMove(join.psiDegrees(), shift[0], shift[1]);
      poses[i] =
          new Pose(pose.psiDegrees(), scale * pose.originXPixels(), scale * pose.originYPixels())
              .normalised();
    }
    return poses;
  }
}
