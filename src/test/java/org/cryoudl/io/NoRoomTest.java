package org.cryoudl.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.failure.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoRoomTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "No space left on device, DISK, no room left on its disk (",
    "Disk quota exceeded, QUOTA, your quota of its disk is used up (",
    "File too large, FILE_SIZE, the limit of the size of one file is reached; raise that limit"
  })
  void theSystemsWordsAreTheLimits(String words, NoRoom.Limit limit, String problem) {
    Path out = folder.resolve("out");
    Path staged = StagingFolder.of(out, ".").resolve("aligned.mrcs");
    for (IOException failure :
        new IOException[] {
          new IOException(words), new FileSystemException("aligned.mrcs", null, words)
        }) {
      NoRoom room = NoRoom.behind(staged, failure).orElseThrow();
      assertEquals(limit, room.limit());
      assertEquals(out.resolve("aligned.mrcs"), room.file());
      assertEquals(folder.toFile().getTotalSpace(), room.diskBytes());
      assertTrue(
          room.sentence()
              .startsWith("cannot write " + out.resolve("aligned.mrcs") + ": " + problem),
          room.sentence());
    }
  }

  @Test
  void theRoomIsSaidInMegabytes() {
    NoRoom room = new NoRoom(Path.of("out", "a.mrcs"), NoRoom.Limit.DISK, 41_000, 3_145_728);
    assertEquals(
        "cannot write out/a.mrcs: no room left on its disk (0.0 MB of 3.1 MB free); make room there, or write to another disk",
        room.sentence().replace('\\', '/'));
    assertTrue(!room.isOfFiles());
    NoRoom files = new NoRoom(Path.of("a"), NoRoom.Limit.DISK, 2_500_000_000L, 5_000_000_000L);
    assertTrue(files.isOfFiles());
    assertTrue(files.problem().endsWith("(2500 MB of 5000 MB free)"), files.problem());
  }

  @Test
  void otherFailuresAreNotOfRoom() {
    assumeTrue(folder.toFile().getUsableSpace() > 4096, "the disk of the tests is full");
    IOException failure = new IOException("Input/output error");
    assertEquals(Optional.empty(), NoRoom.behind(folder.resolve("a"), failure));
    EnvironmentException e = AtomicOutput.unwritable(folder.resolve("a"), failure);
    assertEquals("cannot write " + folder.resolve("a") + ": Input/output error", e.getMessage());
    assertEquals(Optional.empty(), e.reason());
  }

  /** A real disk without room, whatever its size: Linux has a device for it. */
  @Test
  void aFullDeviceIsOne() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "needs Linux");
    EnvironmentException e =
        assertThrows(
            EnvironmentException.class,
            () ->
                AtomicOutput.write(
                    folder.resolve("a.txt"),
                    temporary -> Files.writeString(full, "text", StandardCharsets.UTF_8)));
    NoRoom room = (NoRoom) e.reason().orElseThrow();
    assertEquals(NoRoom.Limit.DISK, room.limit());
    assertEquals(folder.resolve("a.txt"), room.file());
    assertEquals(4, e.exitCode());
  }
}
