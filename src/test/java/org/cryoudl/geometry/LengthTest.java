package org.cryoudl.geometry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LengthTest {

  @ParameterizedTest
  @CsvSource({"20A,10", "20 Å,10", "7a,3.5", "3px,3", "2.5 PX,2.5", "1e1A,5", ".5px,0.5"})
  void lengthsAreReadInTheirUnit(String text, double pixels) {
    assertEquals(pixels, Length.parse(text).pixels(OptionalDouble.of(2), "m.mrc"), 1e-12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"20", "px", "A", "0A", "-3px", "nanpx", "20nm", "1e999A", ""})
  void whatIsNoLengthIsRefused(String text) {
    UsageException e = assertThrows(UsageException.class, () -> Length.parse(text));
    assertTrue(e.getMessage().contains("'" + text + "' is no length"), e.getMessage());
  }

  @Test
  void angstromsNeedAPixelSize() {
    Length length = Length.parse("20.50A");
    UsageException e =
        assertThrows(UsageException.class, () -> length.pixels(OptionalDouble.empty(), "m.mrc"));
    assertTrue(
        e.getMessage().startsWith("m.mrc does not know its pixel size, which 20.5A needs"),
        e.getMessage());
    assertEquals(3, Length.parse("3px").pixels(OptionalDouble.empty(), "m.mrc"));
  }
}
