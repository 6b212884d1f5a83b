package org.cryoudl.pipeline.align.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.alignment.baseline.oracle.CramerRaoBound;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;

/** The Cramer-Rao bound that the oracle works out: one row a particle, and its means. */
public final class CramerRaoOutput implements MethodOutput {

  static final String CSV = "cramer-rao.csv";
  static final String JSON = "cramer-rao.json";
  public static final List<String> NAMES = List.of(CSV, JSON);

  private CramerRaoBound[] bounds = new CramerRaoBound[0];

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
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("particles", bounds.length);
    node.put("least_mean_psi_error_degrees", mean(CramerRaoBound::meanPsiErrorDegrees));
    node.put("least_mean_shift_error_px", mean(CramerRaoBound::meanShiftErrorPixels));
    AtomicOutput.writeText(folder.resolve(JSON), node.toPrettyString() + "\n");
  }

  private double mean(java.util.function.ToDoubleFunction<CramerRaoBound> figure) {
    return Arrays.stream(bounds).mapToDouble(figure).average().orElse(0);
  }
}
