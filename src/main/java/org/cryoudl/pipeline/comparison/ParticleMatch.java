package org.cryoudl.pipeline.comparison;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;

/**
 * Which rows of two files are the same image: those with the same number in a stack of the same
 * file name, whatever folder it is said to be in.
 *
 * @param firstRows rows of the first file, in its order
 * @param secondRows the same particles' rows of the second
 */
record ParticleMatch(int[] firstRows, int[] secondRows) {

  /**
   * Matches.
   *
   * @throws DataException if a file names an image twice, or the files share none
   */
  static ParticleMatch of(ParticleSet first, ParticleSet second) {
    Map<String, Integer> known = rows(second);
    rows(first);
    List<int[]> found = new ArrayList<>();
    for (int row = 0; row < first.size(); row++) {
      Integer other = known.get(key(first, row));
      if (other != null) {
        found.add(new int[] {row, other});
      }
    }
    if (found.isEmpty()) {
      throw new DataException(
          String.format(
                  Locale.ROOT,
                  "%s (%d particles, the first is %s) and %s (%d, %s) share no image; compare poses of one",
                  first.file(),
                  first.size(),
                  first.imageName(0),
                  second.file(),
                  second.size(),
                  second.imageName(0))
              + " stack");
    }
    return new ParticleMatch(
        found.stream().mapToInt(pair -> pair[0]).toArray(),
        found.stream().mapToInt(pair -> pair[1]).toArray());
  }

  private static Map<String, Integer> rows(ParticleSet set) {
    Map<String, Integer> rows = new HashMap<>();
    for (int row = 0; row < set.size(); row++) {
      Integer before = rows.put(key(set, row), row);
      if (before != null) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s names the image %s, as %s does; remove one",
                set.place(row),
                set.imageName(row),
                set.place(before)));
      }
    }
    return rows;
  }

  private static String key(ParticleSet set, int row) {
    ImageLocation image = ImageLocation.parse(set.imageName(row), set.place(row));
    String name = Path.of(image.stackName()).getFileName().toString();
    return image.index0() + "@" + name.replaceFirst(":mrcs?$", "");
  }

  /** Classes of some rows; those of a file without classes are all in one. */
  static int[] classes(ParticleSet set, int[] rows) {
    return Arrays.stream(rows).map(row -> set.classNumber(row).orElse(1)).toArray();
  }

  /** Poses of some rows. */
  static Pose[] poses(ParticleSet set, int[] rows) {
    Pose[] poses = new Pose[rows.length];
    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      poses[i] =
          set.pose(row)
              .orElseThrow(
                  () -> new DataException(set.place(row) + " holds no pose; align it first"));
    }
    return poses;
  }
}
