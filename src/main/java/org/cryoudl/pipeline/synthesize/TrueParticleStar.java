package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.simulation.views.ViewSimulator;
import org.cryoudl.simulation.views.ViewSimulator.Truth;

/**
 * The particles of a simulated set of many views with their true angles and origins, as RELION
 * keeps them: what a perfect alignment would have found. Junk has the angles that were drawn for
 * it.
 */
final class TrueParticleStar {

  /** Its name. */
  static final String NAME = "particles_truth.star";

  private TrueParticleStar() {}

  /**
   * Writes it.
   *
   * @param particles the STAR file without truth
   */
  static void write(Path particles, ViewSimulator simulator, double pixelSizeAngstroms, Path to) {
    StarFile star = StarFile.read(particles);
    StarWriter.write(
        to,
        writer -> {
          for (StarTable table : star.tables()) {
            writer.version(StarWriter.VERSION_3_1);
            writer.block(table.block());
            if (!table.has("rlnImageName")) {
              writer.table(table);
              continue;
            }
            List<String> columns = new ArrayList<>(table.columns());
            columns.addAll(
                List.of(
                    "rlnAngleRot",
                    "rlnAngleTilt",
                    "rlnAnglePsi",
                    "rlnOriginXAngst",
                    "rlnOriginYAngst"));
            writer.loop(columns);
            for (int row = 0; row < table.rowCount(); row++) {
              Truth truth = simulator.truth(row);
              List<String> cells = new ArrayList<>(table.rawValues(row));
              cells.add(number(truth.view().rotDegrees()));
              cells.add(number(truth.view().tiltDegrees()));
              cells.add(number(truth.view().psiDegrees()));
              // A particle of origin o lies at -o.
              cells.add(number(-truth.rightPixels() * pixelSizeAngstroms));
              cells.add(number(-truth.downPixels() * pixelSizeAngstroms));
              writer.row(cells);
            }
            writer.end();
          }
        });
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
