package org.cryoudl.pipeline.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results move all or none, and what a death in between leaves is finished later. */
class PublicationTest {

  private static final List<String> NAMES = List.of("a.txt", "b.txt", "c.txt", "d.txt");

  /** What an earlier run and a user left: "c.txt" is not written again, "own.txt" is no result. */
  private static final Map<String, String> EARLIER =
      Map.of("a.txt", "old a", "b.txt", "old b", "c.txt", "old c", "own.txt", "own");

  private static final Map<String, String> LATER =
      Map.of("a.txt", "new a", "b.txt", "new b", "d.txt", "new d", "own.txt", "own");

  /** One rename to publish, three to move aside, three to their names. */
  private static final int MOVES = 7;

  @TempDir private Path folder;

  /** Ends the process, as far as a test can. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void newResultsTakeThePlaceOfAllEarlierOnes() throws IOException {
    Publication publication = prepared(Integer.MAX_VALUE, false);
    publication.publish(NAMES);
    assertEquals(LATER, visible());
    assertEquals(List.of(), hidden());
  }

  @Test
  void aFailureAtAnyStepLeavesEverythingAsItWas() throws IOException {
    for (int step = 1; step <= MOVES; step++) {
      Publication publication = prepared(step, false);
      assertThrows(IOException.class, () -> publication.publish(NAMES));
      assertEquals(EARLIER, visible(), "step " + step);
      publication.abandon();
      assertEquals(List.of(), hidden(), "step " + step);
    }
  }

  @Test
  void aDeathAtAnyStepIsMendedByTheNextRun() throws IOException {
    for (int step = 1; step <= MOVES; step++) {
      Publication publication = prepared(step, true);
      assertThrows(Death.class, () -> publication.publish(NAMES));
      requireNoMixture("step " + step);
      new Publication(folder, ".").recover();
      assertEquals(step == 1 ? EARLIER : LATER, visible(), "step " + step);
      assertEquals(List.of(), hidden(), "step " + step);
    }
  }

  @Test
  void aDeathWhileADeathIsMendedIsMendedToo() throws IOException {
    for (int first = 2; first <= MOVES; first++) {
      for (int second = 1; second <= MOVES - first + 1; second++) {
        Publication publication = prepared(first, true);
        assertThrows(Death.class, () -> publication.publish(NAMES));
        Publication again = new Publication(folder, ".", failing(second, true));
        assertThrows(Death.class, again::recover);
        requireNoMixture(first + ", " + second);
        new Publication(folder, ".").recover();
        assertEquals(LATER, visible(), first + ", " + second);
        assertEquals(List.of(), hidden());
      }
    }
  }

  @Test
  void aFolderTakesThePlaceOfAFolderAndAFileNever() throws IOException {
    write(Map.of("run/old.txt", "old", "run/both.txt", "old"));
    Publication publication = new Publication(folder, ".");
    publication.begin();
    Files.createDirectories(publication.staging().resolve("run"));
    Files.writeString(publication.staging().resolve("run/both.txt"), "new");
    publication.publish(List.of("run"));
    assertEquals("new", Files.readString(folder.resolve("run/both.txt")));
    assertTrue(Files.notExists(folder.resolve("run/old.txt")));

    publication.begin();
    Files.writeString(publication.staging().resolve("run"), "a file");
    IOException refused =
        assertThrows(IOException.class, () -> publication.publish(List.of("run")));
    assertTrue(refused.getMessage().contains("is a folder"), refused.getMessage());
    assertEquals("new", Files.readString(folder.resolve("run/both.txt")));
  }

  /** A folder among the results keeps what is not ours, and an earlier result goes with its run. */
  @Test
  void resultsInFoldersMoveOneByOne() throws IOException {
    List<String> names = List.of("a.txt", "in/b.txt", "in/c.txt");
    write(Map.of("a.txt", "old a", "in/b.txt", "old b", "in/own.txt", "own"));
    for (int step = 1; step <= 5; step++) {
      Publication failing = new Publication(folder, ".", failing(step, false));
      stage(failing, Map.of("a.txt", "new a", "in/c.txt", "new c"));
      assertThrows(IOException.class, () -> failing.publish(names));
      failing.abandon();
      assertEquals("old a", Files.readString(folder.resolve("a.txt")), "step " + step);
      assertEquals("old b", Files.readString(folder.resolve("in/b.txt")), "step " + step);
      assertTrue(Files.notExists(folder.resolve("in/c.txt")), "step " + step);
      assertEquals(List.of(), hidden(), "step " + step);
    }
    Publication publication = new Publication(folder, ".");
    stage(publication, Map.of("a.txt", "new a", "in/c.txt", "new c"));
    publication.publish(names);
    assertEquals("new a", Files.readString(folder.resolve("a.txt")));
    assertEquals("new c", Files.readString(folder.resolve("in/c.txt")));
    assertEquals("own", Files.readString(folder.resolve("in/own.txt")));
    assertTrue(Files.notExists(folder.resolve("in/b.txt")));
    assertEquals(List.of(), hidden());
    stage(publication, Map.of("in/d.txt", "not announced"));
    assertThrows(IllegalStateException.class, () -> publication.publish(names));
  }

  private static void stage(Publication publication, Map<String, String> files) throws IOException {
    publication.begin();
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path staged = publication.staging().resolve(file.getKey());
      Files.createDirectories(staged.getParent());
      Files.writeString(staged, file.getValue());
    }
  }

  @Test
  void aResultThatWasNotAnnouncedIsABug() throws IOException {
    Publication publication = prepared(Integer.MAX_VALUE, false);
    assertThrows(IllegalStateException.class, () -> publication.publish(List.of("a.txt")));
    assertEquals(EARLIER, visible());
  }

  private Publication prepared(int failingMove, boolean deadly) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    write(EARLIER);
    Publication publication = new Publication(folder, ".", failing(failingMove, deadly));
    publication.begin();
    for (String name : List.of("a.txt", "b.txt", "d.txt")) {
      Files.writeString(publication.staging().resolve(name), "new " + name.charAt(0));
    }
    return publication;
  }

  /** Moves until it fails, once, or for ever if that is the death of the process. */
  private static Publication.Mover failing(int move, boolean deadly) {
    int[] count = new int[1];
    return (from, to) -> {
      count[0]++;
      if (deadly && count[0] >= move) {
        throw new Death();
      }
      if (count[0] == move) {
        throw new IOException("move " + move);
      }
      Files.move(from, to);
    };
  }

  private void write(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.createDirectories(folder.resolve(file.getKey()).getParent());
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
  }

  private void requireNoMixture(String when) throws IOException {
    Map<String, String> now = new TreeMap<>(visible());
    now.remove("own.txt");
    boolean old = now.values().stream().anyMatch(text -> text.startsWith("old"));
    boolean fresh = now.values().stream().anyMatch(text -> text.startsWith("new"));
    assertTrue(!(old && fresh), when + ": " + now);
  }

  private Map<String, String> visible() throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> !isHidden(each)).toList()) {
        found.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    return found;
  }

  private List<Path> hidden() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(PublicationTest::isHidden).toList();
    }
  }

  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }
}
