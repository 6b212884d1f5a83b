package org.cryoudl.io.png;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.cryoudl.failure.EnvironmentException;

/**
 * Lines and dots over a common axis, with ticks, labels and a legend.
 *
 * @param title above the chart
 * @param xLabel below it
 * @param yLabel beside it
 * @param lines at least one, of at least one point each
 */
public record LineChart(String title, String xLabel, String yLabel, List<Line> lines) {

  /**
   * One line.
   *
   * @param name for the legend
   * @param x positions, rising
   * @param y values, all finite
   * @param style how it is drawn
   * @param colour number of its colour; lines of one number have one colour
   */
  public record Line(String name, double[] x, double[] y, Style style, int colour) {
    public Line {
      if (x.length == 0 || x.length != y.length) {
        throw new IllegalArgumentException(
            "a line needs as many x as y, at least one, got " + x.length + " and " + y.length);
      }
    }
  }

  /** How a line is drawn. */
  public enum Style {
    SOLID,
    DASHED,
    /** A translucent dot a point: for clouds of many. */
    DOTS
  }

  private static final int WIDTH = 900;
  private static final int HEIGHT = 320;
  private static final int LEFT = 90;
  private static final int RIGHT = 20;
  private static final int TOP = 66;
  private static final int BOTTOM = 48;

  /** Of 255: many dots in one place stand out. */
  private static final int DOT_OPACITY = 90;

  /** Colours that colour-blind readers can distinguish (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
    new Color(0xCC79A7), new Color(0x000000), new Color(0xE69F00)
  };

  /**
   * Draws charts below one another, on white.
   *
   * @throws EnvironmentException if there are no fonts to write the labels with
   */
  public static BufferedImage draw(List<LineChart> charts) {
    BufferedImage picture =
        new BufferedImage(WIDTH, HEIGHT * charts.size(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = picture.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(Color.WHITE);
      graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
      for (LineChart chart : charts) {
        chart.drawOn(graphics);
        graphics.translate(0, HEIGHT);
      }
    } catch (InternalError | LinkageError | NullPointerException e) {
      // What Java throws where fonts or the libraries for them are missing.
      throw new EnvironmentException(
          "this Java has no fonts to draw with; install fontconfig and any font", e);
    } finally {
      graphics.dispose();
    }
    return picture;
  }

  private void drawOn(Graphics2D graphics) {
    AxisTicks x = AxisTicks.covering(lines.stream().map(Line::x).toList(), false);
    AxisTicks y = AxisTicks.covering(lines.stream().map(Line::y).toList(), true);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    graphics.setStroke(new BasicStroke(1));
    FontMetrics metrics = graphics.getFontMetrics();
    for (double tick : x.values()) {
      int at = (int) Math.round(column(x.part(tick)));
      String text = x.text(tick);
      graphics.setColor(Color.LIGHT_GRAY);
      graphics.drawLine(at, TOP, at, HEIGHT - BOTTOM);
      graphics.setColor(Color.BLACK);
      graphics.drawString(text, at - metrics.stringWidth(text) / 2, HEIGHT - BOTTOM + 16);
    }
    for (double tick : y.values()) {
      int at = (int) Math.round(row(y.part(tick)));
      String text = y.text(tick);
      graphics.setColor(Color.LIGHT_GRAY);
      graphics.drawLine(LEFT, at, WIDTH - RIGHT, at);
      graphics.setColor(Color.BLACK);
      graphics.drawString(text, LEFT - 8 - metrics.stringWidth(text), at + 4);
    }
    graphics.drawRect(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    graphics.drawString(
        xLabel, (LEFT + WIDTH - RIGHT - metrics.stringWidth(xLabel)) / 2, HEIGHT - BOTTOM + 36);
    AffineTransform upright = graphics.getTransform();
    graphics.rotate(-Math.PI / 2, 16, HEIGHT / 2.0);
    graphics.drawString(yLabel, 16 - metrics.stringWidth(yLabel) / 2, HEIGHT / 2);
    graphics.setTransform(upright);
    graphics.setFont(graphics.getFont().deriveFont(Font.BOLD, 14));
    graphics.drawString(title, LEFT, 18);
    graphics.setFont(graphics.getFont().deriveFont(Font.PLAIN, 12));
    int across = LEFT;
    int down = 36;
    for (Line line : lines) {
      int width = 50 + metrics.stringWidth(line.name());
      if (across > LEFT && across + width > WIDTH) {
        across = LEFT;
        down += 18;
      }
      graphics.setColor(COLOURS[line.colour() % COLOURS.length]);
      if (line.style() == Style.DOTS) {
        drawDots(graphics, line, x, y);
        fillDot(graphics, across + 12, down - 4, 3);
      } else {
        drawLine(graphics, line, x, y);
        graphics.drawLine(across, down - 4, across + 24, down - 4);
      }
      graphics.setColor(Color.BLACK);
      graphics.drawString(line.name(), across + 30, down);
      across += width;
    }
  }

  private static void drawLine(Graphics2D graphics, Line line, AxisTicks x, AxisTicks y) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < line.x().length; i++) {
      double across = column(x.part(line.x()[i]));
      double down = row(y.part(line.y()[i]));
      if (i == 0) {
        path.moveTo(across, down);
      } else {
        path.lineTo(across, down);
      }
      // Few points are marked: a line of one would not be seen.
      if (line.x().length <= 30) {
        fillDot(graphics, across, down, 2.5);
      }
    }
    float[] dashes = line.style() == Style.DASHED ? new float[] {6, 4} : null;
    graphics.setStroke(
        new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, dashes, 0));
    graphics.draw(path);
  }

  private static void drawDots(Graphics2D graphics, Line line, AxisTicks x, AxisTicks y) {
    Color full = graphics.getColor();
    graphics.setColor(new Color(full.getRed(), full.getGreen(), full.getBlue(), DOT_OPACITY));
    for (int i = 0; i < line.x().length; i++) {
      fillDot(graphics, column(x.part(line.x()[i])), row(y.part(line.y()[i])), 1.5);
    }
    graphics.setColor(full);
  }

  private static void fillDot(Graphics2D graphics, double across, double down, double radius) {
    graphics.fill(new Ellipse2D.Double(across - radius, down - radius, 2 * radius, 2 * radius));
  }

  private static double column(double part) {
    return LEFT + part * (WIDTH - LEFT - RIGHT);
  }

  private static double row(double part) {
    return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
  }
}
