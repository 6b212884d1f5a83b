package org.cryoudl.pipeline.align.report;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.confidence.AnglePosteriors;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.align.output.AlignedImages;
import org.cryoudl.pipeline.reporting.Thumbnails;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.block.ParticleViews;
import org.cryoudl.statistics.VectorSums;

/**
 * Small pictures of particles before and after alignment for a report, of as many as its page has
 * room for, spread evenly over the set; their mean as they came.
 */
final class ParticlePictures {

  private static final int SHEET_TILES = 24;
  private static final int SHEET_COLUMNS = 6;
  private static final int SHEET_TILE = 96;

  private final AlignedImages images;
  private final Thumbnails thumbnails;

  ParticlePictures(AlignedImages images) {
    this.images = images;
    this.thumbnails = new Thumbnails(images.box(), images.visible());
  }

  /**
   * What a page shows.
   *
   * @param views of single particles
   * @param mean of these particles as they came, neither turned nor shifted
   */
  record Shown(ParticleViews views, Image mean) {}

  /**
   * Reads particles and draws them.
   *
   * @param posteriors their curves
   */
  Shown draw(AnglePosteriors posteriors, Progress progress) {
    int[] positions = thumbnails.shown(images.size(), AnglePosteriors.TURNS);
    try (Progress.Stage stage = progress.start("drawing particles", positions.length)) {
      float[][] curves = posteriors.curves(positions);
      ParticleViews.View[] views = new ParticleViews.View[positions.length];
      double[] sum =
          ParallelLoop.reduce(
              positions.length,
              () -> new double[images.box() * images.box()],
              (into, i) -> {
                views[i] = view(positions[i], curves[i], into);
                stage.advance(1);
              },
              VectorSums::addInto);
      float[] mean = new float[sum.length];
      for (int p = 0; p < mean.length; p++) {
        mean[p] = (float) (sum[p] / positions.length);
      }
      String title = "log posterior, best = 0";
      return new Shown(
          new ParticleViews(
              thumbnails.side(), "before", "aligned", AnglePosteriors.TURNS, title, List.of(views)),
          Image.square(images.box(), mean));
    }
  }

  private ParticleViews.View view(int position, float[] curve, double[] sum) {
    float[] pixels = images.before(position);
    for (int p = 0; p < pixels.length; p++) {
      sum[p] += pixels[p];
    }
    byte[] before = thumbnails.levels(pixels);
    byte[] after = thumbnails.levels(images.turned(pixels, position));
    return new ParticleViews.View(position, before, after, curve);
  }

  /** Some particles, as they came or turned, in a grid. */
  Image sheet(boolean turned) {
    int count = Math.min(SHEET_TILES, images.size());
    return sheet(
        Thumbnails.spread(images.size(), count),
        Math.min(count, SHEET_COLUMNS),
        SHEET_TILE,
        turned);
  }

  /** Some particles in a grid, in tiles of so many pixels at most. */
  Image sheet(int[] positions, int columns, int tile, boolean turned) {
    int side = Math.min(tile, images.box());
    List<Image> tiles = new ArrayList<>();
    for (int position : positions) {
      float[] pixels = turned ? images.after(position) : images.before(position);
      tiles.add(thumbnails.small(pixels, side));
    }
    return ContactSheet.DEFAULT.withColumns(columns).layOut(tiles);
  }
}
