package org.cryoudl.pipeline.selection;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.ParticleSetOptions;

/**
 * What a classification of CryoUDL or RELION holds, for those who look at its classes before they
 * select some.
 *
 * @param averages stack of the averages
 * @param classes those that have an average, in ascending order of their numbers
 */
public record ClassOverview(Path averages, List<Entry> classes) {

  /**
   * A class.
   *
   * @param number counted from 1
   * @param averageIndex 0-based position of its average
   * @param particles how many it holds
   * @param share of all particles
   * @param resolutionAngstroms of its average, if known
   * @param score from 0 to 1, if known
   * @param recommended whether the classification advises to use it, if known
   */
  public record Entry(
      int number,
      int averageIndex,
      int particles,
      double share,
      OptionalDouble resolutionAngstroms,
      OptionalDouble score,
      Optional<Boolean> recommended) {}

  public ClassOverview {
    classes = List.copyOf(classes);
  }

  /** Whether a folder, or one STAR file of a RELION iteration, can be opened so. */
  public static boolean isClassification(Path place) {
    String name = String.valueOf(place.getFileName());
    return Files.isDirectory(place) || name.endsWith(".star");
  }

  /**
   * The files of a classification, without reading its particles.
   *
   * @throws DataException if the folder holds no classes
   */
  public static List<Path> inputs(Path place) {
    return ClassifiedFolder.open(place).inputs();
  }

  /**
   * Opens a classification.
   *
   * @throws DataException if the folder holds no classes or no averages of them
   */
  public static ClassOverview open(Path place) {
    ClassifiedFolder folder = ClassifiedFolder.open(place);
    Path stack =
        folder
            .averages()
            .orElseThrow(
                () -> new DataException(place + " holds particles with classes but no averages"));
    try (ClassMembers members =
        ClassMembers.open(folder.particles().get(0), ParticleSetOptions.DEFAULT.withoutImages())) {
      Map<Integer, Integer> counts = members.counts();
      double all = members.set().size();
      List<Entry> entries =
          folder.classes().stream()
              .filter(known -> known.averageIndex().isPresent())
              .map(known -> entry(known, counts.getOrDefault(known.number(), 0), all))
              .toList();
      return new ClassOverview(stack, entries);
    }
  }

  private static Entry entry(SortedClass known, int particles, double all) {
    OptionalInt index = known.averageIndex();
    return new Entry(
        known.number(),
        index.orElseThrow(),
        particles,
        particles / all,
        known.resolutionAngstroms(),
        known.score(),
        known.recommended());
  }
}
