package org.cryoudl.pipeline.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;

/**
 * A mean power spectrum as files.
 *
 * @param box side of the spectrum in pixels
 * @param power at every position of the half spectrum
 * @param squaredCtf the same of the CTF, if known
 * @param pixelSizeAngstroms of the images, if known
 */
record SpectrumOutput(
    int box, double[] power, Optional<double[]> squaredCtf, OptionalDouble pixelSizeAngstroms) {

  private static final String MRC = "spectrum.mrc";
  private static final String PNG = "spectrum.png";
  private static final String CURVE = "spectrum-curve.png";
  private static final String CSV = "spectrum.csv";

  /** Rings are wider than none of these shares of the box: the background is smooth over them. */
  private static final double BACKGROUND_SHARE = 0.08;

  static List<String> names() {
    return List.of(MRC, PNG, CURVE, CSV);
  }

  void write(Path folder) {
    MrcWriter.writeImage(
        folder.resolve(MRC), PeriodogramSum.centred(box, power), OptionalDouble.empty());
    PngImage.writeLevels(picture(), folder.resolve(PNG));
    double[] curve = PeriodogramSum.rotational(box, power);
    Optional<double[]> ctf = squaredCtf.map(half -> PeriodogramSum.rotational(box, half));
    writeTable(folder.resolve(CSV), curve, ctf);
    PngImage.write(LineChart.draw(charts(curve, ctf)), folder.resolve(CURVE));
  }

  /** The logarithm of the power without its background; on the right half the CTF, if known. */
  private Image picture() {
    double[] flat = flattened();
    Image shown = ContrastStretch.CLIPPED.apply(PeriodogramSum.centred(box, flat));
    if (squaredCtf.isPresent()) {
      Image rings = PeriodogramSum.centred(box, squaredCtf.get());
      for (int row = 0; row < box; row++) {
        for (int column = Image.centre(box); column < box; column++) {
          shown.pixels()[row * box + column] = rings.at(row, column);
        }
      }
    }
    return shown;
  }

  private double[] flattened() {
    double[] logarithm = new double[power.length];
    double least = Double.MAX_VALUE;
    for (double value : power) {
      least = value > 0 ? Math.min(least, value) : least;
    }
    for (int p = 0; p < power.length; p++) {
      logarithm[p] = Math.log(Math.max(power[p], least));
    }
    double[] background = smooth(PeriodogramSum.rotational(box, logarithm));
    ShellTable shells = ShellTable.of(box);
    for (int p = 0; p < power.length; p++) {
      logarithm[p] -= background[Math.min(shells.shell(p), background.length - 1)];
    }
    logarithm[0] = 0;
    return logarithm;
  }

  /** The mean over neighbouring shells, shell 0 left out: it holds no power. */
  private double[] smooth(double... curve) {
    int reach = Math.max(2, (int) Math.round(BACKGROUND_SHARE * box / 2));
    double[] smooth = new double[curve.length];
    for (int s = 0; s < smooth.length; s++) {
      int from = Math.max(1, s - reach);
      int to = Math.min(curve.length - 1, s + reach);
      for (int t = from; t <= to; t++) {
        smooth[s] += curve[t] / (to - from + 1);
      }
    }
    return smooth;
  }

  private void writeTable(Path file, double[] curve, Optional<double[]> ctf) {
    List<String> header =
        new ArrayList<>(List.of("shell", "cycles_per_pixel", "resolution_angstroms", "power"));
    ctf.ifPresent(known -> header.add("ctf_squared"));
    CsvWriter.write(
        file,
        header,
        out -> {
          for (int s = 1; s < curve.length; s++) {
            double shell = s;
            List<Object> row = new ArrayList<>();
            row.add(s);
            row.add(CsvWriter.fixed(shell / box, 6));
            row.add(
                pixelSizeAngstroms.isPresent()
                    ? CsvWriter.fixed(box * pixelSizeAngstroms.getAsDouble() / shell, 3)
                    : "");
            row.add(String.format(Locale.ROOT, "%.6g", curve[s]));
            if (ctf.isPresent()) {
              row.add(CsvWriter.fixed(ctf.get()[s], 6));
            }
            out.row(row.toArray());
          }
        });
  }

  private List<LineChart> charts(double[] curve, Optional<double[]> ctf) {
    int count = curve.length - 1;
    double[] x = new double[count];
    double[] y = new double[count];
    double step = box * pixelSizeAngstroms.orElse(1);
    for (int i = 0; i < count; i++) {
      x[i] = (i + 1) / step;
      y[i] = Math.log10(Math.max(curve[i + 1], 1e-30));
    }
    String axis = pixelSizeAngstroms.isPresent() ? "spatial frequency (1/A)" : "cycles per pixel";
    List<LineChart> charts = new ArrayList<>();
    charts.add(
        new LineChart(
            "Rotational average of the power",
            axis,
            "log10 power",
            List.of(new LineChart.Line("power", x, y, LineChart.Style.SOLID, 0))));
    ctf.ifPresent(
        known ->
            charts.add(
                new LineChart(
                    "Square of the CTF",
                    axis,
                    "CTF^2",
                    List.of(
                        new LineChart.Line(
                            "CTF^2",
                            x,
                            Arrays.copyOfRange(known, 1, known.length),
                            LineChart.Style.SOLID,
                            1)))));
    return charts;
  }
}
