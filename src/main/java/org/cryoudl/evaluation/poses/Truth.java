package org.cryoudl.evaluation.poses;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.naming.ImageLocation;

/**
 * The true poses of a stack's images, from a CSV file with the columns {@code
 * index,angle_deg,down_px,right_px} and, where there are several, {@code class}, in any order
 * (others are left alone): image = shift(rotate( template, angle), down, right), angle
 * counter-clockwise with row 0 drawn at the top, index from 1. So the pose that brings the image
 * back onto the template has psi = angle and origin -(right, down). Immutable.
 */
public final class Truth {

  /** No angle in degrees or shift in pixels is greater; sums of these stay exact. */
  private static final int GREATEST = 1_000_000_000;

  private static final List<String> COLUMNS = List.of("index", "angle_deg", "down_px", "right_px");

  private static final String CLASS = "class";

  private final Path file;
  private final Map<Integer, Pose> poses;
  private final Map<Integer, Integer> classes;

  /**
   * The particles are only a part of those whose truth is known.
   *
   * @param missing images that are not among the particles
   * @param images whose truth is known
   * @param file of the truth
   */
  public record ImagesMissing(int missing, int images, Path file) implements Reason {
    @Override
    public String problem() {
      return String.format(
          Locale.ROOT,
          "%d of the %d images in %s are missing from the particles",
          missing,
          images,
          file);
    }

    @Override
    public String remedy() {
      return "allow missing images to leave them out";
    }
  }

  private Truth(Path file, Map<Integer, Pose> poses, Map<Integer, Integer> classes) {
    this.file = file;
    this.poses = poses;
    this.classes = classes;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if there is no such file, a column or a cell is missing, a cell is no
   *     number, or an index occurs twice or is below 1; the message names file and line
   */
  public static Truth read(Path file) {
    List<CsvReader.Line> lines = CsvReader.read(file, "truth");
    if (lines.size() < 2) {
      throw new DataException(file + " holds no row of truth");
    }
    List<String> header = lines.get(0).cells();
    int[] columns = columns(header, place(file, lines.get(0)));
    int classColumn = header.indexOf(CLASS);
    Map<Integer, Pose> poses = new HashMap<>();
    Map<Integer, Integer> classes = new HashMap<>();
    for (CsvReader.Line line : lines.subList(1, lines.size())) {
      String place = place(file, line);
      List<String> values = line.cells();
      if (values.size() != header.size()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s has %d cells, but the header names %d columns",
                place,
                values.size(),
                header.size()));
      }
      addRow(poses, values, columns, place);
      if (classColumn >= 0) {
        classes.put(
            counted(values.get(columns[0]), "index", place),
            counted(values.get(classColumn), CLASS, place));
      }
    }
    return new Truth(file, poses, classes);
  }

  private static String place(Path file, CsvReader.Line line) {
    return file + ", line " + line.number();
  }

  private static int[] columns(List<String> header, String place) {
    int[] columns = new int[COLUMNS.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = header.indexOf(COLUMNS.get(i));
      if (columns[i] < 0) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s lacks the column '%s'; the header of a truth file names %s",
                place,
                COLUMNS.get(i),
                String.join(",", COLUMNS)));
      }
    }
    return columns;
  }

  private static void addRow(
      Map<Integer, Pose> poses, List<String> values, int[] columns, String place) {
    int index = counted(values.get(columns[0]), "index", place);
    double angle = number(values, columns, 1, place);
    double down = number(values, columns, 2, place);
    double right = number(values, columns, 3, place);
    if (poses.put(index, new Pose(angle, -right, -down)) != null) {
      throw new DataException(
          place + " gives the truth of image " + index + " a second time; one row must go");
    }
  }

  /** A number that counts from 1. */
  private static int counted(String value, String column, String place) {
    int number;
    try {
      number = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new DataException(
          String.format(
              Locale.ROOT, "%s: %s is '%s', but must be a whole number", place, column, value),
          e);
    }
    if (number < 1) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %s is %d, but %s count from 1",
              place,
              column,
              number,
              column.equals(CLASS) ? "classes" : "images"));
    }
    return number;
  }

  private static double number(List<String> values, int[] columns, int which, String place) {
    String value = values.get(columns[which]);
    double number = Double.NaN;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      // Reported below, as a value that is not finite is.
    }
    if (!(Math.abs(number) <= GREATEST)) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: %s is '%s', but must be a number%s",
              place,
              COLUMNS.get(which),
              value,
              Double.isFinite(number) ? " from -" + GREATEST + " to " + GREATEST : ""));
    }
    return number;
  }

  /** Number of images whose pose is known. */
  public int size() {
    return poses.size();
  }

  /**
   * The true poses of particles, found by the number in their image names, whatever the stack.
   *
   * @param particles images need not be there
   * @return a pose for every particle, in row order
   * @throws DataException if a particle has no truth, or two have the same number
   */
  public Pose[] posesOf(ParticleSet particles) {
    Pose[] result = new Pose[particles.size()];
    Map<Integer, Integer> rows = new HashMap<>();
    for (int row = 0; row < result.length; row++) {
      int index = numberOf(particles, row);
      Integer before = rows.put(index, row);
      if (before != null) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s names image %d, as %s does; truth is found by this number, which must differ",
                particles.place(row),
                index,
                particles.place(before)));
      }
      result[row] = poses.get(index);
      if (result[row] == null) {
        throw without(particles, row, index);
      }
    }
    return result;
  }

  private DataException without(ParticleSet particles, int row, int number) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s: image %d has no truth in %s, which has %d rows",
            particles.place(row),
            number,
            file,
            poses.size()));
  }

  /** Whether classes are known. */
  public boolean hasClasses() {
    return !classes.isEmpty();
  }

  /**
   * The true classes of particles, counted from 1, found as {@link #posesOf} finds poses.
   *
   * @throws DataException if the file has no column of classes
   */
  public int[] classesOf(ParticleSet particles) {
    if (classes.isEmpty()) {
      throw new DataException(
          file + " has no column 'class', so classes cannot be compared with it");
    }
    int[] result = new int[particles.size()];
    for (int row = 0; row < result.length; row++) {
      int number = numberOf(particles, row);
      Integer known = classes.get(number);
      if (known == null) {
        throw without(particles, row, number);
      }
      result[row] = known;
    }
    return result;
  }

  private static int numberOf(ParticleSet particles, int row) {
    return ImageLocation.parse(particles.imageName(row), particles.place(row)).index0() + 1;
  }

  /**
   * Refuses a part of the images where all are expected.
   *
   * @param particles how many there are
   * @throws DataException if truth knows more
   */
  public void requireAll(int particles) {
    if (particles < size()) {
      throw new DataException(new ImagesMissing(size() - particles, size(), file));
    }
  }
}
