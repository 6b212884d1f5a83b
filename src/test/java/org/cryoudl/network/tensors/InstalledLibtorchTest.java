package org.cryoudl.network.tensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.EnvironmentException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstalledLibtorchTest {

  private static final String LIBRARY = System.mapLibraryName("torch");

  @TempDir Path folder;

  private Path lib;
  private final Map<String, String> environment = new HashMap<>();
  private String fitting;

  @BeforeEach
  void makeLibtorch() throws IOException {
    lib = Files.createDirectory(folder.resolve("lib"));
    Files.createFile(lib.resolve(LIBRARY));
    environment.put("PYTORCH_LIBRARY_PATH", lib.toString());
    try (var in = getClass().getClassLoader().getResourceAsStream("jnilib/pytorch.properties")) {
      fitting =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("jni_version=([0-9.]+)-.*\\s*", "$1");
    }
  }

  private Optional<InstalledLibtorch> find() {
    return InstalledLibtorch.find(environment::get);
  }

  @Test
  void withoutTheVariableTheBundledOneServes() {
    environment.clear();
    assertEquals(Optional.empty(), find());
    environment.put("PYTORCH_LIBRARY_PATH", " ");
    assertEquals(Optional.empty(), find());
  }

  @Test
  void versionAndFlavourAreReadFromTheDistribution() throws IOException {
    Files.writeString(folder.resolve("build-version"), fitting + "+cpu\n");
    InstalledLibtorch expected = new InstalledLibtorch(lib.toAbsolutePath(), fitting, "cpu");
    assertEquals(expected, find().orElseThrow());
    environment.put("PYTORCH_LIBRARY_PATH", lib.resolve(LIBRARY).toString());
    assertEquals(expected, find().orElseThrow());
    Files.delete(folder.resolve("build-version"));
    Files.writeString(
        folder.resolve("version.py"), "debug = False\n__version__ = '" + fitting + "+cpu'\n");
    assertEquals(expected, find().orElseThrow());
  }

  @Test
  void whatTheUserSaysCountsMore() throws IOException {
    Files.writeString(folder.resolve("build-version"), "9.9.9+cu999");
    environment.put("PYTORCH_VERSION", fitting);
    environment.put("PYTORCH_FLAVOR", "cpu");
    assertEquals("cpu", find().orElseThrow().flavour());
    assertEquals(fitting, find().orElseThrow().version());
  }

  @Test
  void oneThatDoesNotFitIsRefusedBeforeItIsLoaded() throws IOException {
    Files.writeString(folder.resolve("build-version"), "1.13.0+cpu");
    refused("is 1.13.0 for cpu, but this build of cryoudl fits " + fitting + " for cpu or cu1");
    Files.writeString(folder.resolve("build-version"), fitting + "+rocm6");
    refused("for rocm6, but");
    // A library compiled for it makes any release fit.
    Files.createFile(lib.resolve(System.mapLibraryName("djl_torch")));
    assertEquals("rocm6", find().orElseThrow().flavour());
  }

  @Test
  void whatIsMissingIsNamed() {
    refused("does not tell its version; set PYTORCH_VERSION");
    environment.put("PYTORCH_VERSION", fitting);
    refused("set PYTORCH_FLAVOR, such as cpu");
    environment.put("PYTORCH_LIBRARY_PATH", folder.toString());
    refused("PYTORCH_LIBRARY_PATH is " + folder + ", where there is no " + LIBRARY);
  }

  private void refused(String why) {
    String message = assertThrows(EnvironmentException.class, this::find).getMessage();
    assertTrue(message.contains(why), message);
  }
}
