package org.cryoudl.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.AnglePosteriors;
import org.cryoudl.fourier.FourierResize;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.ParticleViews;

/**
 * Small pictures of particles before and after alignment for a report, of as many as its page has
 * room for, spread evenly over the set; their mean as they came.
 */
final class ParticlePictures {

  /** Room for all views in the text of a page: 3,000 particles. */
  private static final long BUDGET_BYTES = 20_000_000;

  /** What can be seen in a single particle needs no more pixels. */
  private static final int SIDE = 48;

  private static final int SHEET_TILES = 24;
  private static final int SHEET_COLUMNS = 6;
  private static final int SHEET_TILE = 96;

  private final AlignedImages images;
  private final RadialFilter visible;

  ParticlePictures(AlignedImages images) {
    this.images = images;
    this.visible = images.visible();
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
    int side = Math.min(SIDE, images.box());
    int room = ParticleViews.fitting(side, AnglePosteriors.TURNS, BUDGET_BYTES);
    int[] positions = spread(Math.min(images.size(), room));
    try (Progress.Stage stage = progress.start("drawing particles", positions.length)) {
      float[][] curves = posteriors.curves(positions);
      ParticleViews.View[] views = new ParticleViews.View[positions.length];
      double[] sum =
          ParallelLoop.reduce(
              positions.length,
              () -> new double[images.box() * images.box()],
              (into, i) -> {
                views[i] = view(positions[i], side, curves[i], into);
                stage.advance(1);
              },
              ParticlePictures::addInto);
      float[] mean = new float[sum.length];
      for (int p = 0; p < mean.length; p++) {
        mean[p] = (float) (sum[p] / positions.length);
      }
      String title = "log posterior, best = 0";
      return new Shown(
          new ParticleViews(
              side, "before", "aligned", AnglePosteriors.TURNS, title, List.of(views)),
          Image.square(images.box(), mean));
    }
  }

  private int[] spread(int count) {
    return IntStream.range(0, count).map(i -> (int) ((long) i * images.size() / count)).toArray();
  }

  private ParticleViews.View view(int position, int side, float[] curve, double[] sum) {
    float[] pixels = images.before(position);
    for (int p = 0; p < pixels.length; p++) {
      sum[p] += pixels[p];
    }
    byte[] before = levels(small(pixels, side));
    byte[] after = levels(small(images.turned(pixels, position), side));
    return new ParticleViews.View(position, before, after, curve);
  }

  /** Low-passed, which leaves nothing that fewer pixels could not hold, and cut to size. */
  private Image small(float[] pixels, int side) {
    Image image = visible.apply(Image.square(images.box(), pixels));
    return side == images.box() ? image : FourierResize.resize(image, side);
  }

  private static byte[] levels(Image image) {
    float[] stretched = ContrastStretch.CLIPPED.apply(image).pixels();
    byte[] levels = new byte[stretched.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(255 * stretched[i]);
    }
    return levels;
  }

  private static void addInto(double[] sum, double[] other) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
  }

  /** Some particles, as they came or turned, in a grid. */
  Image sheet(boolean turned) {
    int count = Math.min(SHEET_TILES, images.size());
    int side = Math.min(SHEET_TILE, images.box());
    List<Image> tiles = new ArrayList<>();
    for (int position : spread(count)) {
      tiles.add(small(turned ? images.after(position) : images.before(position), side));
    }
    return ContactSheet.DEFAULT.withColumns(Math.min(count, SHEET_COLUMNS)).layOut(tiles);
  }
}
