package org.cryoudl.pipeline.align.output;

import java.util.Arrays;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.io.ImageSource;

/** The particles of an alignment as they came and turned into the average's frame, white. */
public final class AlignedImages {

  /** Finer detail than this, in cycles per pixel, shows nothing but noise in a single particle. */
  private static final double VISIBLE_CUT_OFF = 0.15;

  private final ImageSource images;
  private final Alignment alignment;
  private final float sign;
  private final Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);

  /**
   * @param inverted whether particles are dark and are made white
   */
  public AlignedImages(ImageSource images, Alignment alignment, boolean inverted) {
    this.images = images;
    this.alignment = alignment;
    this.sign = inverted ? -1 : 1;
  }

  /** Side of the images in pixels. */
  public int box() {
    return images.width();
  }

  /** Number of aligned particles. */
  public int size() {
    return alignment.size();
  }

  /** A particle as it came. */
  public float[] before(int position) {
    int box = images.width();
    float[] pixels = new float[box * box];
    images.read(alignment.particles().rows()[position], pixels);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] *= sign;
    }
    return pixels;
  }

  /** A particle in the average's frame; what comes from beyond its rim is its mean. */
  public float[] after(int position) {
    return turned(before(position), position);
  }

  /** The same from the particle as it came, whose pixels are lost. */
  public float[] turned(float[] before, int position) {
    double sum = 0;
    for (float v : before) {
      sum += v;
    }
    float mean = (float) (sum / before.length);
    for (int i = 0; i < before.length; i++) {
      before[i] -= mean;
    }
    float[] moved = new float[before.length];
    if (alignment.particles().flipped(position)) {
      mirror(before, images.width());
    }
    warp.apply(before, images.width(), alignment.particles().poses()[position], moved);
    for (int i = 0; i < moved.length; i++) {
      moved[i] += mean;
    }
    return moved;
  }

  /** Turns x into -x about the centre pixel; what comes from beyond the rim is zero. */
  private static void mirror(float[] pixels, int box) {
    for (int row = 0; row < box; row++) {
      float[] line = Arrays.copyOfRange(pixels, row * box, (row + 1) * box);
      for (int column = 0; column < box; column++) {
        int from = 2 * Image.centre(box) - column;
        pixels[row * box + column] = from < box ? line[from] : 0;
      }
    }
  }

  /** Lets pass what can be seen in a single particle; the rest would hide it. */
  public RadialFilter visible() {
    int box = images.width();
    double lost =
        alignment
            .largestView()
            .rings()
            .crossing(RingCorrelation.HALF)
            .orElse(Double.POSITIVE_INFINITY);
    double shell = Math.max(4, Math.min(lost, VISIBLE_CUT_OFF * box));
    return RadialFilter.lowPass(Math.min(0.5, shell / box), 0.02);
  }

  /** A particle's pixels as far as they can be seen. */
  Image visible(float[] pixels) {
    return visible().apply(Image.square(images.width(), pixels));
  }
}
