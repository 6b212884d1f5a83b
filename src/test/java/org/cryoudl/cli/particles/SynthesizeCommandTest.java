package org.cryoudl.cli.particles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesizeCommandTest {

  @TempDir Path folder;

  @Test
  void writesADataSetAndSaysWhere() {
    CommandRun run = synthesize("--set", "count=4", "--set", "box_pixels=32");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("4 particles of 32 px: "), run.out());
    assertTrue(Files.exists(folder.resolve("particles.star")));
    CommandRun again = synthesize("--set", "count=4");
    assertEquals(2, again.code());
    assertTrue(again.err().contains("--overwrite"), again.err());
  }

  @Test
  void wrongKeysAreUsageErrors() {
    CommandRun run = synthesize("--set", "noise.variance=3");
    assertEquals(2, run.code());
    assertTrue(run.err().contains("unknown key 'noise.variance'"), run.err());
    assertTrue(run.err().contains("variance_ratio"), run.err());
  }

  private CommandRun synthesize(String... more) {
    String[] fixed = {"synthesize", "-q", "-c", "synthetic/demo.yaml", "-o", folder.toString()};
    String[] all = java.util.Arrays.copyOf(fixed, fixed.length + more.length);
    System.arraycopy(more, 0, all, fixed.length, more.length);
    return CommandRun.of(all);
  }
}
