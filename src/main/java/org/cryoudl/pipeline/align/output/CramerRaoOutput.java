package org.cryoudl.pipeline.align.output;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.alignment.baseline.oracle.CramerRaoBound;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.AtomicOutput;
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
    AtomicOutput.write(
        folder.resolve(CSV),
        file -> {
          try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("image,psi_deg,shift_x_px,shift_y_px\n");
            for (int i = 0; i < bounds.length; i++) {
              out.write(
                  String.format(
                      Locale.ROOT,
                      "%s,%.6f,%.6f,%.6f\n",
                      set.imageName(alignment.particles().rows()[i]),
                      bounds[i].psiDegrees(),
                      bounds[i].shiftXPixels(),
                      bounds[i].shiftYPixels()));
            }
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
