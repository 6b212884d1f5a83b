package org.cryoudl.pipeline.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraphicsUseTest {

  /** As nvidia-smi prints two cards. */
  @Test
  void cardsAreToldInWords() {
    assertEquals(
        Optional.of("GPU 37 %, 1.0 of 80 GB · GPU 0 %, 0.0 of 80 GB"),
        GraphicsUse.words("37, 1024, 81559\n0, 4, 81559\n"));
  }

  @Test
  void cardsThatDoNotTellAreLeftOut() {
    assertEquals(Optional.empty(), GraphicsUse.words("[N/A], 12, 81559\n"));
    assertEquals(Optional.empty(), GraphicsUse.words("No devices were found\n"));
    assertEquals(Optional.empty(), GraphicsUse.words(""));
  }
}
