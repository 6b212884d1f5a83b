package org.cryoudl.similarity.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cryoudl.image.Image;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AverageQualityTest {

  @ParameterizedTest
  @CsvSource({"40, 0.1", "64, 137.3", "100, 7.3", "200, 255", "130, -0.7"})
  void anEvenAverageShowsNothingWhateverItsLevel(int box, float level) {
    Image even = Image.square(box);
    Arrays.fill(even.pixels(), level);
    assertEquals(AverageQuality.EMPTY, AverageQuality.of(even));
  }
}
