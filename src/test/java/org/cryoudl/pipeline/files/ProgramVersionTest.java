package org.cryoudl.pipeline.files;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramVersionTest {

  @ParameterizedTest
  @CsvSource({
    "4a9b36d1c2, 0.2.0+4a9b36d1c2",
    "4a9b36d1c2-modified, 0.2.0+4a9b36d1c2-modified",
  })
  void theCommitFollowsTheVersion(String commit, String expected) throws IOException {
    assertEquals(expected, version("Implementation-Commit: " + commit + "\r\n"));
  }

  @Test
  void aManifestWithoutACommitHasAVersion() throws IOException {
    assertEquals("0.2.0", version(""));
  }

  @Test
  void classFilesHaveNoVersion() {
    assertEquals("development", ProgramVersion.current());
  }

  private static String version(String more) throws IOException {
    String text = "Manifest-Version: 1.0\r\nImplementation-Version: 0.2.0\r\n" + more + "\r\n";
    Manifest manifest =
        new Manifest(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return ProgramVersion.of(manifest.getMainAttributes());
  }
}
