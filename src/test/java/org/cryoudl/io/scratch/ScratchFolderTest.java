package org.cryoudl.io.scratch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {

  @TempDir private Path folder;

  private final List<String> log = new ArrayList<>();

  @Test
  void filesTakeAtMostHalfOfWhatIsFree() {
    try (ScratchFolder files = new ScratchFolder(folder, 1000, log::add)) {
      assertEquals(1000, files.memoryBytes());
      assertTrue(files.file(10, 10).isPresent());
      assertTrue(files.file(10, 10).isPresent());
      assertEquals(List.of(), log);
      long free = 2 * ScratchFolder.roomBytes(folder);
      int tooMany = (int) Math.min(Integer.MAX_VALUE, 0.6 * free / 4e6);
      assertFalse(files.file(tooMany, 1_000_000).isPresent());
    }
    assertEquals(1, log.size());
    assertTrue(log.get(0).startsWith("no scratch file is used: it would take "), log.get(0));
  }

  /** The disk of a folder that is still to be made is that of the one above. */
  @Test
  void roomIsKnownBeforeTheFolderIsMade() {
    long room = ScratchFolder.roomBytes(folder);
    assertEquals(room, ScratchFolder.roomBytes(folder.resolve("later/still")), 0.5 * room);
    assertTrue(room > 0);
  }

  @Test
  void aFileThatCannotBeMadeIsNone() {
    try (ScratchFolder files = new ScratchFolder(folder.resolve("missing"), log::add)) {
      assertFalse(files.file(10, 10).isPresent());
    }
    assertEquals(
        List.of(
            "the scratch file is given up (no such file or folder); the run takes longer, its"
                + " results are the same"),
        log);
  }

  @Test
  void nothingIsHadAfterTheEnd() {
    ScratchFolder files = new ScratchFolder(folder, log::add);
    ScratchFile file = files.file(10, 1).orElseThrow();
    file.write(1, new float[] {1});
    files.close();
    assertFalse(file.read(1, new float[1]));
    assertThrows(IllegalStateException.class, () -> files.file(10, 1));
    assertEquals(List.of(), log);
  }

  /** A third of a small heap, and never more than 256 MB. */
  @Test
  void memoryIsBounded() {
    assertEquals(256L << 20, MemoryShare.bytes(8L << 30));
    assertEquals((1L << 29) / 3, MemoryShare.bytes(1L << 29));
  }
}
