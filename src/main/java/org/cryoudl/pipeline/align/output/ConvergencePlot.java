package org.cryoudl.pipeline.align.output;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.alignment.baseline.averaging.AveragingHistory;

/**
 * How the correlation of images with the running average went: a dot an image in the order of work,
 * a line through the means of the rounds, dashes at the threshold; one colour a half.
 */
final class ConvergencePlot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 480;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final List<Color> COLOURS =
      List.of(new Color(0x1F, 0x77, 0xB4), new Color(0xD6, 0x62, 0x0E));

  private final AveragingHistory history;
  private final double low;
  private final double high;
  private final int rounds;

  ConvergencePlot(AveragingHistory history) {
    this.history = history;
    double least = 1;
    double most = -1;
    int longest = 1;
    for (AveragingHistory.Half half : history.halves()) {
      least = Math.min(least, Arrays.stream(half.correlations()).min().orElse(0));
      most = Math.max(most, Arrays.stream(half.correlations()).max().orElse(1));
      longest = Math.max(longest, half.rounds().size());
    }
    double margin = 0.05 * Math.max(most - least, 0.01);
    this.low = least - margin;
    this.high = most + margin;
    this.rounds = longest;
  }

  BufferedImage draw() {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, WIDTH, HEIGHT);
    axes(g);
    for (int h = 0; h < history.halves().size(); h++) {
      half(g, history.halves().get(h), COLOURS.get(h % COLOURS.size()), h);
    }
    g.dispose();
    return picture;
  }

  private double x(double round) {
    return LEFT + round / rounds * (WIDTH - LEFT - RIGHT);
  }

  private double y(double correlation) {
    return TOP + (high - correlation) / (high - low) * (HEIGHT - TOP - BOTTOM);
  }

  private void axes(Graphics2D g) {
    g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    double step = Math.pow(10, Math.floor(Math.log10((high - low) / 3)));
    while ((high - low) / step > 8) {
      step *= 2;
    }
    for (double c = Math.ceil(low / step) * step; c <= high; c += step) {
      g.setColor(new Color(0xDD, 0xDD, 0xDD));
      g.drawLine(LEFT, (int) y(c), WIDTH - RIGHT, (int) y(c));
      g.setColor(Color.DARK_GRAY);
      g.drawString(String.format(Locale.ROOT, "%.3g", c), 20, (int) y(c) + 5);
    }
    for (int r = 0; r <= rounds; r++) {
      g.setColor(new Color(0xDD, 0xDD, 0xDD));
      g.drawLine((int) x(r), TOP, (int) x(r), HEIGHT - BOTTOM);
      g.setColor(Color.DARK_GRAY);
      g.drawString(Integer.toString(r), (int) x(r) - 4, HEIGHT - BOTTOM + 18);
    }
    g.drawRect(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM);
    g.drawString("rounds", WIDTH / 2, HEIGHT - 12);
    g.drawString("correlation of each image with the running average", LEFT, 24);
    g.drawString(
        String.format(Locale.ROOT, "halves correlate %.3f", history.halfCorrelation()),
        WIDTH - 190,
        24);
  }

  private void half(Graphics2D g, AveragingHistory.Half half, Color colour, int index) {
    g.setColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 90));
    double[] values = half.correlations();
    for (int i = 0; i < values.length; i++) {
      double at = (i + 0.5) / half.particles();
      g.fill(new Ellipse2D.Double(x(at) - 1.5, y(values[i]) - 1.5, 3, 3));
    }
    g.setColor(colour);
    Path2D.Double means = new Path2D.Double();
    for (int r = 0; r < half.rounds().size(); r++) {
      AveragingHistory.Round round = half.rounds().get(r);
      double px = x(r + 0.5);
      double py = y(round.meanCorrelation());
      if (r == 0) {
        means.moveTo(px, py);
      } else {
        means.lineTo(px, py);
      }
      if (round.threshold() > low && round.threshold() < high) {
        g.setStroke(new BasicStroke(1, 0, 0, 1, new float[] {5, 4}, 0));
        int level = (int) y(round.threshold());
        g.drawLine((int) x(r), level, (int) x(r + 1), level);
      }
    }
    g.setStroke(new BasicStroke(2.5f));
    g.draw(means);
    g.setStroke(new BasicStroke(1));
    AveragingHistory.Round last = half.rounds().get(half.rounds().size() - 1);
    g.drawString(
        String.format(
            Locale.ROOT,
            "%s half: %d of %d accepted",
            index == 0 ? "first" : "second",
            last.accepted(),
            half.particles()),
        LEFT + 12 + 260 * index,
        TOP + 18);
  }
}
