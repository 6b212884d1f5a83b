package org.cryoudl.network.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.testing.plain.TestNetworks;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolarModelTest {

  private static PolarModel model;
  private static FeatureMatcher matcher;

  @TempDir Path folder;

  @BeforeAll
  static void make() {
    model = TestNetworks.small();
    matcher = new FeatureMatcher(model.featureRows(), model.angleBins());
  }

  @AfterAll
  static void close() {
    model.close();
  }

  /** The angle returned is RELION's psi: it brings the image onto the reference. */
  @ParameterizedTest
  @ValueSource(ints = {48, 63, 64, 96})
  void angleIsThePsiThatBringsTheImageOntoTheReference(int box) {
    float[] reference = TestNetworks.particle(box, Pose.IDENTITY, 0, 1);
    double[] angles = {0, 1, 17.3, 45, 89.6, -30.4, 137.7, -90};
    for (double psi : angles) {
      Pose pose = new Pose(psi, 0.02 * box, -0.03 * box);
      float[] image = TestNetworks.particle(box, pose, 0, 1);
      float[][] features = model.features(new float[][] {reference, image}, box);
      double found = match(features[0], features[1]).psiDegrees();
      assertEquals(0, Angles.wrap(found - psi, 180), 1, "psi " + psi + ", box " + box);
    }
  }

  @Test
  void anImageAgainstItselfGivesZero() {
    for (int seed = 0; seed < 5; seed++) {
      float[] image = TestNetworks.particle(64, new Pose(31 * seed, 1, 2), 0.2, seed);
      float[] features = model.features(new float[][] {image}, 64)[0];
      assertEquals(0, match(features, features).psiDegrees(), 1e-3);
    }
  }

  @Test
  void featuresDoNotDependOnTheImagesBeside() {
    float[][] images = new float[37][];
    for (int i = 0; i < images.length; i++) {
      images[i] = TestNetworks.particle(64, new Pose(11 * i, 0, 0), 0.1 * (i % 5), i);
    }
    float[][] together = model.features(images, 64);
    for (int i : new int[] {0, 16, 36}) {
      float[] alone = model.features(new float[][] {images[i]}, 64)[0];
      assertArrayEquals(alone, together[i], 1e-5f, "image " + i);
    }
  }

  @Test
  void scaleAndOffsetOfTheImageDoNotMatter() {
    float[] image = TestNetworks.particle(64, Pose.IDENTITY, 0.1, 3);
    float[] other = new float[image.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = 100 + 7 * image[i];
    }
    float[][] features = model.features(new float[][] {image, other}, 64);
    assertArrayEquals(features[0], features[1], 2e-2f * largest(features[0]));
    assertEquals(0, match(features[0], features[1]).psiDegrees(), 0.01);
  }

  @Test
  void aSavedModelAnswersAsBefore() {
    PolarNetwork network = new PolarNetwork(TestNetworks.SMALL);
    Path file = folder.resolve("model.safetensors");
    float[][] images = {TestNetworks.particle(64, Pose.IDENTITY, 0.1, 3)};
    try (var manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      ModelFile.write(
          file, network, network.initialise(manager, 5), Map.of(ModelFile.NAME, "polar-test"));
    }
    try (PolarModel loaded = PolarModel.load(file, ComputeDevice.CPU)) {
      assertEquals("polar-test", loaded.name());
      assertEquals(TestNetworks.SMALL, loaded.architecture());
      assertArrayEquals(model.features(images, 64)[0], loaded.features(images, 64)[0]);
    }
  }

  @Test
  void otherNetworksAndLackingParametersAreRefusedByName() {
    Path file = folder.resolve("other.safetensors");
    new SafetensorsFile(Map.of("network", "resnet"), Map.of()).write(file);
    DataException other =
        assertThrows(DataException.class, () -> PolarModel.load(file, ComputeDevice.CPU));
    assertTrue(other.getMessage().contains("network 'resnet'"), other.getMessage());

    Map<String, String> metadata =
        new LinkedHashMap<>(ModelFile.metadata(new PolarNetwork(TestNetworks.SMALL)));
    new SafetensorsFile(metadata, Map.of()).write(file);
    DataException lacking =
        assertThrows(DataException.class, () -> PolarModel.load(file, ComputeDevice.CPU));
    assertTrue(lacking.getMessage().contains("profile.0.weight"), lacking.getMessage());
  }

  @Test
  void devicesThatAreNotThereAreNamed() {
    assertThrows(UsageException.class, () -> TensorEngine.device(ComputeDevice.named("tpu")));
    EnvironmentException e =
        assertThrows(
            EnvironmentException.class, () -> TensorEngine.device(ComputeDevice.named("cuda:99")));
    assertTrue(e.getMessage().contains("cuda:99"), e.getMessage());
  }

  @Test
  void imagesTooSmallAreRefused() {
    assertThrows(DataException.class, () -> model.features(new float[][] {new float[16]}, 4));
  }

  private static FeatureMatcher.Match match(float[] reference, float[] image) {
    return matcher.match(matcher.transform(reference), matcher.transform(image), 1);
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}
