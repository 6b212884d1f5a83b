package org.cryoudl.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedOutputTest {

  @TempDir private Path folder;

  /** A stream that fails from its second piece on. */
  private static OutputStream failing(String why) {
    return new OutputStream() {
      private int pieces;

      @Override
      public void write(int value) throws IOException {
        write(new byte[1], 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        if (pieces++ > 0) {
          throw new IOException(why + " " + pieces);
        }
      }
    };
  }

  private static Optional<String> failureOf(OutputStream out) {
    RecordedOutput recorded = new RecordedOutput(out);
    PrintWriter writer = new PrintWriter(recorded, true, StandardCharsets.UTF_8);
    writer.println("one");
    writer.println("two");
    writer.println("three");
    return recorded.failure().map(Throwable::getMessage);
  }

  @Test
  void theFirstFailureIsKept() {
    assertEquals(Optional.of("No space left 2"), failureOf(failing("No space left")));
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    assertEquals(Optional.empty(), failureOf(whole));
    assertEquals(
        List.of("one", "two", "three"), whole.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoFailure() {
    OutputStream gone =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void write(byte[] bytes, int from, int count) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    assertEquals(Optional.empty(), failureOf(gone));
  }

  /** A configuration that the shell sends to a full disk is not lost in silence. */
  @Tag("slow")
  @Test
  void whatIsPrintedToAFullDiskEndsWithFour() throws Exception {
    File full = new File("/dev/full");
    assumeTrue(full.canWrite(), "needs Linux");
    File log = folder.resolve("log").toFile();
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "org.cryoudl.cli.Main",
                "config",
                "show",
                "configs/tiny.yaml")
            .redirectOutput(full)
            .redirectError(log)
            .start();
    run.waitFor(2, TimeUnit.MINUTES);
    List<String> said = Files.readAllLines(log.toPath());
    assertEquals(4, run.exitValue(), said.toString());
    assertEquals(
        List.of(
            "cryoudl: cannot write all of the output to where the shell sends it: No space left on"
                + " device; make room there, or send it to another disk"),
        said);
  }
}
