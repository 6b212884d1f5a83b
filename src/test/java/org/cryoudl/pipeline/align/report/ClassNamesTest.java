package org.cryoudl.pipeline.align.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassNamesTest {

  @Test
  void runsOfThreeAndMoreAreShortened() {
    assertEquals("Class 3", new ClassNames(List.of(3)).subject());
    assertEquals("classes 2 and 3", new ClassNames(List.of(2, 3)).object());
    assertEquals("Classes 2 to 4", new ClassNames(List.of(2, 3, 4)).subject());
    assertEquals(
        "classes 1, 3 to 6, 8 and 9", new ClassNames(List.of(1, 3, 4, 5, 6, 8, 9)).object());
  }
}
