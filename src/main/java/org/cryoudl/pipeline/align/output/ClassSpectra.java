package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.ShellTable;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.statistics.VectorSums;

/**
 * The mean power spectrum of the particles of each class, as they came: rings of the CTF, ice and
 * noise show in it. Power is the mean of {@code |F|^2} along a shell over the number of pixels, so
 * that white noise has that of its variance.
 *
 * @param perShell by class, shells 0 to half the box; no shells for a class without particles
 */
public record ClassSpectra(List<double[]> perShell) {

  static final String FILE = "class-spectra.csv";

  /** One pass over the images; what is kept has the size of the result, for each thread. */
  static ClassSpectra of(Alignment alignment, AlignedImages images, Progress progress) {
    int box = images.box();
    int classes = alignment.views().size();
    ShellTable shells = ShellTable.of(box);
    int count = shells.count();
    int[] classIndex = alignment.particles().classIndex();
    try (Progress.Stage stage = progress.start("power spectra", alignment.size())) {
      double[] sums =
          ParallelLoop.reduce(
              alignment.size(),
              () -> new double[classes * count],
              (into, i) -> {
                double[] own = new double[count];
                shells.addPower(Fft2D.of(box).forward(images.before(i)), own);
                for (int s = 0; s < count; s++) {
                  into[classIndex[i] * count + s] += own[s];
                }
                stage.advance(1);
              },
              VectorSums::addInto);
      return new ClassSpectra(
              alignment.views().stream()
                  .map(view -> view.isEmpty() ? 0 : box / 2 + 1)
                  .map(double[]::new)
                  .toList())
          .filled(alignment, sums, shells);
    }
  }

  private ClassSpectra filled(Alignment alignment, double[] sums, ShellTable shells) {
    double pixels = (double) shells.box() * shells.box();
    for (int k = 0; k < perShell.size(); k++) {
      for (int s = 0; s < perShell.get(k).length; s++) {
        perShell.get(k)[s] =
            sums[k * shells.count() + s]
                / (pixels * shells.multiplicity(s) * alignment.views().get(k).particles());
      }
    }
    return this;
  }

  /** Writes one line for each shell of each class; shell 0, the mean of an image, is left out. */
  void write(Path folder, Alignment alignment) {
    CsvWriter.write(
        folder.resolve(FILE),
        List.of("class", "shell", "resolution_angstroms", "power"),
        out -> {
          for (int k = 0; k < perShell.size(); k++) {
            double[] power = perShell.get(k);
            for (int s = 1; s < power.length; s++) {
              double shell = s;
              String angstroms =
                  alignment.pixelSizeAngstroms().isPresent()
                      ? CsvWriter.fixed(
                          alignment.box() * alignment.pixelSizeAngstroms().getAsDouble() / shell, 3)
                      : "";
              out.row(k + 1, s, angstroms, String.format(Locale.ROOT, "%.6g", power[s]));
            }
          }
        });
  }
}
