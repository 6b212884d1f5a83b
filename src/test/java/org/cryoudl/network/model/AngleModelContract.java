package org.cryoudl.network.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.cartesian.AngleReadout;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.testing.plain.TestNetworks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every model must do; its weights may be random. */
abstract class AngleModelContract {

  private static final int BOX = 33;

  /** One more than a multiple of what goes through the engine at once. */
  private static final int COUNT = 33;

  private static final double TOLERANCE_DEGREES = 0.05;
  private static final float[][] IMAGES = images();

  private AngleModel model;

  /** The same model each time. */
  abstract AngleModel open();

  @BeforeEach
  void load() {
    model = open();
  }

  @AfterEach
  void close() {
    model.close();
  }

  private static float[][] images() {
    float[][] images = new float[COUNT][];
    Arrays.setAll(images, i -> TestNetworks.particle(BOX, new Pose(11 * i, 0, 1), 0.3, i));
    return images;
  }

  private static double[] psi(Match[] matches) {
    return Arrays.stream(matches).mapToDouble(Match::psiDegrees).toArray();
  }

  /** Each image's neighbour. */
  private static float[][] next(float[][] prepared) {
    float[][] next = new float[prepared.length][];
    Arrays.setAll(next, i -> prepared[(i + 1) % prepared.length]);
    return next;
  }

  private static void assertAngle(double expected, double found, double tolerance, String what) {
    assertEquals(0, Angles.wrap(found - expected, 180), tolerance, what);
  }

  @Test
  void anImageAgainstItselfGivesZero() {
    float[][] prepared = model.prepared(IMAGES, BOX);
    double bias = model.biasDegrees(prepared);
    double[] itself = psi(model.compare(prepared, prepared, bias));
    assertAngle(0, AngleReadout.meanDegrees(itself), TOLERANCE_DEGREES, "mean");
    if (model.isUnbiased()) {
      assertAngle(0, bias, TOLERANCE_DEGREES, "bias");
      for (int i = 0; i < COUNT; i++) {
        assertAngle(0, itself[i], TOLERANCE_DEGREES, "image " + i);
      }
    }
  }

  /** What turns A onto B turns B onto A the other way. Only a bias can break it. */
  @Test
  void theOtherWayRoundTheAngleIsTheOpposite() {
    if (!model.isUnbiased()) {
      return;
    }
    float[][] prepared = model.prepared(IMAGES, BOX);
    double[] forth = psi(model.compare(prepared, next(prepared), 0));
    double[] back = psi(model.compare(next(prepared), prepared, 0));
    for (int i = 0; i < COUNT; i++) {
      assertAngle(-forth[i], back[i], TOLERANCE_DEGREES, "pair " + i);
    }
  }

  @Test
  void answersDoNotDependOnWhatIsComparedTogether() {
    float[][] together = model.prepared(IMAGES, BOX);
    double[] expected = psi(model.compare(together, next(together), 0));
    for (int size : new int[] {1, 7, 32}) {
      List<float[]> prepared = new ArrayList<>();
      for (int from = 0; from < COUNT; from += size) {
        float[][] some = Arrays.copyOfRange(IMAGES, from, Math.min(COUNT, from + size));
        prepared.addAll(List.of(model.prepared(some, BOX)));
      }
      float[][] apart = prepared.toArray(float[][]::new);
      for (int i = 0; i < COUNT; i++) {
        float largest = 0;
        for (float value : together[i]) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(together[i], apart[i], 1e-4f * largest, "image " + i);
      }
      for (int from = 0; from < COUNT; from += size) {
        int to = Math.min(COUNT, from + size);
        double[] found =
            psi(
                model.compare(
                    Arrays.copyOfRange(apart, from, to),
                    Arrays.copyOfRange(next(apart), from, to),
                    0));
        for (int i = from; i < to; i++) {
          assertAngle(expected[i], found[i - from], TOLERANCE_DEGREES, size + ": pair " + i);
        }
      }
    }
  }

  @Test
  void biasIsTakenOffTheAnswers() {
    float[][] prepared = model.prepared(IMAGES, BOX);
    double[] plain = psi(model.compare(prepared, next(prepared), 0));
    double[] moved = psi(model.compare(prepared, next(prepared), 12.5));
    for (int i = 0; i < COUNT; i++) {
      assertAngle(plain[i] - 12.5, moved[i], 1e-6, "pair " + i);
    }
  }

  @Test
  void arraysGivenAreNotChangedAndTheModelStaysTheSame() {
    float[][] images = Arrays.stream(IMAGES).map(float[]::clone).toArray(float[][]::new);
    float[][] prepared = model.prepared(images, BOX);
    assertArrayEquals(IMAGES, images);
    float[][] given = Arrays.stream(prepared).map(float[]::clone).toArray(float[][]::new);
    double[] first = psi(model.compare(given, next(given), 0));
    assertArrayEquals(prepared, given);
    assertArrayEquals(first, psi(model.compare(given, next(given), 0)));
    try (AngleModel again = open()) {
      assertArrayEquals(prepared, again.prepared(images, BOX));
    }
  }

  @Test
  void scaleAndOffsetOfImagesDoNotMatter() {
    float[][] other = new float[COUNT][BOX * BOX];
    for (int i = 0; i < COUNT; i++) {
      for (int p = 0; p < BOX * BOX; p++) {
        other[i][p] = 4 * IMAGES[i][p] - 20;
      }
    }
    float[][] prepared = model.prepared(IMAGES, BOX);
    double[] expected = psi(model.compare(prepared, next(prepared), 0));
    float[][] moved = model.prepared(other, BOX);
    double[] found = psi(model.compare(moved, next(moved), 0));
    for (int i = 0; i < COUNT; i++) {
      assertAngle(expected[i], found[i], 0.2, "pair " + i);
    }
  }

  @Test
  void aClosedModelRefuses() {
    AngleModel closed = open();
    closed.close();
    assertThrows(IllegalStateException.class, () -> closed.prepared(IMAGES, BOX));
  }
}
