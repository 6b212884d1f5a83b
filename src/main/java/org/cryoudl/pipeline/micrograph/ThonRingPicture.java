package org.cryoudl.pipeline.micrograph;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.micrograph.ctf.CtfEstimate;
import org.cryoudl.micrograph.ctf.CtfEstimate.ProfilePoint;
import org.cryoudl.micrograph.spectrum.PowerSpectrum;

/**
 * Thon rings beside the fit: the measured spectrum on the left, the square of the fitted CTF on the
 * right, and below both as curves over frequency.
 */
final class ThonRingPicture {

  /** Side of the rings in pixels. */
  private static final int SIDE = 448;

  /** Rings are averaged along arcs of so many degrees each way, at so many points. */
  private static final double ARC_DEGREES = 12;

  private static final int ARC = 15;

  private ThonRingPicture() {}

  /** Draws it; returns the bytes of a PNG file. */
  static byte[] png(PowerSpectrum spectrum, double pixelSizeAngstroms, CtfEstimate estimate) {
    List<ProfilePoint> profile = estimate.profile();
    double highest = profile.get(profile.size() - 1).frequency();
    Image measured =
        ContrastStretch.CLIPPED.apply(
            rings(spectrum, pixelSizeAngstroms, highest, profile.get(0).frequency()));
    Ctf ctf = new Ctf(estimate.parameters());
    BufferedImage chart = LineChart.draw(List.of(chart(profile), correlation(profile)));
    BufferedImage all =
        new BufferedImage(
            chart.getWidth(), SIDE + 16 + chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    int left = (all.getWidth() - SIDE) / 2;
    Graphics2D graphics = all.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    graphics.drawImage(chart, 0, SIDE + 16, null);
    graphics.dispose();
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        double kx = highest * (c - SIDE / 2) / (SIDE / 2.0);
        double ky = highest * (r - SIDE / 2) / (SIDE / 2.0);
        double value = ctf.at(kx, ky);
        double level = c < SIDE / 2 || !estimate.isFound() ? measured.at(r, c) : value * value;
        int grey = (int) Math.round(255 * Math.max(0, Math.min(1, level)));
        all.setRGB(left + c, 8 + r, grey << 16 | grey << 8 | grey);
      }
    }
    return PngImage.encode(all);
  }

  /** The spectrum over its rotational average, around the origin. */
  private static Image rings(
      PowerSpectrum spectrum, double pixelSizeAngstroms, double highest, double lowest) {
    int side = spectrum.side();
    double[] average = spectrum.rotationalAverage();
    double[] smooth = new double[average.length];
    int width = Math.max(3, side / 40);
    for (int s = 0; s < average.length; s++) {
      int from = Math.max(1, s - width);
      int to = Math.min(average.length - 1, s + width);
      for (int i = from; i <= to; i++) {
        smooth[s] += average[i] / (to - from + 1);
      }
    }
    double[][] arc = arc();
    Image rings = Image.square(SIDE);
    double perPixel = highest * side * pixelSizeAngstroms / (SIDE / 2.0);
    for (int r = 0; r < SIDE; r++) {
      for (int c = 0; c < SIDE; c++) {
        double x = (c - SIDE / 2) * perPixel;
        double y = (r - SIDE / 2) * perPixel;
        double radius = Math.hypot(x, y);
        int shell = (int) Math.min(smooth.length - 1, Math.rint(radius));
        double low = lowest * side * pixelSizeAngstroms;
        rings.pixels()[r * SIDE + c] =
            radius < low || radius > side / 2.0 - 2
                ? 1
                : (float) (mean(spectrum, arc, x, y) / smooth[shell]);
      }
    }
    return rings;
  }

  /** The mean along an arc, which is nearly free of noise and hardly bends a ring. */
  private static double mean(PowerSpectrum spectrum, double[][] arc, double x, double y) {
    int side = spectrum.side();
    int columns = HalfSpectrum.columns(side);
    double sum = 0;
    for (double[] turn : arc) {
      double kx = turn[0] * x - turn[1] * y;
      double ky = turn[1] * x + turn[0] * y;
      int sign = kx < 0 ? -1 : 1;
      int column = (int) Math.min(columns - 1.0, Math.rint(Math.abs(kx)));
      int row = Math.floorMod((int) Math.rint(sign * ky), side);
      sum += spectrum.power()[row * columns + column];
    }
    return sum / arc.length;
  }

  /** Cosine and sine of the turns to the points of an arc. */
  private static double[][] arc() {
    double[][] arc = new double[2 * ARC + 1][];
    for (int a = -ARC; a <= ARC; a++) {
      double angle = Math.toRadians(ARC_DEGREES * a / ARC);
      arc[a + ARC] = new double[] {Math.cos(angle), Math.sin(angle)};
    }
    return arc;
  }

  private static LineChart chart(List<ProfilePoint> profile) {
    double[] x = profile.stream().mapToDouble(ProfilePoint::frequency).toArray();
    return new LineChart(
        "Spectrum along curves of one phase, and the fit",
        "frequency in 1/A",
        "over background",
        List.of(
            new LineChart.Line(
                "measured",
                x,
                profile.stream().mapToDouble(ProfilePoint::measured).toArray(),
                LineChart.Style.SOLID,
                0),
            new LineChart.Line(
                "fitted",
                x,
                profile.stream().mapToDouble(ProfilePoint::fitted).toArray(),
                LineChart.Style.SOLID,
                1)));
  }

  private static LineChart correlation(List<ProfilePoint> profile) {
    double[] x = profile.stream().mapToDouble(ProfilePoint::frequency).toArray();
    double[] half = new double[x.length];
    java.util.Arrays.fill(half, 0.5);
    return new LineChart(
        "Agreement of spectrum and fit",
        "frequency in 1/A",
        "correlation",
        List.of(
            new LineChart.Line(
                "correlation",
                x,
                profile.stream().mapToDouble(ProfilePoint::correlation).toArray(),
                LineChart.Style.SOLID,
                2),
            new LineChart.Line("0.5", x, half, LineChart.Style.DASHED, 4)));
  }
}
