package org.cryoudl.evaluation.pairs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.pairs.PairwiseError.Pair;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.TurnedPictures;
import org.cryoudl.testing.plain.MomentNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PairComparisonTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  /** More than one batch. */
  private static final int COUNT = 35;

  @TempDir static Path folder;

  private static Pose[] truth;
  private static MrcFile images;

  @BeforeAll
  static void open() {
    truth = TurnedPictures.poses(COUNT);
    images = MrcFile.open(TurnedPictures.writeStack(folder.resolve("a.mrcs"), truth));
  }

  @AfterAll
  static void close() {
    images.close();
  }

  @Test
  void neighboursAreThoseOfThePlainWay() {
    PairwiseError error = comparison().neighbours();
    assertEquals(COUNT, error.pairs().size());
    for (int i = 0; i < COUNT; i++) {
      Pair pair = error.pairs().get(i);
      assertEquals(i, pair.reference());
      assertEquals((i + 1) % COUNT, pair.image());
      assertPlain(pair);
    }
    // Clean pictures, but bins of one degree: a turned sign or order would give tens of degrees.
    assertTrue(error.errors().meanDegrees() < 1, () -> error.errors().toString());
  }

  /** Groups 0 to 3 in turn; the fifth image is alone in its group. */
  @Test
  void neighboursOfAGroupAreComparedWithinIt() {
    int[] groups = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      groups[i] = i == 4 ? 9 : i % 4;
    }
    PairwiseError error = comparison().neighbours(groups);
    assertEquals(COUNT - 1 - 4, error.pairs().size()); // each of four groups has one first image
    for (Pair pair : error.pairs()) {
      assertEquals(groups[pair.reference()], groups[pair.image()]);
      int apart = pair.image() - pair.reference();
      assertTrue(apart == 4 || pair.reference() == 0 && apart == 8, "rows apart: " + apart);
      assertPlain(pair);
    }
    assertThrows(
        DataException.class, () -> comparison().neighbours(IntStream.range(0, COUNT).toArray()));
  }

  @Test
  void referenceIsComparedWithAllOthers() {
    PairwiseError error = comparison().toReference(33);
    assertEquals(COUNT - 1, error.pairs().size());
    for (int i = 0; i < COUNT - 1; i++) {
      Pair pair = error.pairs().get(i);
      assertEquals(33, pair.reference());
      assertEquals(i < 33 ? i : i + 1, pair.image());
    }
    assertPlain(error.pairs().get(0));
    assertPlain(error.pairs().get(33));
    assertTrue(error.errors().meanDegrees() < 1, () -> error.errors().toString());
    assertThrows(UsageException.class, () -> comparison().toReference(COUNT));
    assertThrows(UsageException.class, () -> comparison().toReference(-1));
  }

  /** The other kind of network, by the same code: in batches, and one after the other. */
  @Test
  void theNetworkCartesianIsComparedToo() {
    Path file = MomentNetwork.write(folder.resolve("cartesian.safetensors"));
    try (AngleModel other = AngleModel.load(file, ComputeDevice.CPU)) {
      PairComparison comparison = new PairComparison(other, images, truth, Progress.silent());
      PairwiseError error = comparison.neighbours();
      for (int i = 0; i < COUNT; i++) {
        Pair pair = error.pairs().get(i);
        assertEquals(i, pair.reference());
        assertEquals((i + 1) % COUNT, pair.image());
        float[][] pixels = {images.read(i).pixels(), images.read(pair.image()).pixels()};
        float[][] alone = other.prepared(pixels, TurnedPictures.BOX);
        Match plain = other.compare(new float[][] {alone[0]}, new float[][] {alone[1]}, 0)[0];
        double apart = Angles.wrap(plain.psiDegrees() - pair.predictedDegrees(), 180);
        assertEquals(0, apart, 0.01);
      }
      Pair last = error.pairs().get(COUNT - 1);
      Pair same = comparison.toReference(COUNT - 1).pairs().get(0);
      assertEquals(last.predictedDegrees(), same.predictedDegrees(), 0.01);
      assertTrue(Double.isNaN(last.confidence()));
    }
  }

  /** Features of the two images alone, without streaming. */
  private static void assertPlain(Pair pair) {
    FeatureMatcher matcher =
        new FeatureMatcher(NETWORK.model().featureRows(), NETWORK.model().angleBins());
    float[][] pixels = {images.read(pair.reference()).pixels(), images.read(pair.image()).pixels()};
    float[][] features = NETWORK.model().features(pixels, TurnedPictures.BOX);
    Match match =
        matcher.match(
            matcher.transform(features[0]),
            matcher.transform(features[1]),
            NETWORK.model().logitScale());
    assertEquals(match.psiDegrees(), pair.predictedDegrees(), 1e-3);
    assertEquals(match.confidence(), pair.confidence(), 1e-3);
  }

  @Test
  void imagesMustBePairsAndSquare() {
    Path one = TurnedPictures.writeStack(folder.resolve("one.mrcs"), TurnedPictures.poses(1));
    Path wide = folder.resolve("wide.mrcs");
    try (MrcWriter writer = MrcWriter.stack(wide, 20, 10, OptionalDouble.empty())) {
      writer.append(new float[200]);
      writer.append(new float[200]);
      writer.commit();
    }
    assertRefused(one, 1, "needs 2");
    assertRefused(wide, 2, "20 x 10");
  }

  private static void assertRefused(Path stack, int count, String expected) {
    try (MrcFile refused = MrcFile.open(stack)) {
      Pose[] poses = TurnedPictures.poses(count);
      String message =
          assertThrows(
                  DataException.class,
                  () -> new PairComparison(NETWORK.model(), refused, poses, Progress.silent()))
              .getMessage();
      assertTrue(message.contains(expected), message);
    }
  }

  private static PairComparison comparison() {
    return new PairComparison(NETWORK.model(), images, truth, Progress.silent());
  }
}
