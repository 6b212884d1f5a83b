package org.cryoudl.pipeline.micrograph;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.cryoudl.image.AreaResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.io.png.PngImage;

/**
 * A micrograph with circles around what was picked; places that were left out in another colour.
 */
final class CirclePicture {

  private static final int SIDE = 1024;

  // Colours that colour-blind readers can distinguish (Okabe and Ito).
  private static final Color PICKED = new Color(0x56B4E9);
  private static final Color LEFT_OUT = new Color(0xD55E00);

  private CirclePicture() {}

  /**
   * Draws it; returns the bytes of a PNG file.
   *
   * @param diameterPixels of the circles in pixels of the micrograph
   * @param detailPixels detail finer than this is not shown, so that particles are seen
   */
  static byte[] png(
      Image micrograph,
      List<Coordinate> picked,
      List<Coordinate> leftOut,
      double diameterPixels,
      double detailPixels) {
    int longer = Math.max(micrograph.width(), micrograph.height());
    double shrink = Math.min(1, (double) SIDE / longer);
    double coarse = Math.min(shrink, 1.5 / detailPixels);
    Image small = resized(micrograph, coarse);
    Image levels = ContrastStretch.CLIPPED.apply(small);
    int width = (int) Math.max(1, Math.round(shrink * micrograph.width()));
    int height = (int) Math.max(1, Math.round(shrink * micrograph.height()));
    BufferedImage grey =
        new BufferedImage(levels.width(), levels.height(), BufferedImage.TYPE_INT_RGB);
    for (int r = 0; r < levels.height(); r++) {
      for (int c = 0; c < levels.width(); c++) {
        int level = Math.round(255 * Math.max(0, Math.min(1, levels.at(r, c))));
        grey.setRGB(c, r, level << 16 | level << 8 | level);
      }
    }
    BufferedImage drawing = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = drawing.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(grey, 0, 0, width, height, null);
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setStroke(new BasicStroke(2));
    double size = shrink * diameterPixels;
    graphics.setColor(LEFT_OUT);
    leftOut.forEach(each -> circle(graphics, each, shrink, size));
    graphics.setColor(PICKED);
    picked.forEach(each -> circle(graphics, each, shrink, size));
    graphics.dispose();
    return PngImage.encode(drawing);
  }

  private static Image resized(Image image, double factor) {
    return AreaResize.apply(
        image,
        (int) Math.max(1, Math.round(factor * image.width())),
        (int) Math.max(1, Math.round(factor * image.height())));
  }

  private static void circle(Graphics2D graphics, Coordinate at, double shrink, double size) {
    graphics.draw(
        new Ellipse2D.Double(
            shrink * (at.column() + 0.5) - size / 2,
            shrink * (at.row() + 0.5) - size / 2,
            size,
            size));
  }
}
