package org.cryoudl.pipeline.micrograph;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.fourier.Ctf;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.CtfQuantity;
import org.cryoudl.pipeline.files.OutputTransaction;

/**
 * Draws a CTF. Writes {@code ctf.mrc} (zero frequency at the centre pixel), {@code ctf.png} (-1 is
 * black, 1 is white), {@code ctf.csv} and {@code ctf_curves.png} (along both axes of the
 * astigmatism).
 */
public final class CtfSimulateJob {

  private static final String CSV = "ctf.csv";
  private static final String CURVES = "ctf_curves.png";
  private static final String PICTURE = "ctf.png";

  /** The values. */
  public static final String IMAGE = "ctf.mrc";

  private CtfSimulateJob() {}

  /**
   * Runs the job.
   *
   * @param box side of the picture in pixels
   * @param pixelSizeAngstroms pixel size in A
   * @param bFactorSquareAngstroms B of the envelope exp(-B k^2 / 4) in A^2
   * @throws org.cryoudl.failure.UsageException if no microscope has such a CTF, or results are
   *     there
   */
  public static void run(
      CtfParameters ctf,
      int box,
      double pixelSizeAngstroms,
      double bFactorSquareAngstroms,
      Path output,
      boolean overwrite) {
    CtfQuantity.requirePossible(ctf);
    try (OutputTransaction results =
        OutputTransaction.begin(
            output, List.of(IMAGE, PICTURE, CSV, CURVES), List.of(), overwrite)) {
      results.publish(
          folder ->
              write(new Ctf(ctf), ctf, box, pixelSizeAngstroms, bFactorSquareAngstroms, folder));
    }
  }

  private static void write(
      Ctf ctf, CtfParameters parameters, int box, double pixelSize, double bFactor, Path folder) {
    Image picture = Image.square(box);
    Image levels = Image.square(box);
    double step = 1 / (box * pixelSize);
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double kx = (c - Image.centre(box)) * step;
        double ky = (r - Image.centre(box)) * step;
        double value = ctf.at(kx, ky) * Math.exp(-bFactor / 4 * (kx * kx + ky * ky));
        picture.pixels()[r * box + c] = (float) value;
        levels.pixels()[r * box + c] = (float) (0.5 + value / 2);
      }
    }
    MrcWriter.writeImage(folder.resolve(IMAGE), picture, OptionalDouble.of(pixelSize));
    PngImage.writeLevels(levels, folder.resolve(PICTURE));
    double angle = Math.toRadians(parameters.defocusAngleDegrees());
    int points = box / 2 + 1;
    double[] frequency = new double[points];
    double[] alongU = new double[points];
    double[] alongV = new double[points];
    for (int i = 0; i < points; i++) {
      double k = i * step;
      double envelope = Math.exp(-bFactor / 4 * k * k);
      frequency[i] = k;
      alongU[i] = envelope * ctf.at(k * Math.cos(angle), k * Math.sin(angle));
      alongV[i] = envelope * ctf.at(-k * Math.sin(angle), k * Math.cos(angle));
    }
    CsvWriter.write(
        folder.resolve(CSV),
        List.of("frequency", "along_u", "along_v"),
        out -> {
          for (int i = 0; i < points; i++) {
            out.row(
                CsvWriter.fixed(frequency[i], 6),
                CsvWriter.fixed(alongU[i], 6),
                CsvWriter.fixed(alongV[i], 6));
          }
        });
    PngImage.write(
        LineChart.draw(
            List.of(
                new LineChart(
                    "Contrast transfer function",
                    "frequency in 1/A",
                    "CTF",
                    List.of(
                        new LineChart.Line("along U", frequency, alongU, LineChart.Style.SOLID, 0),
                        new LineChart.Line(
                            "along V", frequency, alongV, LineChart.Style.DASHED, 1))))),
        folder.resolve(CURVES));
  }
}
