package org.cryoudl.io.xmd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.io.star.StarTable;

/**
 * How XMIPP keeps classes in one file: the block {@code classes} lists them with their averages,
 * and {@code class000001_images} and so on list the particles of each.
 */
public final class XmdClasses {

  /** The block that lists the classes. */
  public static final String LIST = "classes";

  private static final Pattern MEMBERS = Pattern.compile("class(\\d{1,9})_images");

  private XmdClasses() {}

  /**
   * A class that is to be written.
   *
   * @param number counted from 1
   * @param average how files name its average, {@code 000001@classes.mrcs}
   * @param rows its particles
   */
  public record Members(int number, String average, List<Integer> rows) {

    public Members {
      rows = List.copyOf(rows);
    }
  }

  /** The block of a class's particles. */
  public static String block(int number) {
    return String.format(Locale.ROOT, "class%06d_images", number);
  }

  /** The class whose particles a block of that name lists, if it is such a name. */
  public static OptionalInt number(String block) {
    Matcher name = MEMBERS.matcher(block);
    return name.matches() ? OptionalInt.of(Integer.parseInt(name.group(1))) : OptionalInt.empty();
  }

  /** Whether a block of that name belongs to a file of classes. */
  public static boolean isOfClasses(String block) {
    return block.equals(LIST) || number(block).isPresent();
  }

  /** The particles of all classes, in the order of the file, without those of empty classes. */
  public static List<StarTable> members(XmdFile file) {
    return file.tables().stream()
        .filter(table -> number(table.block()).isPresent() && table.rowCount() > 0)
        .toList();
  }

  /** The class of each row of some tables of members, one table behind the other. */
  public static int[] numbers(List<StarTable> tables) {
    List<int[]> parts = new ArrayList<>();
    for (StarTable table : tables) {
      int[] part = new int[table.rowCount()];
      Arrays.fill(part, number(table.block()).orElseThrow());
      parts.add(part);
    }
    return parts.stream().flatMapToInt(Arrays::stream).toArray();
  }
}
