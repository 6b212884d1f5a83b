package org.cryoudl.alignment.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.image.Image;

/** Where a search for classes begins. */
public sealed interface ClassStart {

  /**
   * From nothing: free averages, and with many classes one volume beside them; the particles decide
   * between the two.
   */
  record Chosen() implements ClassStart {}

  /** One average of all particles, whose classes are divided until there are as many as wanted. */
  record FromNothing() implements ClassStart {}

  /** The classes and poses that the metadata of the particles hold. */
  record FromMetadata() implements ClassStart {}

  /**
   * All particles are taken to show one volume from many directions: it is found first, and classes
   * are groups of neighbouring directions.
   */
  record FromVolume() implements ClassStart {}

  /**
   * Given averages, in which the particles are placed first.
   *
   * @param file which they come from, for messages
   * @param averages one a class; at least one, square, of one size, none constant
   * @param pixelSizeAngstroms of the averages, if known
   * @param leftOut numbers, from 1, of the images of the file that hold a single value, as empty
   *     classes do, and are not among the averages
   */
  record FromAverages(
      Path file, List<Image> averages, OptionalDouble pixelSizeAngstroms, List<Integer> leftOut)
      implements ClassStart {

    /** Averages of a file none of whose images was left out. */
    public FromAverages(Path file, List<Image> averages, OptionalDouble pixelSizeAngstroms) {
      this(file, averages, pixelSizeAngstroms, List.of());
    }
  }
}
