package org.cryoudl.pipeline.images;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.fourier.filter.PassBand;
import org.cryoudl.fourier.filter.ShellPower;
import org.cryoudl.fourier.grid.GridFft;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/**
 * Filters images or a volume in Fourier space.
 *
 * @param input a stack, a micrograph, a volume, or metadata of particles
 * @param output the file to write
 * @param band what passes
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param pixelSizeAngstroms that the user states
 * @param overwrite whether a file that is there may be replaced
 */
public record FilterJob(
    Path input,
    Path output,
    Band band,
    Optional<Path> projectFolder,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite) {

  /** So many images tell the mean power of a stack. */
  private static final int MEASURED = 1000;

  /** Periods of two pixels are at the Nyquist frequency. */
  private static final double NYQUIST_PIXELS = 2;

  /**
   * What passes.
   *
   * @param lowPass longer periods pass; all if empty
   * @param highPass shorter periods pass; all if empty
   * @param edge how the filter goes from 1 to 0
   * @param edgeWidth of a cosine edge, in cycles per pixel
   * @param whiten whether all shells are brought to one power first
   */
  public record Band(
      Optional<Length> lowPass,
      Optional<Length> highPass,
      PassBand.Edge edge,
      double edgeWidth,
      boolean whiten) {}

  /** A cut-off that no image of this pixel size has. */
  public record BeyondNyquist(String cutOff, String file, double pixels) implements Reason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "%s is a period of %.3g pixels of %s, beyond the Nyquist frequency, whose period is 2",
          cutOff,
          pixels,
          file);
    }

    @Override
    public String remedy() {
      return "name a longer period";
    }
  }

  /** A band that holds no frequency. */
  public record EmptyBand(String lowPass, String highPass) implements Reason {
    @Override
    public String problem() {
      return "nothing passes: the low pass keeps periods above "
          + lowPass
          + ", the high pass those below "
          + highPass;
    }

    @Override
    public String remedy() {
      return "the low pass must be the shorter one";
    }
  }

  /**
   * Filters and writes.
   *
   * @return the number of images; 1 of a volume
   * @throws UsageException if a cut-off makes no sense, or the output may not be written
   * @throws DataException if the input cannot be read or is constant
   */
  public int run(Progress progress) {
    try (ImageFile file = ImageFile.open(input, projectFolder, pixelSizeAngstroms);
        OutputTransaction results = file.begin(output, overwrite)) {
      RadialFilter pass = passing(file);
      RadialFilter filter = band.whiten() ? whitening(file).then(pass) : pass;
      results.publish(
          folder ->
              file.process(
                  folder.resolve(output.getFileName()),
                  "filtering",
                  (grid, index) -> GridFft.filter(grid, filter),
                  progress));
      return file.size();
    }
  }

  private RadialFilter passing(ImageFile file) {
    Optional<Double> low = band.lowPass().map(period -> cutOff(period, file));
    Optional<Double> high = band.highPass().map(period -> cutOff(period, file));
    if (low.isPresent() && high.isPresent() && !(low.get() > high.get())) {
      throw new UsageException(
          new EmptyBand(
              band.lowPass().orElseThrow().toString(), band.highPass().orElseThrow().toString()));
    }
    RadialFilter filter = f -> 1;
    if (low.isPresent()) {
      filter = filter.then(PassBand.low(low.get(), band.edge(), band.edgeWidth()));
    }
    if (high.isPresent()) {
      filter = filter.then(PassBand.high(high.get(), band.edge(), band.edgeWidth()));
    }
    return filter;
  }

  /**
   * The frequency of a period, in cycles per pixel.
   *
   * @throws UsageException if it is beyond the Nyquist frequency, or the pixel size is not known
   */
  static double cutOff(Length period, ImageFile file) {
    double pixels = file.pixels(period);
    if (pixels < NYQUIST_PIXELS) {
      throw new UsageException(
          new BeyondNyquist(period.toString(), file.path().toString(), pixels));
    }
    return 1 / pixels;
  }

  private static RadialFilter whitening(ImageFile file) {
    int count = Math.min(MEASURED, file.size());
    Grid first = file.read(0);
    GridFft fft = GridFft.of(first);
    ShellPower power =
        ParallelLoop.reduce(
            count,
            () -> ShellPower.forGrid(first),
            (sum, i) -> sum.add(fft.forward(file.read((int) ((long) i * file.size() / count)))),
            ShellPower::merge);
    boolean flat = true;
    for (int s = 1; flat && s < power.wholeShells(); s++) {
      flat = !(power.mean(s) > 0);
    }
    if (flat) {
      throw new DataException(file.path() + " is constant; there is nothing to make white");
    }
    return power.whitening(first.size());
  }
}
