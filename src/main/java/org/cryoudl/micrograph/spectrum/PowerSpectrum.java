package org.cryoudl.micrograph.spectrum;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.parallel.ParallelLoop;

/**
 * A power spectrum, averaged over tiles.
 *
 * @param side of a tile in pixels
 * @param power {@code |F|^2} of the stored frequencies in the layout of {@link HalfSpectrum}, one
 *     value each; white noise of variance v has {@code v side^2}
 * @param tiles how many were averaged
 */
public record PowerSpectrum(int side, double[] power, int tiles) {

  /**
   * The spectrum of tiles that overlap by half and cover a micrograph.
   *
   * @param side of a tile, at most the micrograph's shorter side
   */
  public static PowerSpectrum of(Image micrograph, int side) {
    List<int[]> corners = corners(micrograph, side);
    return ParallelLoop.reduce(
            corners.size(),
            8,
            () -> new Periodograms(side),
            (sum, i) ->
                sum.add(
                    micrograph.pixels(), micrograph.width(), corners.get(i)[0], corners.get(i)[1]),
            Periodograms::merge)
        .mean();
  }

  /**
   * The spectra of the parts of a micrograph.
   *
   * @param side of a tile, at most the sides of a part
   * @param parts along each side
   * @return parts x parts spectra, row by row
   */
  public static List<PowerSpectrum> ofParts(Image micrograph, int side, int parts) {
    PowerSpectrum[] spectra = new PowerSpectrum[parts * parts];
    int width = micrograph.width() / parts;
    int height = micrograph.height() / parts;
    ParallelLoop.run(
        spectra.length,
        p -> {
          Periodograms sum = new Periodograms(side);
          for (int top : PeriodogramSum.starts(height, side)) {
            for (int left : PeriodogramSum.starts(width, side)) {
              sum.add(
                  micrograph.pixels(),
                  micrograph.width(),
                  p % parts * width + left,
                  p / parts * height + top);
            }
          }
          spectra[p] = sum.mean();
        });
    return List.of(spectra);
  }

  /** The mean spectrum of some square images of a stack. */
  public static PowerSpectrum of(ImageSource images, List<Integer> chosen) {
    int side = images.width();
    return ParallelLoop.reduce(
            chosen.size(),
            8,
            () -> new Periodograms(side),
            (sum, i) -> sum.add(images.read(chosen.get(i)).pixels(), side, 0, 0),
            Periodograms::merge)
        .mean();
  }

  private static List<int[]> corners(Image micrograph, int side) {
    List<int[]> corners = new ArrayList<>();
    for (int top : PeriodogramSum.starts(micrograph.height(), side)) {
      for (int left : PeriodogramSum.starts(micrograph.width(), side)) {
        corners.add(new int[] {left, top});
      }
    }
    return corners;
  }

  /** The mean of each shell of {@link ShellTable}. */
  public double[] rotationalAverage() {
    return ShellTable.of(side).mean(power);
  }
}
