package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.LeadingClasses;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.particles.ParticleSet;

/** The classes that each particle may belong to, one line for each. */
final class ClassProbabilities {

  static final String FILE = "class-probabilities.csv";

  private ClassProbabilities() {}

  /** Writes the lines particle by particle, in the order of the metadata. */
  static void write(Path folder, ParticleSet set, Alignment alignment, LeadingClasses leading) {
    CsvWriter.write(
        folder.resolve(FILE),
        List.of("row", "image", "rank", "class", "probability", "psi_degrees"),
        out -> {
          for (int i = 0; i < alignment.size(); i++) {
            String image = set.imageName(alignment.particles().rows()[i]);
            for (int n = 0; n < leading.classIndex()[i].length; n++) {
              float psi = leading.psiDegrees()[i][n];
              out.row(
                  i + 1,
                  image,
                  n + 1,
                  leading.classIndex()[i][n] + 1,
                  CsvWriter.fixed(leading.probability()[i][n], 6),
                  Float.isNaN(psi) ? "" : CsvWriter.fixed(psi, 3));
            }
          }
        });
  }
}
