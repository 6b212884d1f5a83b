package org.cryoudl.pipeline.selection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.io.xmd.XmdFile;

/**
 * Reads classes as XMIPP and Scipion keep them: one file with a block {@code classes} and a block
 * of particles for each.
 */
final class XmippClasses {

  private static final String NUMBER = "ref";

  private XmippClasses() {}

  /** The classes of a file. */
  static ClassifiedFolder ofFile(Path file) {
    XmdFile content = XmdFile.read(file);
    StarTable table =
        content
            .table(XmdClasses.LIST)
            .orElseThrow(
                () ->
                    new DataException(
                        file
                            + " has no block data_"
                            + XmdClasses.LIST
                            + ", so it lists no classes of XMIPP"));
    if (XmdClasses.members(content).isEmpty()) {
      throw new DataException(
          file + " has no block data_" + XmdClasses.block(1) + " or alike, so no particles");
    }
    StarColumn number = new StarColumn(table, table.require(NUMBER));
    Optional<Path> averages = averages(file, table);
    List<SortedClass> classes = new ArrayList<>();
    for (int row = 0; row < table.rowCount(); row++) {
      OptionalInt average =
          averages.isPresent()
              ? OptionalInt.of(location(table, row).orElseThrow().index0())
              : OptionalInt.empty();
      classes.add(
          new SortedClass(
              table.wholeNumber(row, number.index()),
              average,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              Optional.empty()));
    }
    return new ClassifiedFolder(
        Optional.empty(),
        Optional.of(file),
        Optional.empty(),
        averages,
        Optional.empty(),
        file,
        classes.stream().sorted(Comparator.comparingInt(SortedClass::number)).toList());
  }

  private static Optional<ImageLocation> location(StarTable table, int row) {
    return StarColumn.of(table, "image")
        .text(row)
        .map(name -> ImageLocation.parse(name, table.place(row)));
  }

  /** The stack of the averages, if it is one that we read and it is found. */
  private static Optional<Path> averages(Path file, StarTable table) {
    Optional<String> stack = Optional.empty();
    for (int row = 0; row < table.rowCount(); row++) {
      Optional<String> here = location(table, row).map(ImageLocation::stackName);
      if (here.isEmpty() || row > 0 && !here.equals(stack)) {
        return Optional.empty();
      }
      stack = here;
    }
    if (stack.isEmpty() || !StackResolver.isMrcName(stack.get())) {
      return Optional.empty();
    }
    Path named = Path.of(stack.get());
    return Optional.of(named)
        .filter(Files::isRegularFile)
        .or(() -> Optional.of(file.resolveSibling(named)).filter(Files::isRegularFile))
        .or(
            () ->
                Optional.of(file.resolveSibling(named.getFileName())).filter(Files::isRegularFile));
  }
}
