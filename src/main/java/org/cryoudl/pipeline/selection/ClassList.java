package org.cryoudl.pipeline.selection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;

/**
 * The small STAR file beside a stack of averages: which image is which class, and what is known of
 * it. RELION writes such a list of class averages too; columns that both know have its names.
 */
final class ClassList {

  /** The name that RELION's subset selection gives it. */
  static final String NAME = "class_averages.star";

  /** The name of earlier versions. */
  private static final String EARLIER_NAME = "classes.star";

  private static final String IMAGE = "rlnReferenceImage";
  private static final String NUMBER = "rlnClassNumber";
  private static final String SHARE = "rlnClassDistribution";
  private static final String RESOLUTION = "rlnEstimatedResolution";
  private static final String PARTICLES = "cryoudlParticles";
  private static final String SCORE = "cryoudlClassScore";
  private static final String RECOMMENDED = "cryoudlRecommended";

  private ClassList() {}

  /** The list of a folder, if it has one. RELION's has no class numbers and is none. */
  static Optional<Path> find(Path folder) {
    return ClassifiedFolder.present(folder, NAME)
        .filter(file -> StarFile.read(file).tables().stream().anyMatch(each -> each.has(NUMBER)))
        .or(() -> ClassifiedFolder.present(folder, EARLIER_NAME));
  }

  /**
   * Writes the classes that are chosen.
   *
   * @param stack of their averages, in their order, if there is one
   */
  static void write(Path file, List<ClassCount> chosen, Optional<Path> stack) {
    List<String> columns = new ArrayList<>();
    stack.ifPresent(path -> columns.add(IMAGE));
    columns.addAll(List.of(NUMBER, PARTICLES, SHARE, RESOLUTION));
    boolean scored = chosen.stream().allMatch(one -> one.known().score().isPresent());
    boolean advised = chosen.stream().allMatch(one -> one.known().recommended().isPresent());
    if (scored) {
      columns.add(SCORE);
    }
    if (advised) {
      columns.add(RECOMMENDED);
    }
    StarWriter.write(
        file,
        writer -> {
          writer.open("", columns);
          for (int i = 0; i < chosen.size(); i++) {
            writer.row(row(chosen.get(i), i, stack, scored, advised));
          }
          writer.end();
        });
  }

  private static List<String> row(
      ClassCount one, int index, Optional<Path> stack, boolean scored, boolean advised)
      throws IOException {
    List<String> row = new ArrayList<>();
    stack.ifPresent(
        path ->
            row.add(
                StarWriter.quote(
                    ImageLocation.name(
                        StagingFolder.published(path).toString().replace('\\', '/'), index))));
    row.add(Integer.toString(one.known().number()));
    row.add(Integer.toString(one.particles()));
    row.add(decimal(one.share()));
    row.add(decimal(one.known().resolutionAngstroms().orElse(RelionClasses.UNRESOLVED)));
    if (scored) {
      row.add(decimal(one.known().score().getAsDouble()));
    }
    if (advised) {
      row.add(one.known().recommended().orElseThrow() ? "1" : "0");
    }
    return row;
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  /**
   * Reads such a file.
   *
   * @throws DataException if it is broken or names a class twice
   */
  static List<SortedClass> read(Path file) {
    StarTable table =
        StarFile.read(file).tables().stream()
            .filter(each -> each.has(NUMBER))
            .findFirst()
            .orElseThrow(() -> new DataException(file + " has no column _" + NUMBER));
    StarColumn image = StarColumn.of(table, IMAGE);
    StarColumn score = StarColumn.of(table, SCORE);
    StarColumn recommended = StarColumn.of(table, RECOMMENDED);
    List<SortedClass> classes = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      int number = table.wholeNumber(row, table.require(NUMBER));
      String place = table.place(row);
      if (classes.stream().anyMatch(other -> other.number() == number)) {
        throw new DataException(place + " names class " + number + " again");
      }
      Optional<String> name = image.text(row);
      OptionalDouble advice = recommended.number(row);
      classes.add(
          new SortedClass(
              number,
              name.isPresent()
                  ? OptionalInt.of(ImageLocation.parse(name.get(), place).index0())
                  : OptionalInt.empty(),
              RelionClasses.resolution(StarColumn.of(table, RESOLUTION).text(row)),
              score.number(row),
              advice.isPresent() ? Optional.of(advice.getAsDouble() != 0) : Optional.empty()));
    }
    return classes;
  }
}
