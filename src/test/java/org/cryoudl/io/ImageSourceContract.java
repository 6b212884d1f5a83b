package org.cryoudl.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.api.Test;

/** What every source of images must do. */
public abstract class ImageSourceContract {

  /** A new source over the same images each time. */
  protected abstract ImageSource open();

  /** The pixels of every image, where something other than the source knows them. */
  protected Optional<float[][]> pixels() {
    return Optional.empty();
  }

  @Test
  void imagesAreReadTwiceAlikeInAnyOrder() {
    try (ImageSource source = open()) {
      assertTrue(source.size() > 2, "too few images to test with");
      float[][] first = new float[source.size()][];
      for (int i = 0; i < first.length; i++) {
        Image image = source.read(i);
        assertEquals(source.width(), image.width());
        assertEquals(source.height(), image.height());
        first[i] = image.pixels();
      }
      for (int i = first.length - 1; i >= 0; i--) {
        // What stood in the array before has no part in the image.
        float[] second = new float[first[i].length];
        Arrays.fill(second, Float.NaN);
        source.read(i, second);
        assertArrayEquals(first[i], second, "image " + i);
        assertFalse(i > 0 && Arrays.equals(first[0], first[i]), "image " + i + " is image 0");
      }
      pixels().ifPresent(expected -> assertArrayEquals(expected, first));
    }
  }

  @Test
  void manyThreadsReadTheSameImages() {
    try (ImageSource source = open()) {
      int size = source.size();
      float[][][] found = new float[4][size][];
      // Neighbours in the loop read one image at about the same time.
      Parallelism.of(4)
          .run(
              () ->
                  ParallelLoop.run(
                      4 * size, n -> found[n % 4][n / 4] = source.read(n / 4).pixels()));
      for (int i = 0; i < size; i++) {
        for (float[][] one : found) {
          assertArrayEquals(source.read(i).pixels(), one[i], "image " + i);
        }
      }
    }
  }

  @Test
  void everyImageHasANameOfItsOwn() {
    try (ImageSource source = open()) {
      Set<String> names = new HashSet<>();
      for (int i = 0; i < source.size(); i++) {
        names.add(source.describe(i));
      }
      assertEquals(source.size(), names.size(), names.toString());
    }
  }

  @Test
  void positionsOutsideAreRefused() {
    try (ImageSource source = open()) {
      for (int outside : new int[] {-1, source.size(), Integer.MAX_VALUE}) {
        RuntimeException refused =
            assertThrows(RuntimeException.class, () -> source.read(outside), "image " + outside);
        assertTrue(
            refused instanceof IndexOutOfBoundsException || refused instanceof DataException,
            refused.toString());
      }
    }
  }
}
