package org.cryoudl.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** RELION's own programs, to compare with. */
public final class Relion {

  private Relion() {}

  /** Runs a program of RELION in a folder to its end; skips the test where it is not installed. */
  public static void run(Path folder, String... command) throws IOException, InterruptedException {
    Assumptions.assumeTrue(
        List.of(System.getenv("PATH").split(":")).stream()
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, command[0]))),
        "RELION is not installed");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), "RELION hangs");
    assertEquals(0, process.exitValue(), Files.readString(log));
  }
}
