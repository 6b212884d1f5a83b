package org.cryoudl.network.tensors;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;

/**
 * Where native libraries are unpacked when they are used first: into {@code CRYOUDL_CACHE} if that
 * is set; else into the folders {@code .djl.ai} and {@code .javacpp} of the user's home; if nothing
 * can be written there, into a folder of the user's own among the temporary files. Libraries are
 * never loaded from a folder that others can write: what is unpacked there runs with the user's
 * rights.
 */
public final class NativeCache {

  /** The variable that names the folder. */
  static final String VARIABLE = "CRYOUDL_CACHE";

  private static final String DJL = "DJL_CACHE_DIR";
  private static final String DJL_FOLDER = ".djl.ai";
  private static final String JAVACPP = "org.bytedeco.javacpp.cachedir";

  /** Set where libraries lie in a folder of the program, as in the archive (docs/install.md). */
  private static final String UNPACKED = "org.bytedeco.javacpp.pathsFirst";

  private static final String JAVACPP_FOLDER = ".javacpp";
  private static final int TENSOR_MEGABYTES = 432;
  private static final int MATRIX_MEGABYTES = 397;

  private static volatile Consumer<String> firstUse = sentence -> {};

  private final UnaryOperator<String> environment;
  private final Path home;
  private final Path temporary;

  /**
   * @param environment gives a variable's value, or null
   * @param home of the user
   * @param temporary folder of all users' temporary files
   */
  NativeCache(UnaryOperator<String> environment, Path home, Path temporary) {
    this.environment = environment;
    this.home = home;
    this.temporary = temporary;
  }

  private static NativeCache ofProcess() {
    return new NativeCache(
        System::getenv,
        Path.of(System.getProperty("user.home")),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  /** What is called when libraries are unpacked. */
  public static void announceTo(Consumer<String> listener) {
    firstUse = listener;
  }

  /** Chooses the folder of the tensor engine, before it starts. */
  static void prepareTensors() {
    if (System.getenv(DJL) == null && System.getProperty(DJL) == null) {
      Path folder = ofProcess().folder(DJL_FOLDER);
      System.setProperty(DJL, folder.toString());
      announce("the tensor engine", folder, TENSOR_MEGABYTES);
    }
  }

  /** Chooses the folder of the matrix library, before it is used. */
  public static void prepareMatrices() {
    if (System.getProperty(JAVACPP) == null && Boolean.getBoolean(UNPACKED)) {
      System.setProperty(JAVACPP, folderOfLinks().toString());
    } else if (System.getProperty(JAVACPP) == null) {
      Path folder = ofProcess().folder(JAVACPP_FOLDER).resolve("cache");
      System.setProperty(JAVACPP, folder.toString());
      announce("the matrix library", folder, MATRIX_MEGABYTES);
    }
  }

  /**
   * A folder of this process alone, removed at its end. JavaCPP puts links to libraries into it
   * that are unpacked already.
   */
  private static Path folderOfLinks() {
    try {
      Path folder = Files.createTempDirectory("cryoudl-links");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder), "links of libraries"));
      return folder;
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot make a folder in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + AtomicOutput.reason(e)
              + "; name another one in TMPDIR",
          e);
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
    } catch (IOException e) {
      folder.toFile().deleteOnExit(); // links that are left harm nobody
    }
  }

  private static void announce(String what, Path folder, int megabytes) {
    try (Stream<Path> content = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
      if (content.findAny().isEmpty()) {
        firstUse.accept(
            String.format(
                Locale.ROOT,
                "unpacking %s once, at least %d MB, into %s; %s names another folder",
                what,
                megabytes,
                folder,
                VARIABLE));
      }
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + folder + ": " + AtomicOutput.reason(e), e);
    }
  }

  /**
   * The folder for one library's files.
   *
   * @param name of the folder in the user's home
   * @throws EnvironmentException if the folder that is set cannot be written, or none is safe
   */
  Path folder(String name) {
    String set = environment.apply(VARIABLE);
    if (set != null && !set.isBlank()) {
      Path folder = Path.of(set).toAbsolutePath();
      requireWritable(folder);
      return folder.resolve(name);
    }
    return Files.isWritable(home.resolve(name)) || Files.isWritable(home)
        ? home.resolve(name)
        : ownFolder().resolve(name);
  }

  private static void requireWritable(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EnvironmentException(
          String.format(
              Locale.ROOT,
              "cannot make the folder %s, which %s names: %s",
              folder,
              VARIABLE,
              AtomicOutput.reason(e)),
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new EnvironmentException(
          String.format(
              Locale.ROOT, "the folder %s, which %s names, cannot be written", folder, VARIABLE));
    }
  }

  /** Made with rights for its owner alone; one that is there must be such a folder. */
  private Path ownFolder() {
    String user = System.getProperty("user.name").replaceAll("\\W", "_");
    Path folder = temporary.resolve("cryoudl-" + user);
    try {
      Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
      boolean posix = Files.getFileStore(temporary).supportsFileAttributeView("posix");
      if (!posix) {
        Files.createDirectories(folder); // the temporary folder is the user's own on such systems
        return folder;
      }
      try {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(owner));
      } catch (FileAlreadyExistsException e) {
        requireOwn(folder, owner);
      }
      return folder;
    } catch (IOException e) {
      throw new EnvironmentException(
          String.format(
              Locale.ROOT,
              "native libraries can be unpacked neither in %s nor in %s (%s); name a folder with"
                  + " %s",
              home,
              folder,
              AtomicOutput.reason(e),
              VARIABLE),
          e);
    }
  }

  private void requireOwn(Path folder, Set<PosixFilePermission> allowed) throws IOException {
    PosixFileAttributes found =
        Files.getFileAttributeView(folder, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    UserPrincipal self = self();
    if (!found.isDirectory()
        || !found.owner().equals(self)
        || !allowed.containsAll(found.permissions())) {
      throw new EnvironmentException(
          String.format(
              Locale.ROOT,
              "%s belongs to %s with the rights %s, so others may put libraries into it; remove it,"
                  + " or name a folder of your own with %s",
              folder,
              found.owner().getName(),
              PosixFilePermissions.toString(found.permissions()),
              VARIABLE));
    }
  }

  /** The owner of what this process makes. */
  private UserPrincipal self() throws IOException {
    Path probe = Files.createTempFile(temporary, "cryoudl", null);
    try {
      return Files.getOwner(probe);
    } finally {
      Files.delete(probe);
    }
  }
}
