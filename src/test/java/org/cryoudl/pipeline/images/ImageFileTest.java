package org.cryoudl.pipeline.images;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose images are processed one by one. */
class ImageFileTest {

  @TempDir Path folder;

  /** The open file is the old one, so what is noted of the new one would tell nothing. */
  @Test
  void aStackThatIsReplacedOnceItIsOpenIsRefused() throws IOException {
    Path star = SimulatedSet.of(6, 32, CtfModel.Mode.FULL, 5).write(folder, "particles");
    Path stack = folder.resolve("particles.mrcs");
    for (Path input : List.of(stack, star)) {
      Path out = folder.resolve("out.mrcs");
      try (ImageFile file = ImageFile.open(input, Optional.empty(), OptionalDouble.empty())) {
        byte[] bytes = Files.readAllBytes(stack);
        bytes[bytes.length - 2] ^= 1;
        Path other = Files.write(folder.resolve("other"), bytes);
        Files.move(other, stack, StandardCopyOption.REPLACE_EXISTING);
        try (OutputTransaction results = file.begin(out, false)) {
          DataException refused =
              assertThrows(
                  DataException.class,
                  () ->
                      results.publish(
                          within ->
                              file.process(
                                  within.resolve("out.mrcs"),
                                  "copying",
                                  (grid, index) -> grid,
                                  Progress.silent())));
          assertTrue(refused.getMessage().contains("changed while"), refused.getMessage());
        }
      }
      assertFalse(Files.exists(out));
    }
  }
}
