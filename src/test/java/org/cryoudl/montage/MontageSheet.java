package org.cryoudl.montage;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;

/** Draws averages as a programme or a person would arrange them, and knows where they are. */
final class MontageSheet {

  final BufferedImage picture;
  final List<TileBox> boxes = new ArrayList<>();
  int empty;
  private final Graphics2D out;
  private final List<Image> averages;
  private final SplittableRandom random;
  private int next;

  MontageSheet(int width, int height, Color page, List<Image> averages, long seed) {
    this.picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    this.out = picture.createGraphics();
    this.averages = averages;
    this.random = new SplittableRandom(seed);
    this.next = random.nextInt(averages.size());
    out.setBackground(page);
    out.clearRect(0, 0, width, height);
    out.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    out.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
  }

  /** How the levels of an average become grey. */
  enum Contrast {
    /** From the least to the greatest. */
    FULL,
    /** Three standard deviations about the mean, as RELION shows them. */
    SIGMA,
    /** Half the range, in the middle. */
    WEAK
  }

  /** The next average at a place. */
  void tile(int x, int y, int side, Contrast contrast, boolean masked) {
    Image average = averages.get(next++ % averages.size());
    int box = average.box();
    double mean = 0;
    double squares = 0;
    float least = Float.POSITIVE_INFINITY;
    float greatest = Float.NEGATIVE_INFINITY;
    for (float level : average.pixels()) {
      mean += level / average.pixels().length;
      squares += level * level / average.pixels().length;
      least = Math.min(least, level);
      greatest = Math.max(greatest, level);
    }
    double deviation = Math.sqrt(squares - mean * mean);
    double low = contrast == Contrast.SIGMA ? mean - 3 * deviation : least;
    double high = contrast == Contrast.SIGMA ? mean + 3 * deviation : greatest;
    if (contrast == Contrast.WEAK) {
      low = least - (greatest - least) / 2.0;
      high = greatest + (greatest - least) / 2.0;
    }
    BufferedImage small = new BufferedImage(box, box, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < box * box; p++) {
      double level = average.pixels()[p];
      if (masked && Math.hypot(p / box - box / 2.0, p % box - box / 2.0) > 0.46 * box) {
        level = mean;
      }
      int grey = (int) Math.max(0, Math.min(255, 255 * (level - low) / (high - low)));
      small.setRGB(p % box, p / box, grey << 16 | grey << 8 | grey);
    }
    out.drawImage(small, x, y, side, side, null);
    boxes.add(new TileBox(x, y, side, side));
  }

  void empty(int x, int y, int side, int grey) {
    out.setColor(new Color(grey, grey, grey));
    out.fillRect(x, y, side, side);
    boxes.add(new TileBox(x, y, side, side));
    empty++;
  }

  /** A frame around the last tile, outside it. */
  void frame(Color colour, int width) {
    TileBox box = boxes.get(boxes.size() - 1);
    out.setColor(colour);
    for (int w = 1; w <= width; w++) {
      out.drawRect(box.x() - w, box.y() - w, box.width() + 2 * w - 1, box.height() + 2 * w - 1);
    }
  }

  void text(String text, int x, int y, int points, Color colour) {
    out.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, points));
    out.setColor(colour);
    out.drawString(text, x, y);
  }

  void bar(int x, int y, int width, int height, Color colour) {
    out.setColor(colour);
    out.fillRect(x, y, width, height);
  }

  Graphics2D graphics() {
    return out;
  }

  SplittableRandom random() {
    return random;
  }

  /** The picture in another size, as on a slide or in a screen shot. */
  MontageSheet scaled(double factor) {
    int width = (int) Math.round(factor * picture.getWidth());
    int height = (int) Math.round(factor * picture.getHeight());
    MontageSheet scaled = new MontageSheet(width, height, Color.WHITE, averages, 1);
    scaled.out.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    scaled.out.drawImage(picture, 0, 0, width, height, null);
    for (TileBox box : boxes) {
      int left = (int) Math.round(factor * box.x());
      int top = (int) Math.round(factor * box.y());
      scaled.boxes.add(
          new TileBox(
              left,
              top,
              (int) Math.round(factor * (box.x() + box.width())) - left,
              (int) Math.round(factor * (box.y() + box.height())) - top));
    }
    scaled.empty = empty;
    return scaled;
  }
}
