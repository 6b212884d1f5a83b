package org.cryoudl.pipeline.correlate;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.report.block.Picture;
import org.cryoudl.similarity.grouping.Dendrogram;

/** The matrix of scores as a picture, in the order of the tree, which is drawn beside it. */
final class HeatMap {

  private static final int SIDE = 720;
  private static final int TREE = 120;

  /** Purple, blue, green, yellow: light rises steadily (after Matplotlib's viridis, CC0). */
  private static final int[] COLOURS = {
    0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b,
    0xfde725
  };

  private HeatMap() {}

  static Picture of(Correlation found) {
    BufferedImage drawing = draw(found);
    return new Picture(
        "Similarity of all pairs",
        "A cell is a pair, bright if alike. Averages are in the order of the tree at the right,"
            + " so that those of one view lie together.",
        "image/png",
        PngImage.encode(drawing),
        drawing.getWidth(),
        drawing.getHeight());
  }

  private static BufferedImage draw(Correlation found) {
    int[] order = found.tree().leafOrder();
    BufferedImage drawing = new BufferedImage(SIDE + TREE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D out = drawing.createGraphics();
    out.setColor(Color.WHITE);
    out.fillRect(0, 0, SIDE + TREE, SIDE);
    for (int r = 0; r < SIDE; r++) {
      int i = order[r * order.length / SIDE];
      for (int c = 0; c < SIDE; c++) {
        int j = order[c * order.length / SIDE];
        drawing.setRGB(c, r, colour(found.similarities().score(i, j)));
      }
    }
    out.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    out.setColor(new Color(0x33, 0x44, 0x55));
    out.draw(tree(found.tree(), order));
    out.dispose();
    return drawing;
  }

  /** A colour from 0 (and below) to 1. */
  static int colour(double score) {
    double at = Math.max(0, Math.min(1, score)) * (COLOURS.length - 1);
    int low = Math.min(COLOURS.length - 2, (int) at);
    double share = at - low;
    int colour = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      int from = COLOURS[low] >> shift & 0xff;
      int to = COLOURS[low + 1] >> shift & 0xff;
      colour |= (int) Math.round(from + share * (to - from)) << shift;
    }
    return colour;
  }

  private static Path2D tree(Dendrogram tree, int[] order) {
    int count = tree.count();
    double[] x = new double[count + tree.joints().size()];
    double[] y = new double[x.length];
    for (int k = 0; k < count; k++) {
      x[order[k]] = SIDE + 2;
      y[order[k]] = (k + 0.5) * SIDE / count;
    }
    double least = tree.joints().isEmpty() ? 0 : lowest(tree);
    Path2D path = new Path2D.Double();
    for (int k = 0; k < tree.joints().size(); k++) {
      Dendrogram.Joint joint = tree.joints().get(k);
      double at = SIDE + 2 + (TREE - 6) * (1 - joint.similarity()) / (1 - least + 1e-9);
      path.moveTo(x[joint.left()], y[joint.left()]);
      path.lineTo(at, y[joint.left()]);
      path.lineTo(at, y[joint.right()]);
      path.lineTo(x[joint.right()], y[joint.right()]);
      x[count + k] = at;
      y[count + k] = (y[joint.left()] + y[joint.right()]) / 2;
    }
    return path;
  }

  private static double lowest(Dendrogram tree) {
    return Math.min(0.999, tree.joints().get(tree.joints().size() - 1).similarity());
  }
}
