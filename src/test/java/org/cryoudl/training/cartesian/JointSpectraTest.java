package org.cryoudl.training.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.testing.TurnedStack;
import org.cryoudl.training.config.JointSettings;
import org.cryoudl.training.run.Checkpoint;
import org.junit.jupiter.api.Test;

class JointSpectraTest {

  private static final TurnedStack STACK = new TurnedStack(40, 64, 0.01);
  private static final JointSettings SETTINGS = new JointSettings(30, 0);

  /** The network's answers are wrong by up to 20 degrees; ten images are not averaged at all. */
  @Test
  void targetsAreMuchBetterThanTheAnswersTheyAreMadeOf() {
    SplittableRandom random = new SplittableRandom(5);
    double[] psi = STACK.psiDegrees();
    CartesianPairs pairs = new CartesianPairs(40, true, 40, 1);
    JointSpectra targets = new JointSpectra(STACK, SETTINGS, Optional.empty());
    targets.prepare(
        0,
        places ->
            Arrays.stream(places).mapToDouble(i -> psi[i] + random.nextDouble(-20, 20)).toArray());
    CartesianBatch batch = pairs.batch(0);
    float[] found = targets.degrees(batch);
    double mean = 0;
    for (int i = 0; i < found.length; i++) {
      double truth = psi[batch.images()[batch.second()[i]]] - psi[batch.images()[batch.first()[i]]];
      mean += Math.abs(Angles.wrap(found[i] - truth, 180)) / found.length;
    }
    assertTrue(mean < 2, "mean " + mean);
  }

  @Test
  void averagesComeBackFromACheckpointAndAreMadeAnewWhenDueOnly() {
    CartesianPairs pairs = new CartesianPairs(40, true, 12, 1);
    JointSpectra targets = new JointSpectra(STACK, SETTINGS, Optional.empty());
    targets.prepare(0, places -> new double[places.length]);
    SafetensorsFile saved = new SafetensorsFile(Map.of(), targets.state());
    JointSpectra restored =
        new JointSpectra(STACK, SETTINGS, Optional.of(new Checkpoint(Path.of("in memory"), saved)));
    restored.prepare(
        7,
        places -> {
          throw new AssertionError("the network was used again");
        });
    assertArrayEquals(targets.degrees(pairs.batch(3)), restored.degrees(pairs.batch(3)), 1e-4f);
    int[] calls = {0};
    JointSpectra renewed = new JointSpectra(STACK, new JointSettings(30, 5), Optional.empty());
    for (int step = 0; step < 11; step++) {
      renewed.prepare(
          step,
          places -> {
            calls[0]++;
            return new double[places.length];
          });
    }
    assertEquals(3, calls[0]);
  }
}
