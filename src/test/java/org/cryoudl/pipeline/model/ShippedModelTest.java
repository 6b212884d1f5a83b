package org.cryoudl.pipeline.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShippedModelTest {

  @TempDir Path folder;

  @Test
  void newestVersionOfTheFirstFolderWins() throws IOException {
    Path first = home("first", "polar-0.9.safetensors", "polar-0.10.safetensors");
    Path second = home("second", "polar-7.0.safetensors");
    assertEquals(
        first.resolve("models/polar-0.10.safetensors"),
        ShippedModel.findIn(List.of(folder.resolve("nowhere"), first, second)));
  }

  @Test
  void otherFilesAreNoShippedModels() throws IOException {
    Path home =
        home(
            "a",
            "polar-1.0.md",
            "other-2.0.safetensors",
            "polar-x.safetensors",
            "polar-1.safetensors");
    assertEquals(home.resolve("models/polar-1.safetensors"), ShippedModel.findIn(List.of(home)));
  }

  @Test
  void everyPlaceLookedAtIsListed() throws IOException {
    Path empty = home("empty");
    Path none = folder.resolve("none");
    String message =
        assertThrows(UsageException.class, () -> ShippedModel.findIn(List.of(empty, none)))
            .getMessage();
    assertTrue(message.contains(empty.resolve("models").toString()), message);
    assertTrue(message.contains(none.resolve("models").toString()), message);
    assertTrue(message.contains("-m"), message);
  }

  private Path home(String name, String... models) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("models"));
    for (String model : models) {
      Files.createFile(home.resolve("models").resolve(model));
    }
    return home;
  }
}
