package org.cryoudl.micrograph.spectrum;

import java.util.List;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.io.ImageSource;
import org.cryoudl.parallel.ParallelLoop;

/**
 * A power spectrum, averaged over tiles.
 *
 * @param side of a tile in pixels
 * @param power {@code |F|^2} over the number of pixels, of the stored frequencies in the layout of
 *     {@link HalfSpectrum}, one value each; white noise has that of its variance
 * @param tiles how many were averaged
 */
public record PowerSpectrum(int side, double[] power, int tiles) {

  /** The mean of what was added up. */
  public static PowerSpectrum of(PeriodogramSum sum) {
    return new PowerSpectrum(sum.box(), sum.mean(), sum.count());
  }

  /** The mean spectrum of some square images of a stack. */
  public static PowerSpectrum of(ImageSource images, List<Integer> chosen) {
    int side = images.width();
    return of(
        ParallelLoop.reduce(
            chosen.size(),
            8,
            () -> PeriodogramSum.ofTiles(side),
            (sum, i) -> sum.add(images.read(chosen.get(i)).pixels(), side, 0, 0),
            PeriodogramSum::merge));
  }

  /** The mean of each shell of {@link ShellTable}. */
  public double[] rotationalAverage() {
    return ShellTable.of(side).mean(power);
  }
}
