package org.cryoudl.evaluation.poses;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.cryoudl.evaluation.errors.AngleErrors;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentScoreTest {

  private static final Path RESOURCES = Path.of("src/test/resources/org/cryoudl/evaluation");

  /** The JSON files are what the benchmark's scoring script says about the STAR and CSV files. */
  @ParameterizedTest
  @ValueSource(strings = {"good", "half-turns", "random"})
  void figuresAreThoseOfTheScoringScript(String name) throws IOException {
    JsonNode expected = new ObjectMapper().readTree(RESOURCES.resolve(name + ".json").toFile());
    AlignmentScore score = score(name);
    assertEquals(expected.get("particles").asInt(), score.particles());
    assertEquals(expected.get("missing").asInt(), score.missing());
    assertErrors(expected.get("mod360"), score.mod360());
    assertErrors(expected.get("mod180"), score.mod180());
    assertEquals(
        expected.get("shift_mean_px").asDouble(), score.meanShiftPixels().orElseThrow(), 1e-9);
  }

  private static void assertErrors(JsonNode expected, AngleErrors found) {
    assertEquals(expected.get("mean").asDouble(), found.meanDegrees(), 1e-9);
    assertEquals(expected.get("median").asDouble(), found.medianDegrees(), 1e-9);
    assertEquals(expected.get("rms").asDouble(), found.rmsDegrees(), 1e-9);
    assertEquals(expected.get("above1").asDouble(), found.shareAbove1(), 1e-12);
    assertEquals(expected.get("above3").asDouble(), found.shareAbove3(), 1e-12);
    assertEquals(expected.get("above10").asDouble(), found.shareAbove10(), 1e-12);
  }

  private static AlignmentScore score(String name) {
    Truth truth = Truth.read(RESOURCES.resolve(name + ".truth.csv"));
    try (ParticleSet particles =
        ParticleSet.open(
            RESOURCES.resolve(name + ".star"), ParticleSetOptions.DEFAULT.withoutImages())) {
      Pose[] poses = new Pose[particles.size()];
      for (int row = 0; row < poses.length; row++) {
        poses[row] = particles.pose(row).orElseThrow();
      }
      return AlignmentScore.of(poses, truth.posesOf(particles), truth.size() - poses.length);
    }
  }

  @Test
  void aPerfectAnswerInAnyFrameHasNoError() {
    Pose[] truth = randomTruth(50);
    Pose[] poses = new Pose[truth.length];
    for (int i = 0; i < truth.length; i++) {
      poses[i] = truth[i].thenMove(123.4, -7.5, 2.25).normalised();
    }
    AlignmentScore score = AlignmentScore.of(poses, truth, 0);
    assertEquals(0, score.mod360().meanDegrees(), 1e-9);
    assertEquals(0, score.mod180().rmsDegrees(), 1e-9);
    assertEquals(0, score.mod360().shareAbove1());
    assertEquals(0, score.meanShiftPixels().orElseThrow(), 1e-9);
    assertEquals(0, Angles.wrap(score.frame().psiDegrees() - 123.4, 360), 1e-9);
    assertArrayEquals(new double[] {-7.5, 2.25}, score.frame().apply(0, 0), 1e-9);
  }

  @Test
  void knownErrorsAreFound() {
    // Of 10 poses: 6 right, one 2 degrees off, one 5, one 20, one in the wrong half-turn.
    double[] errors = {0, 0, 0, 0, 0, 0, 2, -5, 20, 180};
    Pose[] truth = randomTruth(errors.length);
    Pose[] poses = new Pose[errors.length];
    for (int i = 0; i < errors.length; i++) {
      poses[i] = truth[i].thenMove(77 + errors[i], 0, 0);
    }
    // One particle's centre is put 3 px aside, in a direction that does not matter.
    poses[2] =
        new Pose(poses[2].psiDegrees(), poses[2].originXPixels() + 3, poses[2].originYPixels());
    AlignmentScore score = AlignmentScore.of(poses, truth, 4);
    assertEquals(4, score.missing());
    assertEquals(20.7, score.mod360().meanDegrees(), 1e-9);
    assertEquals(2.7, score.mod180().meanDegrees(), 1e-9);
    assertEquals(0, score.mod360().medianDegrees(), 1e-9);
    assertEquals(Math.sqrt(42.9), score.mod180().rmsDegrees(), 1e-9);
    assertEquals(0.4, score.mod360().shareAbove1());
    assertEquals(0.3, score.mod360().shareAbove3());
    assertEquals(0.2, score.mod360().shareAbove10());
    assertEquals(0.1, score.mod180().shareAbove10());
    // Eight angles are right to 10 degrees.
    assertEquals(3.0 / 8, score.meanShiftPixels().orElseThrow(), 1e-9);
  }

  @Test
  void posesAndTruthMustBeAsMany() {
    assertThrows(
        IllegalArgumentException.class, () -> AlignmentScore.of(new Pose[0], new Pose[0], 0));
    assertThrows(
        IllegalArgumentException.class, () -> AlignmentScore.of(randomTruth(2), randomTruth(3), 0));
    assertTrue(AlignmentScore.of(randomTruth(1), randomTruth(1), 0).meanShiftPixels().isPresent());
  }

  private static Pose[] randomTruth(int count) {
    Random random = new Random(5);
    Pose[] truth = new Pose[count];
    for (int i = 0; i < count; i++) {
      truth[i] =
          new Pose(360 * random.nextDouble(), random.nextInt(21) - 10, random.nextInt(21) - 10);
    }
    return truth;
  }
}
