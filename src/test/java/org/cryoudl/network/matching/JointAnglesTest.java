package org.cryoudl.network.matching;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Features that are turned by known angles, with noise. */
class JointAnglesTest {

  private static final int ROWS = 6;
  private static final int BINS = 90;
  private static final FeatureMatcher MATCHER = new FeatureMatcher(ROWS, BINS);

  @ParameterizedTest
  @ValueSource(doubles = {0, 1.5})
  void turnsAreFoundUpToACommonOne(double noise) {
    double[] turns = new double[50];
    List<float[]> transforms = features(turns, noise);
    JointAngles angles = new JointAngles(MATCHER, transforms);
    angles.run(transforms.get(0), 12);
    // psi takes the turn off: what is left is the same for all.
    double offset = angles.psiDegrees()[0] + turns[0];
    double mean = 0;
    for (int i = 0; i < turns.length; i++) {
      double rest = Angles.wrap(angles.psiDegrees()[i] + turns[i] - offset, 180);
      mean += rest / turns.length;
    }
    double error = 0;
    for (int i = 0; i < turns.length; i++) {
      error +=
          Math.abs(Angles.wrap(angles.psiDegrees()[i] + turns[i] - offset - mean, 180))
              / turns.length;
    }
    assertTrue(error < (noise == 0 ? 0.05 : 1), "mean error " + error);
  }

  @Test
  void averageIsThatOfTheTurnedFeatures() {
    double[] turns = new double[20];
    List<float[]> transforms = features(turns, 0.5);
    JointAngles angles = new JointAngles(MATCHER, transforms);
    float[] average = angles.run(transforms.get(0), 12);
    float[] expected = new float[MATCHER.transformLength()];
    for (int i = 0; i < turns.length; i++) {
      MATCHER.addTurned(expected, transforms.get(i), angles.psiDegrees()[i], 1.0 / turns.length);
    }
    assertArrayEquals(expected, average, 1e-4f);
  }

  /** An image's score must come from the others: noise features do not match themselves. */
  @Test
  void ownShareIsLeftOutOfTheScore() {
    double[] turns = new double[4];
    List<float[]> transforms = new ArrayList<>();
    for (int i = 0; i < turns.length; i++) {
      transforms.add(MATCHER.transform(noise(ROWS * BINS, i)));
    }
    JointAngles angles = new JointAngles(MATCHER, transforms);
    angles.run(transforms.get(0), 12);
    double own = MATCHER.curve(transforms.get(1), transforms.get(1))[0] / turns.length;
    for (double score : angles.score()) {
      assertTrue(score < 0.7 * own, score + " against " + own);
    }
  }

  @Test
  void sameResultWithAnyNumberOfThreads() {
    double[] turns = new double[30];
    List<float[]> transforms = features(turns, 1);
    JointAngles one = new JointAngles(MATCHER, transforms);
    float[] average = Parallelism.of(1).call(() -> one.run(transforms.get(0), 12));
    JointAngles three = new JointAngles(MATCHER, transforms);
    assertArrayEquals(average, Parallelism.of(3).call(() -> three.run(transforms.get(0), 12)));
    assertArrayEquals(one.psiDegrees(), three.psiDegrees());
    assertEquals(30, three.score().length);
  }

  private static float[] noise(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static List<float[]> features(double[] turns, double noise) {
    Random random = new Random(8);
    float[] smooth = new float[ROWS * BINS];
    for (int row = 0; row < ROWS; row++) {
      for (int k = 1; k < 8; k++) {
        double phase = 2 * Math.PI * random.nextDouble();
        for (int b = 0; b < BINS; b++) {
          smooth[row * BINS + b] += (float) Math.cos(2 * Math.PI * k * b / BINS + phase) / 2;
        }
      }
    }
    float[] plain = MATCHER.transform(smooth);
    List<float[]> transforms = new ArrayList<>();
    for (int i = 0; i < turns.length; i++) {
      turns[i] = 180 * random.nextDouble();
      float[] grain = noise(ROWS * BINS, 100 + i);
      for (int j = 0; j < grain.length; j++) {
        grain[j] *= (float) noise;
      }
      float[] transform = MATCHER.transform(grain);
      MATCHER.addTurned(transform, plain, turns[i], 1);
      transforms.add(transform);
    }
    return transforms;
  }
}
