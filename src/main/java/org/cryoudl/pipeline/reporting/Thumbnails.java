package org.cryoudl.pipeline.reporting;

import java.util.stream.IntStream;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.report.block.ParticleViews;

/**
 * Small pictures of single particles as a page holds them: low-passed to what can be seen, cut to
 * size, as grey levels.
 *
 * @param box side of the particles in pixels
 * @param visible lets pass what can be seen in a single particle
 */
public record Thumbnails(int box, RadialFilter visible) {

  /** Room for all views in the text of a page: some 3,000 particles. */
  private static final long BUDGET_BYTES = 20_000_000;

  /** What can be seen in a single particle needs no more pixels. */
  private static final int SIDE = 48;

  /** Side of the pictures in pixels. */
  public int side() {
    return Math.min(SIDE, box);
  }

  /**
   * Which particles a page has room for, spread evenly.
   *
   * @param size how many there are
   * @param turns points of each one's curve
   */
  public int[] shown(int size, int turns) {
    return spread(size, Math.min(size, ParticleViews.fitting(side(), turns, BUDGET_BYTES)));
  }

  /** Positions of {@code count} of {@code size} particles, spread evenly. */
  public static int[] spread(int size, int count) {
    return IntStream.range(0, count).map(i -> (int) ((long) i * size / count)).toArray();
  }

  /** Low-passed, which leaves nothing that fewer pixels could not hold, and cut to size. */
  public Image small(float[] pixels, int side) {
    Image image = visible.apply(Image.square(box, pixels));
    return side == box ? image : FourierResize.resize(image, side);
  }

  /** The picture of a particle, levels 0 to 255. */
  public byte[] levels(float[] pixels) {
    float[] stretched = ContrastStretch.CLIPPED.apply(small(pixels, side())).pixels();
    byte[] levels = new byte[stretched.length];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (byte) Math.round(255 * stretched[i]);
    }
    return levels;
  }
}
