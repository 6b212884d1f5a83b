package org.cryoudl.io.particles.stack;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.particles.table.MetadataTable;

/** Which image of which file each row of a particle set stands for; two numbers a row. */
public final class StackIndex {

  private final List<String> names = new ArrayList<>();
  private final List<Path> paths = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final int[] stacks;
  private final int[] indices;

  /**
   * Finds the stacks a table names.
   *
   * @throws org.cryoudl.failure.DataException if an image name makes no sense or a stack is not
   *     found
   */
  public StackIndex(MetadataTable table, StackResolver resolver) {
    stacks = new int[table.size()];
    indices = new int[table.size()];
    Map<String, Integer> ids = new HashMap<>();
    for (int row = 0; row < stacks.length; row++) {
      String place = table.place(row);
      ImageLocation location = ImageLocation.parse(table.image(row).orElseThrow(), place);
      Integer id = ids.get(location.stackName());
      if (id == null) {
        id = names.size();
        ids.put(location.stackName(), id);
        names.add(location.stackName());
        Path path = resolver.resolve(location.stackName(), place);
        paths.add(path);
        if (warnings.isEmpty()) {
          resolver
              .other(location.stackName(), path)
              .ifPresent(
                  other -> warnings.add(ambiguous(place, location.stackName(), path, other)));
        }
      }
      stacks[row] = id;
      indices[row] = location.index0();
    }
  }

  /** The images of one stack, in its order. */
  public StackIndex(Path stack, int size) {
    names.add(stack.toString());
    paths.add(stack);
    stacks = new int[size];
    indices = new int[size];
    for (int row = 0; row < size; row++) {
      indices[row] = row;
    }
  }

  private static String ambiguous(String place, String name, Path taken, Path other) {
    return String.format(
        Locale.ROOT,
        "%s: the stack %s is taken to be %s, but another file of that name with other contents is"
            + " %s; run from, or name, the project folder that is meant",
        place,
        name,
        taken,
        other);
  }

  /** What is doubtful about the stacks. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  int size() {
    return stacks.length;
  }

  public int stack(int row) {
    return stacks[row];
  }

  public int index0(int row) {
    return indices[row];
  }

  /** A stack's name in the metadata. */
  public String name(int stack) {
    return names.get(stack);
  }

  public List<Path> paths() {
    return paths;
  }
}
