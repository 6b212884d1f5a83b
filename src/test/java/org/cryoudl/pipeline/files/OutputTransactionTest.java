package org.cryoudl.pipeline.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTransactionTest {

  private static final List<String> NAMES = List.of("a.txt", "b.txt");

  @TempDir private Path root;

  @Test
  void resultsAppearTogetherAndEarlierOnesStayUntilThen() throws IOException {
    Path folder = withEarlierResults();
    try (OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), true)) {
      results.publish(
          staging -> {
            AtomicOutput.writeText(staging.resolve("a.txt"), "new");
            assertEquals("old", read(folder.resolve("a.txt")));
          });
      assertEquals("new", read(folder.resolve("a.txt")));
    }
    assertEquals(List.of("a.txt"), content(folder)); // the earlier b.txt was of the same run
  }

  @Test
  void aFailureLeavesEarlierResultsAndNothingElse() throws IOException {
    Path folder = withEarlierResults();
    try (OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), true)) {
      assertThrows(
          DataException.class,
          () ->
              results.publish(
                  staging -> {
                    AtomicOutput.writeText(staging.resolve("a.txt"), "new");
                    throw new DataException("no number");
                  }));
    }
    assertEquals("old", read(folder.resolve("a.txt")));
    assertEquals(List.of("a.txt", "b.txt"), content(folder));
  }

  /** What is written to /dev/full meets a full disk. */
  @Test
  void aFullDiskLeavesEarlierResultsAndIsToldByTheFinalName() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    Path folder = withEarlierResults();
    try (OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), true)) {
      EnvironmentException refused =
          assertThrows(
              EnvironmentException.class,
              () ->
                  results.publish(
                      staging -> {
                        Path target = staging.resolve("a.txt");
                        link(AtomicOutput.temporaryFor(target), full);
                        AtomicOutput.writeText(target, "new");
                      }));
      String message = refused.getMessage();
      assertTrue(message.startsWith("cannot write " + folder.resolve("a.txt") + ": "), message);
    }
    assertEquals("old", read(folder.resolve("a.txt")));
    assertEquals(List.of("a.txt", "b.txt"), content(folder));
  }

  private static void link(Path link, Path target) {
    try {
      Files.createSymbolicLink(link, target);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aFolderThatWasMadeForNothingIsRemoved() {
    Path folder = root.resolve("x/y/z");
    try (OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), false)) {
      assertTrue(Files.isDirectory(folder));
      results.watch(List.of());
    }
    assertTrue(Files.notExists(root.resolve("x")));
  }

  @Test
  void earlierResultsAreNotReplacedUnasked() throws IOException {
    Path folder = withEarlierResults();
    UsageException refused =
        assertThrows(
            UsageException.class, () -> OutputTransaction.begin(folder, NAMES, List.of(), false));
    assertEquals(
        Optional.of(new OutputFolder.FileExists(folder.resolve("a.txt"))), refused.reason());
    assertEquals(List.of("a.txt", "b.txt"), content(folder));
  }

  @Test
  void aResultThatCameMeanwhileIsNotReplacedEither() throws IOException {
    Path folder = root.resolve("out");
    try (OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), false)) {
      Files.writeString(folder.resolve("b.txt"), "another program's");
      assertThrows(
          UsageException.class,
          () ->
              results.publish(staging -> AtomicOutput.writeText(staging.resolve("a.txt"), "new")));
    }
    assertEquals(List.of("b.txt"), content(folder));
  }

  @Test
  void twoRunsDoNotWriteOneFolder() throws IOException {
    Path folder = root.resolve("out");
    Files.createDirectories(folder);
    Path link = Files.createSymbolicLink(root.resolve("link"), folder);
    try (OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), true)) {
      UsageException refused =
          assertThrows(
              UsageException.class,
              () -> OutputTransaction.begin(link, List.of("c.txt"), List.of(), true));
      assertEquals(
          String.format(
              Locale.ROOT,
              "another run (process %d) is writing %s; wait for its end, or write elsewhere",
              ProcessHandle.current().pid(),
              link),
          refused.getMessage());
      results.publish(staging -> AtomicOutput.writeText(staging.resolve("a.txt"), "new"));
    }
    OutputTransaction.begin(link, List.of("c.txt"), List.of(), true).close();
    assertEquals(List.of("a.txt"), content(folder));
  }

  @Test
  void filesOfOneFolderAreWrittenSideBySide() throws IOException {
    Path first = root.resolve("first.star");
    Path second = root.resolve("second.star");
    try (OutputTransaction one = OutputTransaction.beginFile(first, List.of(), false);
        OutputTransaction two = OutputTransaction.beginFile(second, List.of(), false)) {
      assertThrows(UsageException.class, () -> OutputTransaction.beginFile(first, List.of(), true));
      two.publish(staging -> AtomicOutput.writeText(staging.resolve("second.star"), "2"));
      one.publish(staging -> AtomicOutput.writeText(staging.resolve("first.star"), "1"));
    }
    assertEquals(List.of("first.star", "second.star"), content(root));
    assertEquals("1", read(first));
  }

  @Test
  void whatDeadRunsLeftIsRemoved() throws IOException {
    Path folder = withEarlierResults();
    Files.createDirectories(folder.resolve(".cryoudl.staging"));
    Files.writeString(folder.resolve(".cryoudl.staging/a.txt"), "half");
    Files.writeString(folder.resolve(".cryoudl.lock"), "999999999");
    Files.writeString(folder.resolve(".c.xmd.cryoudl.lock"), "999999999");
    Files.createDirectories(folder.resolve(".c.xmd.cryoudl.staging"));
    Files.writeString(folder.resolve(".c.xmd.cryoudl.staging/c.xmd"), "half");
    Files.writeString(folder.resolve(".a.txt.999999999.tmp"), "half");
    Files.writeString(folder.resolve(".mine.txt.999999999.tmp"), "of another program");
    OutputTransaction.begin(folder, NAMES, List.of(), true).close();
    assertEquals(List.of(".mine.txt.999999999.tmp", "a.txt", "b.txt"), content(folder));
    assertEquals("old", read(folder.resolve("a.txt")));
  }

  @Test
  void anInputThatChangedMeanwhileIsRefused() throws IOException {
    for (String change : List.of("size", "time", "start", "gone")) {
      Path folder = root.resolve("out");
      Path input = root.resolve("input");
      Files.write(input, new byte[100_000]);
      FileTime time = Files.getLastModifiedTime(input);
      try (OutputTransaction results =
          OutputTransaction.begin(folder, NAMES, List.of(input), false)) {
        change(input, time, change);
        DataException refused =
            assertThrows(
                DataException.class,
                () ->
                    results.publish(
                        staging -> AtomicOutput.writeText(staging.resolve("a.txt"), "new")));
        assertTrue(refused.getMessage().startsWith(input + " changed while"), change);
      }
      assertTrue(Files.notExists(folder), change);
    }
  }

  private static void change(Path input, FileTime time, String how) throws IOException {
    switch (how) {
      case "size" -> Files.write(input, new byte[100_001]);
      case "time" -> Files.setLastModifiedTime(input, FileTime.fromMillis(time.toMillis() + 5000));
      case "start" -> {
        byte[] other = new byte[100_000];
        other[65_535] = 1;
        Files.write(input, other);
        Files.setLastModifiedTime(input, time);
      }
      default -> Files.delete(input);
    }
  }

  @Test
  void anInterruptedRunSaysThatNothingWasWritten() throws IOException {
    Path folder = withEarlierResults();
    OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), true);
    Optional<KeptResults> kept = results.interrupt();
    assertEquals(Optional.of(new KeptResults.Nothing(folder)), kept);
    assertEquals(List.of("a.txt", "b.txt"), content(folder));
    assertThrows(IllegalStateException.class, () -> results.publish(staging -> {}));
    results.close();
  }

  @Test
  void anInterruptionAfterTheResultsWereMovedSaysSo() throws IOException {
    Path folder = root.resolve("out");
    OutputTransaction results = OutputTransaction.begin(folder, NAMES, List.of(), true);
    results.publish(staging -> AtomicOutput.writeText(staging.resolve("a.txt"), "new"));
    assertEquals(Optional.of(new KeptResults.All(folder)), results.interrupt());
    assertEquals(List.of("a.txt"), content(folder));
  }

  private Path withEarlierResults() throws IOException {
    Path folder = Files.createDirectories(root.resolve("out"));
    for (String name : NAMES) {
      Files.writeString(folder.resolve(name), "old");
    }
    return folder;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> content(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
