package org.cryoudl.pipeline.selection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;

/**
 * Reads the classes of RELION's Class2D, versions 3.0 to 5: {@code run_itNNN_data.star}, {@code
 * run_itNNN_model.star} and {@code run_itNNN_classes.mrcs} of the last iteration, or of one that is
 * named.
 */
final class RelionClasses {

  /** RELION's number for a resolution that is none. */
  static final double UNRESOLVED = 999;

  private static final Pattern DATA = Pattern.compile("(.*_it(\\d{1,9}))_data\\.star");
  private static final Pattern ANY =
      Pattern.compile("(.*)_(?:data|model|optimiser|sampling)\\.star");

  private static final String CLASSES = "model_classes";

  /** What RELION 4 and 5 call the score of their class ranker. */
  private static final List<String> SCORES = List.of("rlnClassScore", "rlnPredictedClassScore");

  private RelionClasses() {}

  /** The last iteration in a folder, if there is one. */
  static Optional<ClassifiedFolder> find(Path folder) {
    return ClassifiedFolder.names(folder).stream()
        .map(DATA::matcher)
        .filter(Matcher::matches)
        .max(Comparator.comparingInt(name -> Integer.parseInt(name.group(2))))
        .map(name -> ofIteration(folder, name.group(1)));
  }

  /** The iteration that one of its STAR files belongs to. */
  static ClassifiedFolder ofFile(Path file) {
    Matcher name = ANY.matcher(file.getFileName().toString());
    if (!name.matches()) {
      throw new DataException(
          file + " is no folder; name a folder of classes, or a run_itNNN_data.star of RELION");
    }
    return ofIteration(AtomicOutput.folderOf(file), name.group(1));
  }

  private static ClassifiedFolder ofIteration(Path folder, String prefix) {
    Path data = folder.resolve(prefix + "_data.star");
    Path model = folder.resolve(prefix + "_model.star");
    for (Path needed : List.of(data, model)) {
      if (!Files.isRegularFile(needed)) {
        throw new DataException(
            needed + " is missing; RELION writes it with the rest of an iteration");
      }
    }
    Optional<Path> averages = ClassifiedFolder.present(folder, prefix + "_classes.mrcs");
    return new ClassifiedFolder(
        Optional.of(data),
        Optional.empty(),
        Optional.empty(),
        averages,
        Optional.empty(),
        model,
        classes(model, averages.isPresent()));
  }

  private static List<SortedClass> classes(Path model, boolean averages) {
    StarTable table =
        StarFile.read(model)
            .table(CLASSES)
            .orElseThrow(
                () -> new DataException(model + " has no block data_" + CLASSES + " of classes"));
    StarColumn image = StarColumn.of(table, "rlnReferenceImage");
    StarColumn resolution = StarColumn.of(table, "rlnEstimatedResolution");
    StarColumn score =
        SCORES.stream()
            .map(name -> StarColumn.of(table, name))
            .filter(StarColumn::isPresent)
            .findFirst()
            .orElse(StarColumn.of(table, SCORES.get(0)));
    List<SortedClass> classes = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      String place = table.place(row);
      int index =
          image.text(row).map(name -> ImageLocation.parse(name, place).index0()).orElse(row);
      classes.add(
          new SortedClass(
              row + 1,
              averages ? OptionalInt.of(index) : OptionalInt.empty(),
              resolution(resolution.text(row)),
              score.number(row),
              Optional.empty()));
    }
    return classes;
  }

  /** A resolution as RELION writes it; "inf" and 999 are none. */
  static OptionalDouble resolution(Optional<String> text) {
    try {
      double angstroms = text.isPresent() ? Double.parseDouble(text.get()) : UNRESOLVED;
      return angstroms > 0 && angstroms < UNRESOLVED
          ? OptionalDouble.of(angstroms)
          : OptionalDouble.empty();
    } catch (NumberFormatException e) {
      return OptionalDouble.empty(); // "inf" and "nan", as C++ prints them
    }
  }
}
