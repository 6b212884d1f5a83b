package org.cryoudl.montage;

import java.util.Arrays;
import org.cryoudl.image.Image;
import org.cryoudl.io.picture.ColourPicture;

/**
 * Tells a picture of continuous tone, as an average is, from what else a page shows: text, lines
 * and areas of charts, colour maps, even areas. Averages are grey; their grey levels are many; and
 * nearly everywhere the level changes within a few pixels.
 */
public final class TileTexture {

  /** A pixel further from grey than this is coloured. */
  static final int COLOURED = 24;

  private static final double MOST_COLOUR = 0.25;

  /** Charts consist of a few levels; that of an average spreads beyond its most frequent ones. */
  private static final int FREQUENT_LEVELS = 8;

  private static final double LEAST_OTHER_LEVELS = 0.15;
  private static final double LEAST_CHANGE = 0.5;
  private static final int REACH = 2;

  /** Samples of a tile along its side, at least. */
  private static final int SAMPLES = 50;

  private static final double EVEN = 0.85;
  private static final double LEAST_SPREAD = 1.5;
  private static final double LOSSY_SPREAD = 8;

  private final ColourPicture picture;

  /** Levels that compression adds by itself. */
  private final float noise;

  public TileTexture(ColourPicture picture) {
    this.picture = picture;
    this.noise = picture.lossy() ? 1.5f : 0.5f;
  }

  /** Whether a part of the picture is of continuous tone. */
  public boolean isTone(TileBox whole) {
    TileBox box = whole.inset(0.04);
    return colour(box) <= MOST_COLOUR
        && otherLevels(box) >= LEAST_OTHER_LEVELS
        && change(box) >= LEAST_CHANGE;
  }

  /** Whether a part of the picture is even, but for captions that reach into it. */
  public boolean isEven(TileBox whole) {
    TileBox box = whole.inset(0.1);
    float[] levels = box.cut(picture.grey()).pixels();
    float[] sorted = levels.clone();
    Arrays.sort(sorted);
    float middle = sorted[sorted.length / 2];
    double spread = picture.lossy() ? LOSSY_SPREAD : LEAST_SPREAD;
    int same = 0;
    for (float level : levels) {
      same += Math.abs(level - middle) <= spread ? 1 : 0;
    }
    return same >= EVEN * levels.length;
  }

  private double colour(TileBox box) {
    int coloured = 0;
    for (int r = box.y(); r < box.y() + box.height(); r++) {
      for (int c = box.x(); c < box.x() + box.width(); c++) {
        coloured += picture.colourAt(r * picture.width() + c) > COLOURED ? 1 : 0;
      }
    }
    return (double) coloured / box.area();
  }

  /** The share of pixels that have none of the most frequent levels. */
  double otherLevels(TileBox box) {
    float step = picture.lossy() ? 3 : 1;
    int[] counts = new int[257];
    for (float level : box.cut(picture.grey()).pixels()) {
      counts[Math.round(Math.max(0, Math.min(255, level)) / step)]++;
    }
    Arrays.sort(counts);
    long others = box.area();
    for (int i = 1; i <= FREQUENT_LEVELS; i++) {
      others -= counts[counts.length - i];
    }
    return (double) others / box.area();
  }

  /** The share of pixels around which the level changes. */
  double change(TileBox box) {
    Image part = box.cut(picture.grey());
    int step = Math.max(1, Math.min(part.width(), part.height()) / SAMPLES);
    int samples = 0;
    int changing = 0;
    for (int r = 0; r < part.height(); r += step) {
      for (int c = 0; c < part.width(); c += step) {
        samples++;
        changing += range(part, r, c) > noise ? 1 : 0;
      }
    }
    return (double) changing / samples;
  }

  private static float range(Image part, int row, int column) {
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (int r = Math.max(0, row - REACH); r <= Math.min(part.height() - 1, row + REACH); r++) {
      for (int c = Math.max(0, column - REACH);
          c <= Math.min(part.width() - 1, column + REACH);
          c++) {
        least = Math.min(least, part.at(r, c));
        greatest = Math.max(greatest, part.at(r, c));
      }
    }
    return greatest - least;
  }
}
