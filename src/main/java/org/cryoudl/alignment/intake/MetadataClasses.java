package org.cryoudl.alignment.intake;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.Particles;

/**
 * The classes that the metadata of a set already hold. They are counted without gaps, in the order
 * of their numbers.
 *
 * @param count how many
 * @param classIndex class of each row, from 0; -1 of a particle whose number is below 1, as RELION
 *     numbers particles of no class
 */
public record MetadataClasses(int count, int[] classIndex) {

  /**
   * Reads the classes of all rows.
   *
   * @throws DataException if a particle has no class number, or none is in a class
   */
  public static MetadataClasses of(Particles set) {
    int[] numbers = new int[set.size()];
    for (int row = 0; row < numbers.length; row++) {
      OptionalInt number = set.classNumber(row);
      if (number.isEmpty()) {
        throw new DataException(new ClassStartReason.NoStartClass(set.place(row)));
      }
      numbers[row] = number.getAsInt();
    }
    int[] distinct = IntStream.of(numbers).filter(n -> n >= 1).distinct().sorted().toArray();
    if (distinct.length == 0) {
      throw new DataException(new ClassStartReason.NoClassAboveZero(set.file()));
    }
    int[] index =
        IntStream.of(numbers).map(n -> n < 1 ? -1 : Arrays.binarySearch(distinct, n)).toArray();
    return new MetadataClasses(distinct.length, index);
  }

  /** The classes of the particles of an intake. */
  public static MetadataClasses of(ParticleIntake intake) {
    MetadataClasses all = of(intake.set());
    return new MetadataClasses(
        all.count,
        IntStream.range(0, intake.size()).map(i -> all.classIndex[intake.row(i)]).toArray());
  }

  /**
   * A plan with the number of classes that a set gets, which a start may decide.
   *
   * @throws DataException if the start is to come from metadata that hold no classes
   * @throws UsageException if fewer classes are wanted than the start has
   */
  public static ClassPlan resolved(ClassPlan plan, Particles set) {
    ClassStart start = plan.search().start();
    if (start instanceof ClassStart.FromMetadata) {
      return plan.startingWith(of(set).count, set.file());
    }
    if (start instanceof ClassStart.FromAverages given) {
      return plan.startingWith(given.averages().size(), given.file());
    }
    return plan.forSet(set.size());
  }
}
