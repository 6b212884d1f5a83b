package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shell script that starts the program, with a Java of its own that prints how it was called.
 */
class LauncherTest {

  private static final String PROBE =
      """
      public class Probe {
        public static void main(String[] args) {
          System.out.println(System.getProperty("sun.jnu.encoding")
              + " " + new java.io.File(args[0]).exists() + " " + System.getenv("LC_ALL"));
        }
      }
      """;

  @TempDir Path folder;

  private String start(Map<String, String> locale) throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("program"));
    Files.createDirectories(home.resolve("src/main"));
    Files.createDirectories(home.resolve("models"));
    Files.createDirectories(home.resolve("target"));
    Files.writeString(home.resolve("pom.xml"), "");
    Files.writeString(home.resolve("target/cryoudl.jar"), "");
    Path launcher = home.resolve("cryoudl");
    Files.copy(Path.of("cryoudl"), launcher, StandardCopyOption.REPLACE_EXISTING);
    Path probe = Files.writeString(folder.resolve("Probe.java"), PROBE);
    // The launcher's Java: runs the probe with the last argument, in the launcher's environment.
    Path bin = Files.createDirectories(folder.resolve("jdk/bin"));
    Path java = bin.resolve("java");
    Files.writeString(
        java,
        String.format(
            Locale.ROOT,
            "#!/bin/sh\nfor last; do :; done\nexec '%s' '%s' \"$last\"\n",
            Path.of(System.getProperty("java.home"), "bin", "java"),
            probe));
    assertTrue(java.toFile().setExecutable(true));
    Path file = folder.resolve("name");
    Files.writeString(file, "");
    // The name is not ASCII; the shell makes it, for this Java may not be able to.
    String script =
        "mv name \"$(printf 'gr\\303\\274n.mrcs')\" 2>/dev/null; sh program/cryoudl inspect"
            + " \"$(printf 'gr\\303\\274n.mrcs')\"";
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    builder.environment().putAll(locale);
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return output.strip();
  }

  @Test
  void filesWithAnyNameAreFoundInTheCLocale() throws Exception {
    for (Map<String, String> locale :
        java.util.List.of(
            Map.of("LC_ALL", "C"), Map.of("LANG", "POSIX"), Map.<String, String>of())) {
      String output = start(locale);
      assertTrue(output.startsWith("UTF-8 true "), locale + ": " + output);
    }
  }

  @Test
  void aLocaleInUtf8IsLeftAsItIs() throws Exception {
    assertEquals("UTF-8 true null", start(Map.of("LANG", "C.UTF-8")));
  }
}
