package org.cryoudl.micrograph.extraction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.cryoudl.image.Image;
import org.cryoudl.io.micrographs.Coordinate;
import org.junit.jupiter.api.Test;

class ParticleExtractorTest {

  private static Image micrograph() {
    Image image = new Image(80, 60, new float[80 * 60]);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (i * 7919) % 1009;
    }
    return image;
  }

  private static Coordinate at(double column, double row) {
    return new Coordinate(column, row, OptionalDouble.empty(), 0, OptionalDouble.empty());
  }

  @Test
  void theCoordinatesPixelIsTheCentreAndItsDecimalsAreCutOff() {
    Image image = micrograph();
    Image cut =
        new ParticleExtractor(16, 16, false, false, 7)
            .extract(image, at(40.9, 30.2), 0)
            .orElseThrow();
    assertEquals(image.at(30, 40), cut.at(8, 8));
    assertEquals(image.at(22, 32), cut.at(0, 0));
    assertEquals(image.at(37, 47), cut.at(15, 15));
  }

  @Test
  void invertedValuesAreTheNegativesAndNormalisedBackgroundsHaveMeanZero() {
    Image image = micrograph();
    Image plain =
        new ParticleExtractor(32, 32, false, true, 12).extract(image, at(40, 30), 0).orElseThrow();
    Image inverted =
        new ParticleExtractor(32, 32, true, true, 12).extract(image, at(40, 30), 0).orElseThrow();
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int r = 0; r < 32; r++) {
      for (int c = 0; c < 32; c++) {
        assertEquals(-plain.at(r, c), inverted.at(r, c));
        if (Math.hypot(r - 16, c - 16) > 12) {
          sum += plain.at(r, c);
          squares += plain.at(r, c) * plain.at(r, c);
          count++;
        }
      }
    }
    assertEquals(0, sum / count, 1e-4);
    assertEquals(1, squares / count, 1e-2);
  }

  @Test
  void boxesThatLeaveTheMicrographAreLeftOut() {
    ParticleExtractor extractor = new ParticleExtractor(16, 8, false, false, 3);
    assertTrue(extractor.extract(micrograph(), at(7.9, 30), 0).isEmpty());
    assertTrue(extractor.extract(micrograph(), at(8, 8), 0).isPresent());
    assertTrue(extractor.extract(micrograph(), at(72, 52), 0).isPresent());
    assertTrue(extractor.extract(micrograph(), at(73, 52), 0).isEmpty());
  }

  @Test
  void coordinatesBeyondAllIntegersAreLeftOutToo() {
    ParticleExtractor extractor = new ParticleExtractor(16, 8, false, false, 3);
    assertTrue(extractor.extract(micrograph(), at(1e12, 30), 0).isEmpty());
    assertTrue(extractor.extract(micrograph(), at(30, 2147483650.0), 0).isEmpty());
    assertTrue(extractor.extract(micrograph(), at(-1e12, 30), 0).isEmpty());
  }

  @Test
  void scalingKeepsAWaveThatTheSmallerBoxCanHold() {
    Image image = new Image(64, 64, new float[64 * 64]);
    for (int i = 0; i < image.pixels().length; i++) {
      image.pixels()[i] = (float) Math.cos(2 * Math.PI * (i % 64 - 32) / 16.0);
    }
    Image small =
        new ParticleExtractor(32, 16, false, false, 7).extract(image, at(32, 32), 0).orElseThrow();
    for (int c = 0; c < 16; c++) {
      assertEquals(Math.cos(2 * Math.PI * (c - 8) / 8.0), small.at(3, c), 1e-4);
    }
  }
}
