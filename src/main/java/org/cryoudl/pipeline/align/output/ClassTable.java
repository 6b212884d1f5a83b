package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ClassAccuracy;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.score.ClassOrder;
import org.cryoudl.alignment.score.ClassQuality;
import org.cryoudl.io.csv.CsvWriter;

/** The figures of the classes, one line for each that holds particles, the best score first. */
final class ClassTable {

  static final String FILE = "classes.csv";

  private ClassTable() {}

  static void write(Path folder, Alignment alignment) {
    CsvWriter.write(
        folder.resolve(FILE),
        List.of(
            "class",
            "particles",
            "share",
            "cryoudlClassScore",
            "recommended",
            "reason",
            "resolution_angstroms",
            "effective_particles",
            "psi_error_degrees",
            "shift_error_pixels",
            "shift_error_angstroms",
            "flagged"),
        out -> {
          for (int k : ClassOrder.bestFirst(alignment)) {
            ViewResult view = alignment.views().get(k);
            ClassQuality quality = ClassQuality.of(alignment, k);
            ClassAccuracy accuracy = ClassAccuracy.of(alignment, k).orElseThrow();
            OptionalDouble pixelSize = alignment.pixelSizeAngstroms();
            out.row(
                k + 1,
                view.particles(),
                CsvWriter.fixed((double) view.particles() / alignment.size(), 6),
                CsvWriter.fixed(quality.value(), 6),
                quality.isRecommended() ? 1 : 0,
                quality.reason(),
                number(ClassOutput.resolution(alignment, view).orElse(Double.NaN)),
                number(accuracy.effectiveParticles()),
                number(accuracy.psiErrorDegrees()),
                number(accuracy.shiftErrorPixels()),
                number(accuracy.shiftErrorPixels() * pixelSize.orElse(Double.NaN)),
                alignment.particles().outliers(k));
          }
        });
  }

  private static String number(double value) {
    return Double.isFinite(value) ? CsvWriter.fixed(value, 4) : "";
  }
}
