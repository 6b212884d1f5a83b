package org.cryoudl.fourier;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FastLengthTest {

  @ParameterizedTest
  @CsvSource({"1, 2", "7, 8", "96, 96", "97, 100", "101, 108", "1025, 1080", "4096, 4096"})
  void isTheNextEvenProductOfTwoThreeAndFive(int least, int expected) {
    assertEquals(expected, FastLength.atLeast(least));
  }
}
