package org.cryoudl.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.failure.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChecksumTest {

  @TempDir Path folder;

  /** The example of FIPS 180-2, appendix B.1. */
  @Test
  void isTheStandardsSha256() throws IOException {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        FileChecksum.sha256(Files.writeString(folder.resolve("abc"), "abc")));
    assertThrows(EnvironmentException.class, () -> FileChecksum.sha256(folder.resolve("none")));
  }
}
