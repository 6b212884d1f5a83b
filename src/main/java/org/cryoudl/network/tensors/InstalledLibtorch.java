package org.cryoudl.network.tensors;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.AtomicOutput;

/**
 * A libtorch that is on the machine already, named by {@code PYTORCH_LIBRARY_PATH}. The engine
 * passes over one that it does not find and may crash with one that does not fit, so it is looked
 * at before.
 *
 * @param folder the one that holds the library
 * @param version of PyTorch, such as 2.7.1
 * @param flavour {@code cpu} or CUDA's version, such as {@code cu128}
 */
record InstalledLibtorch(Path folder, String version, String flavour) {

  static final String PATH = "PYTORCH_LIBRARY_PATH";
  static final String VERSION = "PYTORCH_VERSION";
  static final String FLAVOUR = "PYTORCH_FLAVOR";

  private static final String LIBRARY = System.mapLibraryName("torch");
  private static final String BRIDGE = System.mapLibraryName("djl_torch");
  private static final Pattern RELEASE = Pattern.compile("(\\d+\\.\\d+\\.\\d+)[^+]*(?:\\+(\\w+))?");
  private static final int NEWEST_CUDA = 199;

  /**
   * The libtorch that the environment names, if it names one.
   *
   * @param environment gives a variable's value, or null
   * @throws EnvironmentException if there is none, or it does not fit this build
   */
  static Optional<InstalledLibtorch> find(UnaryOperator<String> environment) {
    String path = environment.apply(PATH);
    if (path == null || path.isBlank()) {
      return Optional.empty();
    }
    Path folder = folder(path);
    Matcher release = RELEASE.matcher(release(folder));
    boolean known = release.matches();
    String version = given(environment, VERSION).orElse(known ? release.group(1) : null);
    if (version == null) {
      throw new EnvironmentException(
          String.format(
              Locale.ROOT,
              "the libtorch in %s does not state its version; set %s, such as 2.7.1",
              folder,
              VERSION));
    }
    String flavour =
        given(environment, FLAVOUR)
            .or(() -> Optional.ofNullable(known ? release.group(2) : null))
            .orElseThrow(
                () ->
                    new EnvironmentException(
                        String.format(
                                Locale.ROOT,
                                "the libtorch in %s does not state whether it is for the CPU or for CUDA;",
                                folder)
                            + String.format(
                                Locale.ROOT, " set %s, such as cpu or cu128", FLAVOUR)));
    InstalledLibtorch libtorch = new InstalledLibtorch(folder, version, flavour);
    libtorch.requireBridge();
    return Optional.of(libtorch);
  }

  private static Optional<String> given(UnaryOperator<String> environment, String name) {
    return Optional.ofNullable(environment.apply(name)).filter(value -> !value.isBlank());
  }

  private static Path folder(String path) {
    for (String each : path.split(File.pathSeparator)) {
      try {
        Path folder = Path.of(each);
        if (folder.endsWith(LIBRARY) && Files.isRegularFile(folder)) {
          return AtomicOutput.folderOf(folder);
        }
        if (Files.isRegularFile(folder.resolve(LIBRARY))) {
          return folder.toAbsolutePath();
        }
      } catch (InvalidPathException e) {
        throw new EnvironmentException(PATH + " names '" + each + "', which is no path", e);
      }
    }
    throw new EnvironmentException(
        String.format(
                Locale.ROOT,
                "%s is %s, where there is no %s; name the folder that holds it, such as /opt/libtorch/lib,",
                PATH,
                path,
                LIBRARY)
            + " or unset it");
  }

  /** What the distribution says: libtorch's file build-version, or version.py of PyTorch. */
  private static String release(Path folder) {
    Path above = folder.resolveSibling("build-version");
    Path python = folder.resolveSibling("version.py");
    try {
      if (Files.isRegularFile(above)) {
        return Files.readString(above, StandardCharsets.UTF_8).strip();
      }
      if (Files.isRegularFile(python)) {
        Matcher version =
            Pattern.compile("__version__ = '([^']+)'")
                .matcher(Files.readString(python, StandardCharsets.UTF_8));
        return version.find() ? version.group(1) : "";
      }
      return "";
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot find the version of the libtorch in " + folder + ": " + AtomicOutput.reason(e),
          e);
    }
  }

  /** The engine's own library is compiled for one release of libtorch and one kind of device. */
  private void requireBridge() {
    if (hasOwnBridge() || fits(flavour) && version.equals(bundledVersion())) {
      return;
    }
    List<String> flavours = new ArrayList<>();
    if (fits("cpu")) {
      flavours.add("cpu");
    }
    for (int cuda = 100; cuda <= NEWEST_CUDA; cuda++) {
      if (fits("cu" + cuda)) {
        flavours.add("cu" + cuda);
      }
    }
    throw new EnvironmentException(
        String.format(
                Locale.ROOT,
                "the libtorch in %s is %s for %s, but this build of cryoudl fits %s for %s",
                folder,
                version,
                flavour,
                bundledVersion(),
                String.join(" or ", flavours))
            + String.format(
                Locale.ROOT,
                "; take such a one, put a %s compiled for yours beside it, or unset %s",
                BRIDGE,
                PATH));
  }

  private boolean hasOwnBridge() {
    File[] bridges = folder.toFile().listFiles((in, name) -> name.endsWith(BRIDGE));
    return bridges != null && bridges.length > 0;
  }

  private static boolean fits(String flavour) {
    String os = System.getProperty("os.name").startsWith("Win") ? "win" : "linux";
    return resource(String.format(Locale.ROOT, "jnilib/%s-x86_64/%s/%s", os, flavour, BRIDGE))
        .isPresent();
  }

  /** The release of libtorch that the engine's library on the class path is compiled for. */
  private static String bundledVersion() {
    Properties properties = new Properties();
    try (InputStream in = resource("jnilib/pytorch.properties").orElseThrow()) {
      properties.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("the engine's library does not state its version", e);
    }
    return properties.getProperty("jni_version", "").replaceFirst("-.*", "");
  }

  private static Optional<InputStream> resource(String name) {
    return Optional.ofNullable(InstalledLibtorch.class.getClassLoader().getResourceAsStream(name));
  }
}
