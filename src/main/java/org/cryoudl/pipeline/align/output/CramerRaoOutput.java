package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.alignment.baseline.oracle.CramerRaoBound;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.io.particles.ParticleSet;

/** The Cramer-Rao bound that the oracle works out: one row a particle, and its means. */
public final class CramerRaoOutput implements MethodOutput {

  static final String CSV = "cramer-rao.csv";
  static final String JSON = "cramer-rao.json";

  /** Names of the files. */
  public static final List<String> NAMES = List.of(CSV, JSON);

  private CramerRaoBound[] bounds = new CramerRaoBound[0];

  /** Takes the bound of each particle, to be written later. */
  public void accept(CramerRaoBound[] found) {
    bounds = found.clone();
  }

  @Override
  public void write(Path folder, ParticleSet set, Alignment alignment) {
    CsvWriter.write(
        folder.resolve(CSV),
        List.of("image", "psi_deg", "shift_x_px", "shift_y_px"),
        out -> {
          for (int i = 0; i < bounds.length; i++) {
            out.row(
                set.imageName(alignment.particles().rows()[i]),
                CsvWriter.fixed(bounds[i].psiDegrees(), 6),
                CsvWriter.fixed(bounds[i].shiftXPixels(), 6),
                CsvWriter.fixed(bounds[i].shiftYPixels(), 6));
          }
        });
    AtomicOutput.writeText(
        folder.resolve(JSON),
        RecordJson.text(
            new Means(
                bounds.length,
                mean(CramerRaoBound::meanPsiErrorDegrees),
                mean(CramerRaoBound::meanShiftErrorPixels))));
  }

  /** What {@code cramer-rao.json} holds. */
  private record Means(
      int particles, double leastMeanPsiErrorDegrees, double leastMeanShiftErrorPx) {}

  private double mean(java.util.function.ToDoubleFunction<CramerRaoBound> figure) {
    return Arrays.stream(bounds).mapToDouble(figure).average().orElse(0);
  }
}
