package org.cryoudl.pipeline.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.evaluation.averages.FrameMatch;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.pipeline.comparison.PosedAverages;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.report.block.Gallery;
import org.cryoudl.report.block.Picture;

/**
 * The averages that every method's poses make of one set, plain ones, so that all are judged alike;
 * each is brought onto that of the true poses, because no method can know the truth's frame.
 */
final class MethodAverages {

  private final ImageSource images;
  private final Image best;
  private final CircularMask mask;
  private final List<Picture> pictures = new ArrayList<>();

  /**
   * Starts with the particles as they came and at the true poses.
   *
   * @param truth true pose of each image
   */
  MethodAverages(ImageSource images, Pose[] truth) {
    this.images = images;
    this.mask = AlignmentOptions.DEFAULT.mask(images.width());
    int[] all = IntStream.range(0, truth.length).toArray();
    this.best = PosedAverages.of(images, all, truth).all();
    pictures.add(
        ReportPictures.average(
            "As they came",
            "neither turned nor shifted",
            PosedAverages.unmoved(images, all).all()));
    pictures.add(ReportPictures.average("True poses", "the best average there can be", best));
  }

  /** Adds the average that found poses make. */
  void add(String method, MethodScore.Found found) {
    Image average = PosedAverages.of(images, found.rows(), found.poses()).all();
    FrameMatch match = FrameMatch.of(best, average, mask);
    String caption =
        String.format(
            Locale.ROOT, "correlation with that of the true poses %.3f", match.correlation());
    pictures.add(ReportPictures.average(method, caption, match.applyTo(average)));
  }

  Gallery gallery() {
    return new Gallery(Gallery.Size.SMALL, pictures);
  }
}
