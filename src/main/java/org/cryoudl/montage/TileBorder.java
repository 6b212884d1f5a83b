package org.cryoudl.montage;

import org.cryoudl.io.picture.ColourPicture;

/** Takes frames off tiles: lines of one colour around them, such as mark a selection. */
final class TileBorder {

  /** A frame is no wider than this share of the tile's side. */
  private static final double WIDEST = 0.08;

  private static final double MOSTLY = 0.9;

  /** How far a line's levels may lie from their mean to be even. */
  private static final double EVEN = 3;

  /** Levels between a frame and the tile within. */
  private static final double STEP = 20;

  private final ColourPicture picture;
  private final double even;

  TileBorder(ColourPicture picture) {
    this.picture = picture;
    this.even = picture.lossy() ? 4 * EVEN : EVEN;
  }

  /** The box without its frame; as it was if it has none on all four sides. */
  TileBox stripped(TileBox box) {
    int most = (int) Math.ceil(WIDEST * Math.min(box.width(), box.height()));
    int top = depth(box, most, Side.TOP);
    int bottom = depth(box, most, Side.BOTTOM);
    int left = depth(box, most, Side.LEFT);
    int right = depth(box, most, Side.RIGHT);
    if (top == 0 || bottom == 0 || left == 0 || right == 0) {
      return box;
    }
    return new TileBox(
        box.x() + left,
        box.y() + top,
        Math.max(1, box.width() - left - right),
        Math.max(1, box.height() - top - bottom));
  }

  private enum Side {
    TOP,
    BOTTOM,
    LEFT,
    RIGHT
  }

  /** How many lines of a side belong to a frame: even ones, up to a step. */
  private int depth(TileBox box, int most, Side side) {
    for (int lines = 1; lines <= most && lines < Math.min(box.width(), box.height()); lines++) {
      Line outer = line(box, side, lines - 1);
      if (!outer.isEven) {
        return 0;
      }
      Line inner = line(box, side, lines);
      if (Math.abs(inner.level - outer.level) > STEP || outer.isColoured && !inner.isColoured) {
        return lines;
      }
    }
    return 0;
  }

  private record Line(double level, boolean isEven, boolean isColoured) {}

  private Line line(TileBox box, Side side, int depth) {
    boolean horizontal = side == Side.TOP || side == Side.BOTTOM;
    int length = horizontal ? box.width() : box.height();
    double sum = 0;
    int coloured = 0;
    for (int i = 0; i < length; i++) {
      int at = index(box, side, depth, i);
      sum += picture.grey().pixels()[at];
      coloured += picture.colourAt(at) > TileTexture.COLOURED ? 1 : 0;
    }
    double mean = sum / length;
    int near = 0;
    for (int i = 0; i < length; i++) {
      double level = picture.grey().pixels()[index(box, side, depth, i)];
      near += Math.abs(level - mean) <= even ? 1 : 0;
    }
    return new Line(mean, near >= MOSTLY * length, coloured >= MOSTLY * length);
  }

  private int index(TileBox box, Side side, int depth, int along) {
    int row =
        switch (side) {
          case TOP -> box.y() + depth;
          case BOTTOM -> box.y() + box.height() - 1 - depth;
          default -> box.y() + along;
        };
    int column =
        switch (side) {
          case LEFT -> box.x() + depth;
          case RIGHT -> box.x() + box.width() - 1 - depth;
          default -> box.x() + along;
        };
    return row * picture.width() + column;
  }
}
