package org.cryoudl.io.particles.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.table.MetadataTable;

/**
 * Rows that name an image which an earlier row names already, under the same or another name of its
 * file. Such an image counts twice, and its copies agree better than different particles do.
 *
 * @param count how many rows
 * @param row the first of them
 * @param earlier the row that names the same image
 */
public record RepeatedImages(int count, int row, int earlier) {

  /**
   * Finds them.
   *
   * @param index where the images are, if the stacks were looked for; else names are compared
   */
  public static Optional<RepeatedImages> of(MetadataTable table, Optional<StackIndex> index) {
    if (table.image(0).isEmpty()) {
      return Optional.empty(); // a stack alone names each of its images once
    }
    long[] images = index.map(RepeatedImages::inFiles).orElseGet(() -> named(table));
    long[] sorted = images.clone();
    Arrays.sort(sorted);
    int count = 0;
    for (int i = 1; i < sorted.length; i++) {
      count += sorted[i] == sorted[i - 1] ? 1 : 0;
    }
    if (count == 0) {
      return Optional.empty();
    }
    Map<Long, Integer> rowOf = new HashMap<>();
    int row = 0;
    Integer earlier = rowOf.putIfAbsent(images[row], row);
    while (earlier == null) {
      row++;
      earlier = rowOf.putIfAbsent(images[row], row);
    }
    return Optional.of(new RepeatedImages(count, row, earlier));
  }

  /** The message for the user. */
  public String sentence(MetadataTable table) {
    return String.format(
        Locale.ROOT,
        "%s names the image %s, as %s does already; %d of %d rows name an image again, which then counts more than once: remove them",
        table.place(row),
        table.image(row).orElseThrow(),
        table.place(earlier),
        count,
        table.size());
  }

  private static long[] inFiles(StackIndex index) {
    Map<Path, Integer> fileNumbers = new HashMap<>();
    int[] numberOf =
        index.paths().stream()
            .mapToInt(path -> fileNumbers.computeIfAbsent(file(path), p -> fileNumbers.size()))
            .toArray();
    long[] images = new long[index.size()];
    for (int row = 0; row < images.length; row++) {
      images[row] = (long) numberOf[index.stack(row)] << 32 | index.index0(row);
    }
    return images;
  }

  private static long[] named(MetadataTable table) {
    Map<String, Integer> numbers = new HashMap<>();
    long[] images = new long[table.size()];
    for (int row = 0; row < images.length; row++) {
      ImageLocation image = ImageLocation.parse(table.image(row).orElseThrow(), table.place(row));
      int number = numbers.computeIfAbsent(image.stackName(), name -> numbers.size());
      images[row] = (long) number << 32 | image.index0();
    }
    return images;
  }

  private static Path file(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + path + ": " + AtomicOutput.reason(e), e);
    }
  }
}
