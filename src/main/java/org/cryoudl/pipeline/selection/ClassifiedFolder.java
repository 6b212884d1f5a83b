package org.cryoudl.pipeline.selection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.naming.MetadataAddress;

/**
 * The files of a classification.
 *
 * @param star particles with classes, for RELION, if there is such a file
 * @param xmd the same for XMIPP, if there is such a file
 * @param cs the same for cryoSPARC, if there is such a file
 * @param averages stack of the averages, if there is one
 * @param unfiltered the same averages without a filter, if there are
 * @param figures where resolutions and scores stand
 * @param classes what is known of each class; numbers ascend
 */
record ClassifiedFolder(
    Optional<Path> star,
    Optional<Path> xmd,
    Optional<Path> cs,
    Optional<Path> averages,
    Optional<Path> unfiltered,
    Path figures,
    List<SortedClass> classes) {

  /**
   * Finds out what a folder holds.
   *
   * @param place a folder of CryoUDL or RELION, one STAR file of a RELION iteration, or XMIPP's
   *     file of classes
   * @throws DataException if there are no particles with classes, or files do not fit together
   */
  static ClassifiedFolder open(Path place) {
    MetadataAddress address = MetadataAddress.of(place);
    if (address.block().isPresent()) {
      throw new DataException(
          place
              + " names one block, but classes are chosen from a whole file; name "
              + address.file()
              + " and the classes");
    }
    if (!Files.exists(place)) {
      throw new DataException(place + " does not exist; name a folder of classes");
    }
    ClassifiedFolder found = find(place);
    found.averages.ifPresent(stack -> requireAverages(stack, found.classes));
    return found;
  }

  private static ClassifiedFolder find(Path place) {
    if (!Files.isDirectory(place)) {
      return place.toString().toLowerCase(Locale.ROOT).endsWith(".xmd")
          ? XmippClasses.ofFile(place)
          : RelionClasses.ofFile(place);
    }
    return CryoudlClasses.find(place)
        .or(() -> RelionClasses.find(place))
        .orElseThrow(
            () ->
                new DataException(
                    place
                        + " holds no classes: neither particles.star, particles.xmd or particles.cs"
                        + " of CryoUDL nor run_itNNN_data.star of RELION is there"));
  }

  private static void requireAverages(Path stack, List<SortedClass> classes) {
    int count = CryoudlClasses.count(stack);
    for (SortedClass one : classes) {
      if (one.averageIndex().orElse(0) >= count) {
        throw new DataException(
            stack
                + " holds "
                + count
                + " averages, but that of class "
                + one.number()
                + " is to be image "
                + (one.averageIndex().getAsInt() + 1));
      }
    }
  }

  /** The files of particles: STAR first. */
  List<Path> particles() {
    return Stream.of(star, xmd, cs).flatMap(Optional::stream).toList();
  }

  /** All files that are read. */
  List<Path> inputs() {
    List<Path> all = new ArrayList<>(particles());
    averages.ifPresent(all::add);
    unfiltered.ifPresent(all::add);
    if (Files.exists(figures)) {
      all.add(figures);
    }
    return all;
  }

  /** A file of the folder, if it is there. */
  static Optional<Path> present(Path folder, String name) {
    return Optional.of(folder.resolve(name)).filter(Files::isRegularFile);
  }

  /** The names of the files in a folder, in alphabetical order. */
  static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot read the folder " + folder + ": " + AtomicOutput.reason(e), e);
    }
  }
}
