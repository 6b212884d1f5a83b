package org.cryoudl.pipeline.selection;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;

/**
 * Which particles of a file belong to which class.
 *
 * @param set the particles
 * @param classNumbers class of each row, counted from 1
 */
record ClassMembers(ParticleSet set, int[] classNumbers) implements AutoCloseable {

  /**
   * Opens a file.
   *
   * @throws DataException if a particle has no class
   */
  static ClassMembers open(Path file, ParticleSetOptions options) {
    ParticleSet set = ParticleSet.open(file, options.allowingMixedPixelSizes().keepingDisabled());
    try {
      return new ClassMembers(set, classes(set));
    } catch (RuntimeException e) {
      set.close();
      throw e;
    }
  }

  private static int[] classes(ParticleSet set) {
    int[] numbers = new int[set.size()];
    for (int row = 0; row < numbers.length; row++) {
      int at = row;
      numbers[row] =
          set.classNumber(row)
              .orElseThrow(
                  () ->
                      new DataException(
                          set.place(at) + " holds no class; sort the particles first"));
      if (numbers[row] < 1) {
        throw new DataException(
            set.place(row) + " holds class " + numbers[row] + ", but classes count from 1");
      }
    }
    return numbers;
  }

  /** How many particles each class holds. */
  Map<Integer, Integer> counts() {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int number : classNumbers) {
      counts.merge(number, 1, Integer::sum);
    }
    return counts;
  }

  /** The rows of some classes, in the order of the file. */
  List<Integer> rows(Set<Integer> chosen) {
    return IntStream.range(0, classNumbers.length)
        .filter(row -> chosen.contains(classNumbers[row]))
        .boxed()
        .toList();
  }

  /**
   * Makes sure that another file sorts as many particles into each class.
   *
   * @throws DataException if it does not
   */
  void requireSame(ClassMembers other) {
    Map<Integer, Integer> here = counts();
    Map<Integer, Integer> there = other.counts();
    Set<Integer> numbers = new TreeSet<>(here.keySet());
    numbers.addAll(there.keySet());
    for (int number : numbers) {
      int first = here.getOrDefault(number, 0);
      int second = there.getOrDefault(number, 0);
      if (first != second) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s holds %d particles of class %d, %s holds %d; remove the one that is wrong",
                set.file(),
                first,
                number,
                other.set().file(),
                second));
      }
    }
  }

  @Override
  public void close() {
    set.close();
  }
}
