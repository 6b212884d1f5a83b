package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.EulerConvention;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.pipeline.files.OutputTransaction;

/**
 * Writes directions of view in another convention.
 *
 * @param angles what is converted
 * @param to the convention of the result
 */
public record AnglesJob(ListedAngles angles, EulerConvention to) {

  /**
   * Writes a file: STAR with RELION's columns, or CSV.
   *
   * @param inputs files that must not be written over
   * @param overwrite whether a file that is there may be replaced
   * @throws UsageException if a STAR file is to hold another convention than ZYZ
   */
  public void write(Path output, List<Path> inputs, boolean overwrite) {
    boolean star = output.toString().toLowerCase(Locale.ROOT).endsWith(".star");
    if (star && to != EulerConvention.ZYZ) {
      throw new UsageException(
          output + " would be a STAR file, which holds ZYZ angles, not " + to + "; name a .csv");
    }
    try (OutputTransaction results = OutputTransaction.beginFile(output, inputs, overwrite)) {
      results.publish(
          folder -> {
            Path file = folder.resolve(output.getFileName());
            if (star) {
              writeStar(file);
            } else {
              writeCsv(file);
            }
          });
    }
  }

  /** The result as lines of CSV, the header first. */
  public List<String> lines() {
    List<String> lines = new java.util.ArrayList<>(List.of(String.join(",", to.columns())));
    for (EulerAngles view : angles.angles()) {
      lines.add(Arrays.stream(cells(view)).collect(Collectors.joining(",")));
    }
    return lines;
  }

  /** To the last digit: what is read back is the same number. */
  private String[] cells(EulerAngles view) {
    // Adding 0 makes a negative zero a plain one.
    return Arrays.stream(to.write(view))
        .mapToObj(v -> Double.toString(v + 0.0))
        .toArray(String[]::new);
  }

  private void writeCsv(Path file) {
    CsvWriter.write(
        file,
        to.columns(),
        out -> {
          for (EulerAngles view : angles.angles()) {
            out.row((Object[]) cells(view));
          }
        });
  }

  private void writeStar(Path file) {
    StarWriter.write(
        file,
        star -> {
          star.open("particles", List.of("rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"));
          for (EulerAngles view : angles.angles()) {
            star.row(List.of(cells(view)));
          }
          star.end();
        });
  }
}
