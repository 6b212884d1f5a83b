package org.cryoudl.io.particles.naming;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.Reason;
import org.cryoudl.io.FileState;
import org.cryoudl.io.SameFile;

/**
 * Finds the stacks that metadata name. A relative name is tried against the project folder if one
 * is given, then against the working folder (where RELION would be run), then against the folder of
 * the metadata and each of its parents.
 */
public final class StackResolver {

  private static final Set<String> MRC_ENDINGS =
      Set.of("mrc", "mrcs", "map", "ccp4", "st", "ali", "rec");
  private static final String STACK_ENDING = ".mrcs";
  private static final String STACK_SUFFIX = ":mrcs";

  /**
   * A stack that metadata name is nowhere.
   *
   * @param place file and line of the name
   * @param stack as the metadata name it, relative
   * @param tried the folders it was looked for in
   */
  public record StackNotFound(String place, Path stack, List<Path> tried) implements Reason {
    @Override
    public String problem() {
      return place
          + ": the stack "
          + stack
          + " was not found; tried against "
          + tried.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String remedy() {
      return "name the project folder that it is relative to";
    }
  }

  private final Path workingFolder;
  private final Set<Path> folders = new LinkedHashSet<>();

  /**
   * @param projectFolder that names are relative to, if the user knows it
   * @param workingFolder where the program runs
   * @param metadataFile the file that names the stacks
   */
  public StackResolver(Optional<Path> projectFolder, Path workingFolder, Path metadataFile) {
    this.workingFolder = workingFolder.toAbsolutePath().normalize();
    projectFolder.ifPresent(folder -> folders.add(folder.toAbsolutePath().normalize()));
    folders.add(this.workingFolder);
    Path folder = metadataFile.toAbsolutePath().normalize().getParent();
    for (; folder != null; folder = folder.getParent()) {
      folders.add(folder);
    }
  }

  /** Whether a name has one of the endings of MRC files. */
  public static boolean isMrcName(String name) {
    return MRC_ENDINGS.contains(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * The file a name stands for.
   *
   * @param name as the metadata have it; a format suffix such as {@code :mrcs} is taken off
   * @param place file and line the name stands in, for messages
   * @throws DataException if no such file exists, listing every place tried, or if its kind is not
   *     read
   */
  public Path resolve(String name, String place) {
    String plain = withoutFormatSuffix(name);
    if (!isMrcName(plain)) {
      throw new DataException(
          place
              + ": the stack "
              + name
              + " is not read, for only MRC files are (.mrcs, .mrc and the like); convert it"
              + " to .mrcs first");
    }
    try {
      Path given = Path.of(plain);
      for (Path folder : folders) {
        Path candidate = folder.resolve(given);
        if (Files.isRegularFile(candidate)) {
          return candidate;
        }
      }
      throw notFound(given, place);
    } catch (InvalidPathException e) {
      throw new DataException(place + ": '" + plain + "' is not a file name", e);
    }
  }

  /**
   * Another file of the same name in a folder that is looked through later, if its size or its
   * header differs from those of the one that was found: then which is meant is not plain.
   *
   * @param name as the metadata have it
   * @param found what {@link #resolve} gave
   */
  public Optional<Path> other(String name, Path found) {
    Path given = Path.of(withoutFormatSuffix(name));
    return folders.stream()
        .map(folder -> folder.resolve(given))
        .filter(candidate -> Files.isRegularFile(candidate) && !SameFile.is(candidate, found))
        .filter(candidate -> !isCopy(candidate, found))
        .findFirst();
  }

  private static boolean isCopy(Path file, Path other) {
    Optional<FileState> first = FileState.of(file);
    Optional<FileState> second = FileState.of(other);
    return first.map(FileState::bytes).equals(second.map(FileState::bytes))
        && first.map(FileState::head).equals(second.map(FileState::head));
  }

  /**
   * The name to write for a stack so that RELION, run where this program runs, and this program
   * find it: the name the metadata had if it holds from the working folder, else the path from the
   * working folder if the stack lies below it, else the absolute path.
   */
  public String nameToWrite(String name, Path resolved) {
    String plain = withoutFormatSuffix(name);
    Path given = Path.of(plain);
    Path target = resolved.toAbsolutePath().normalize();
    if (workingFolder.resolve(given).normalize().equals(target)) {
      return name;
    }
    boolean below = target.startsWith(workingFolder);
    Path shortest = below ? workingFolder.relativize(target) : target;
    return shortest.toString().replace('\\', '/') + name.substring(plain.length());
  }

  /**
   * How metadata name a new stack: from the folder the program runs in, where RELION is run, if the
   * stack lies below it, else in full.
   */
  public static String nameWhereRun(Path stack) {
    Path working = Path.of("").toAbsolutePath();
    Path full = stack.toAbsolutePath().normalize();
    Path shortest = full.startsWith(working) ? working.relativize(full) : full;
    return shortest.toString().replace('\\', '/');
  }

  private DataException notFound(Path given, String place) {
    if (given.isAbsolute()) {
      return new DataException(place + ": the stack " + given + " does not exist");
    }
    return new DataException(new StackNotFound(place, given, List.copyOf(folders)));
  }

  /**
   * The name so that RELION reads an image of a stack from it. RELION goes by the ending, takes a
   * .mrc for a volume, and knows few others; what stands behind a colon counts instead.
   */
  public static String asStackOfRelion(String name) {
    String plain = withoutFormatSuffix(name);
    return plain.endsWith(STACK_ENDING) ? plain : plain + STACK_SUFFIX;
  }

  /** The name so that RELION reads a file of one image from it. */
  public static String asImageOfRelion(String name) {
    String plain = withoutFormatSuffix(name);
    boolean known = plain.endsWith(".mrc") || plain.endsWith(STACK_ENDING);
    return known ? plain : plain + ":mrc";
  }

  private static String withoutFormatSuffix(String name) {
    int colon = name.lastIndexOf(':');
    return colon > 0 && MRC_ENDINGS.contains(name.substring(colon + 1).toLowerCase(Locale.ROOT))
        ? name.substring(0, colon)
        : name;
  }
}
