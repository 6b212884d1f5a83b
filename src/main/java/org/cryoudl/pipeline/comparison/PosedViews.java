package org.cryoudl.pipeline.comparison;

import java.util.Arrays;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Normalisation;
import org.cryoudl.image.Warp;
import org.cryoudl.io.ImageSource;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.reporting.Thumbnails;
import org.cryoudl.report.block.ParticleViews;

/**
 * Pictures of single particles in both files' poses.
 *
 * @param images that the rows are of
 * @param rows the particles
 * @param first their poses in the first file
 * @param second their poses in the second
 */
record PosedViews(ImageSource images, int[] rows, Pose[] first, Pose[] second) {

  /** Finer detail than this, in cycles per pixel, shows nothing but noise in a single particle. */
  private static final double VISIBLE_CUT_OFF = 0.15;

  /**
   * Draws as many as a page has room for.
   *
   * @param frame from the second file's frame to the first's
   */
  ParticleViews draw(Pose frame) {
    int box = images.width();
    Thumbnails thumbnails = new Thumbnails(box, RadialFilter.lowPass(VISIBLE_CUT_OFF, 0.02));
    Normalisation normalisation = new Normalisation(box, Normalisation.Options.defaults(box));
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    double[] shift = frame.apply(0, 0);
    int[] shown = thumbnails.shown(rows.length, 0);
    ParticleViews.View[] views = new ParticleViews.View[shown.length];
    ParallelLoop.run(
        shown.length,
        i -> {
          int at = shown[i];
          float[] pixels = new float[box * box];
          images.read(rows[at], pixels);
          normalisation.apply(pixels, rows[at]);
          Pose moved = second[at].thenMove(frame.psiDegrees(), shift[0], shift[1]);
          views[i] =
              new ParticleViews.View(
                  at,
                  thumbnails.levels(turned(pixels, first[at], warp)),
                  thumbnails.levels(turned(pixels, moved, warp)),
                  new float[0]);
        });
    return new ParticleViews(thumbnails.side(), "by A", "by B", 0, "", Arrays.asList(views));
  }

  private float[] turned(float[] pixels, Pose pose, Warp warp) {
    float[] turned = new float[pixels.length];
    warp.apply(pixels, images.width(), pose, turned);
    return turned;
  }
}
