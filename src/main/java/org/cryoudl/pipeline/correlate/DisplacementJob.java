package org.cryoudl.pipeline.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.displacement.DisplacementAnalysis;
import org.cryoudl.displacement.DisplacementField;
import org.cryoudl.displacement.DisplacementOptions;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.Similarities;
import org.cryoudl.similarity.SimilarityOptions;

/**
 * How the parts of one average have moved in another, as a table.
 *
 * @param first where the blocks are
 * @param second where they went
 * @param turned whether the second average is first brought onto the first one
 * @param options blocks and thresholds
 * @param output the table
 * @param overwrite whether a table that is there may be replaced
 */
public record DisplacementJob(
    Numbered first,
    Numbered second,
    boolean turned,
    DisplacementOptions options,
    Path output,
    boolean overwrite) {

  /**
   * An average of a file.
   *
   * @param number as {@link OpenedAverage#number}
   */
  public record Numbered(Path file, int number) {

    /** Reads {@code classes.mrcs#3}; without a number it is the first one. */
    public static Numbered parse(String text) {
      int mark = text.lastIndexOf('#');
      String digits = text.substring(mark + 1);
      return mark > 0 && digits.matches("[1-9]\\d{0,5}")
          ? new Numbered(Path.of(text.substring(0, mark)), Integer.parseInt(digits))
          : new Numbered(Path.of(text), 1);
    }

    private Image image() {
      return AverageFiles.open(file).stream()
          .filter(each -> each.number() == number)
          .findFirst()
          .orElseThrow(() -> new DataException(file + " holds no average of number " + number))
          .image();
    }
  }

  /**
   * Measures and writes.
   *
   * @return what a person reads
   * @throws DataException if an average cannot be read or is smaller than a block
   */
  public List<String> run(Progress progress) {
    List<Path> inputs = new ArrayList<>(AverageFiles.inputs(first.file()));
    inputs.addAll(AverageFiles.inputs(second.file()));
    try (OutputTransaction results = OutputTransaction.beginFile(output, inputs, overwrite)) {
      Image one = first.image();
      Image raw = second.image();
      Image other = raw.box() == one.box() ? raw : FourierResize.resize(raw, one.box());
      if (one.box() < options.blockPixels()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s has averages of %d pixels, less than a block of %d",
                first.file(),
                one.box(),
                options.blockPixels()));
      }
      if (turned) {
        Similarities pair =
            Similarities.of(List.of(one, other), SimilarityOptions.DEFAULT, progress);
        other = pair.pose(0, 1, one.box()).apply(other);
      }
      DisplacementField field = DisplacementAnalysis.of(one, other, options);
      results.publish(folder -> write(field, folder.resolve(output.getFileName())));
      return List.of(
          String.format(
              Locale.ROOT,
              "%d of %d vectors are trusted; neighbours differ by %.3f px",
              field.trusted(),
              field.vectors().size(),
              field.roughness()));
    }
  }

  private static void write(DisplacementField field, Path file) {
    CsvWriter.write(
        file,
        List.of("x", "y", "dx", "dy", "magnitude", "coefficient", "masked", "outlier"),
        out -> {
          for (DisplacementField.Vector each : field.vectors()) {
            out.row(
                CsvWriter.fixed(each.x(), 0),
                CsvWriter.fixed(each.y(), 0),
                CsvWriter.fixed(each.dx(), 4),
                CsvWriter.fixed(each.dy(), 4),
                CsvWriter.fixed(each.magnitude(), 4),
                CsvWriter.fixed(each.coefficient(), 4),
                each.masked() ? 1 : 0,
                each.outlier() ? 1 : 0);
          }
        });
  }
}
