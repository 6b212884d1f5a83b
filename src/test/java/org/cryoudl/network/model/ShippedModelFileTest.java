package org.cryoudl.network.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cryoudl.network.tensors.ComputeDevice;
import org.junit.jupiter.api.Test;

/** The model in the jar is the one in the folder of models, and needs no folder to be found. */
class ShippedModelFileTest {

  private static final Path MODELS = Path.of("models");

  private static final Pattern NAME =
      Pattern.compile("polar-(\\d{1,6}(?:\\.\\d{1,6})*)\\.safetensors");

  @Test
  void theNewestOfTheRepositoryIsShipped() throws IOException {
    try (Stream<Path> files = Files.list(MODELS)) {
      String newest =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> NAME.matcher(name).matches())
              .max(Comparator.comparing(ShippedModelFileTest::version, Arrays::compare))
              .orElseThrow();
      assertEquals(newest, ShippedModel.FILE);
    }
    assertArrayEquals(Files.readAllBytes(MODELS.resolve(ShippedModel.FILE)), ShippedModel.bytes());
  }

  /** Number by number: 0.10 is newer than 0.9. */
  private static int[] version(String name) {
    Matcher matcher = NAME.matcher(name);
    matcher.matches();
    return Stream.of(matcher.group(1).split("\\.")).mapToInt(Integer::parseInt).toArray();
  }

  @Test
  void fromTheJarAsFromTheFile() {
    Random random = new Random(11);
    float[] image = new float[40 * 40];
    for (int p = 0; p < image.length; p++) {
      image[p] = (float) random.nextGaussian();
    }
    try (PolarModel shipped = AngleModel.shipped(ComputeDevice.CPU);
        PolarModel file = PolarModel.load(MODELS.resolve(ShippedModel.FILE), ComputeDevice.CPU)) {
      assertEquals(file.metadata(), shipped.metadata());
      assertArrayEquals(
          file.features(new float[][] {image}, 40)[0],
          shipped.features(new float[][] {image}, 40)[0]);
    }
  }
}
