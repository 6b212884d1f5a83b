package org.cryoudl.alignment.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.ExactAverages;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two classes whose averages differ by what is real, or by what is not. */
class ClassPairsTest {

  private static final int BOX = 32;
  private static final int EACH = 20;
  private static final double NOISE = 300;
  private static final double TURN = 50;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 12);

  /** Blobs that all views have, and one that only some have, or have elsewhere. */
  private static final double[][] COMMON = {
    {1, -7, -3, 2}, {0.8, 5, 6, 1.7}, {1, 4, -5, 2}, {0.6, -3, 6, 1.5}
  };

  private static GaussianBlobs view(double weight, double x, double y) {
    double[][] blobs = new double[COMMON.length + 1][];
    System.arraycopy(COMMON, 0, blobs, 0, COMMON.length);
    blobs[COMMON.length] = new double[] {weight, x, y, 1.7};
    return new GaussianBlobs(blobs);
  }

  private static final GaussianBlobs FIRST = view(0.6, 8, 0);
  private static final GaussianBlobs SECOND = view(0.6, -8, 2);
  private static final GaussianBlobs BETWEEN =
      new GaussianBlobs(
          new double[][] {
            COMMON[0], COMMON[1], COMMON[2], COMMON[3], {0.3, 8, 0, 1.7}, {0.3, -8, 2, 1.7}
          });

  /** Log likelihoods without a difference, with half and with all of it. */
  @Test
  void aDifferenceIsConfirmedIfItIsLikelierAndNotMostlyNoise() {
    assertFalse(ClassPairs.isConfirmed(new double[] {4000, 4010, 4012})); // of strong particles
    assertTrue(ClassPairs.isConfirmed(new double[] {-100, -96, -95}));
    assertFalse(ClassPairs.isConfirmed(new double[] {-100, -98, -98})); // odds below 20
    assertFalse(ClassPairs.isConfirmed(new double[] {-100, -90, -101})); // the whole is unlikelier
  }

  /** By particle: both as one, then half and all of the way to the first and to the second. */
  @Test
  void oneAverageThatSuitsAllParticlesBetterIsNoSecondView() {
    double[] likesFirst = {100, 103, 96, 105, 92};
    double[] likesSecond = {100, 96, 103, 92, 105};
    List<double[]> allLikeFirst = Collections.nCopies(10, likesFirst);
    assertFalse(ClassPairs.isConfirmed(ClassPairs.byShare(allLikeFirst, 0.5, true)));
    List<double[]> each = new ArrayList<>(Collections.nCopies(5, likesFirst));
    each.addAll(Collections.nCopies(5, likesSecond));
    double[] byShare = ClassPairs.byShare(each, 0.5, true);
    // No average suits all better than the common one; with all of the difference each has its own.
    double others = 2 * Math.exp(-5) + 2 * Math.exp(-15);
    assertEquals(10 * 100 + Math.log((1 + others) / 5), byShare[0], 1e-6);
    assertEquals(10 * (105 + Math.log(0.5)), byShare[2], 1e-4);
    assertTrue(ClassPairs.isConfirmed(byShare));
    // Averages that are little alike are no sharper and blunter pictures of one view.
    assertEquals(1000, ClassPairs.byShare(each, 0.5, false)[0], 0);
  }

  /** A search sorts particles of one view by ice or defocus: no sign of a second view. */
  @Test
  void averagesOfOneViewAtTwoStrengthsAreNotConfirmed() {
    GaussianBlobs strong = times(1.4, BETWEEN);
    GaussianBlobs weak = times(0.7, BETWEEN);
    ClassPairs.Found found = find(strong, weak, strong, weak, 2 * EACH);
    assertEquals(0, found.shares()[0][1]);
    assertEquals(1, found.alike().size());
    // Two views stay two views, whatever their strengths.
    ClassPairs.Found views =
        find(times(1.4, FIRST), times(0.7, SECOND), times(1.4, FIRST), times(0.7, SECOND), EACH);
    assertTrue(views.shares()[0][1] > 0.7, "share " + views.shares()[0][1]);
    assertTrue(views.alike().isEmpty(), views.alike().toString());
  }

  @Test
  void aRealDifferenceIsConfirmed() {
    ClassPairs.Found found = find(FIRST, SECOND, EACH);
    assertTrue(found.shares()[0][1] > 0.7, "share " + found.shares()[0][1]);
    assertEquals(found.shares()[0][1], found.shares()[1][0]);
    assertEquals(1, found.shares()[0][0]);
    assertTrue(found.alike().isEmpty(), found.alike().toString());
  }

  /** Averages of one view that a search drew apart: particles that had no part lie between. */
  @Test
  void aDifferenceThatIsNotRealIsNotConfirmed() {
    ClassPairs.Found found = find(BETWEEN, BETWEEN, EACH);
    assertTrue(found.shares()[0][1] < 0.3, "share " + found.shares()[0][1]);
    assertEquals(1, found.alike().size());
    ClassLikeness pair = found.alike().get(0);
    assertEquals(0, pair.first());
    assertEquals(1, pair.second());
    assertTrue(pair.correlation() > 0.7 && pair.correlation() < 0.95, pair.toString());
  }

  @Test
  void withoutHeldOutParticlesNoDifferenceIsCertain() {
    ClassPairs.Found found = find(FIRST, SECOND, 2);
    assertEquals(0, found.shares()[0][1]);
    assertEquals(1, found.alike().size());
  }

  /** A small change that particles confirm: both the test and the eye are stated. */
  @Test
  void averagesThatLookTheSameAreNamedAlthoughTheyDiffer() {
    GaussianBlobs changed = view(0.45, 8, 0.5);
    ClassPairs.Found found = find(FIRST, changed, FIRST, changed, 4 * EACH);
    assertTrue(found.shares()[0][1] > 0.4, "share " + found.shares()[0][1]);
    assertEquals(1, found.alike().size());
    ClassLikeness pair = found.alike().get(0);
    assertTrue(pair.isConfirmedDifferent(), pair.toString());
    assertEquals(found.shares()[0][1], pair.confirmedShare());
    assertTrue(pair.correlation() > 0.98, pair.toString());
    assertTrue(pair.detail() > 0.75 && pair.detail() < 0.95, pair.toString());
  }

  /**
   * Directions of one molecule: 5 degrees apart they are one picture, 40 degrees apart they are
   * not, although their correlation, which coarse detail decides, is high.
   */
  @Test
  void directionsFarApartDoNotLookTheSame() {
    double[] apart = {0, 5, 40};
    double[] detail = new double[apart.length];
    double[] ofSignal = new double[apart.length];
    int molecules = 6;
    FrequencyDisc disc = new FrequencyDisc(64, 14);
    ParticleSpectrum empty = new ParticleSpectrum(new float[2 * disc.size()], Optional.empty());
    AnalyticParticles none =
        new AnalyticParticles(disc, new ParticleSpectrum[] {empty}, new Pose[1]);
    for (int m = 0; m < molecules; m++) {
      Density density = new RandomSpecimen(m + 1L, 170.0, 5, 4.0).specimen().density().centred();
      List<Optional<RefinementState>> states = new ArrayList<>();
      for (double angle : apart) {
        float[] picture =
            density
                .project(new EulerAngles(60 * m, 30 + angle, 7 * angle), 4)
                .render(64, Pose.IDENTITY)
                .pixels();
        states.add(
            Optional.of(
                new RefinementState(
                    none,
                    new ParticlePoses(1),
                    ExactAverages.of(picture, 64, disc.radius()),
                    AnalyticParticles.flat(disc, 1))));
      }
      AverageLinks links = AverageLinks.of(states, new int[] {0, 1, 2}, 6);
      for (int k = 1; k < apart.length; k++) {
        AverageLinks.Link link = links.link(0, k, links.scan());
        detail[k] += link.detail() / molecules;
        ofSignal[k] += link.ofSignal() / molecules;
      }
    }
    assertTrue(detail[1] > 0.9, Arrays.toString(detail));
    assertTrue(detail[2] < 0.65, Arrays.toString(detail));
    assertTrue(ofSignal[2] > 0.8, Arrays.toString(ofSignal));
  }

  /** The mirror image of a view is another view. */
  @Test
  void mirrorImagesAreNotAlike() {
    GaussianBlobs mirrored =
        new GaussianBlobs(
            new double[][] {
              {1, 7, -3, 2}, {0.8, -5, 6, 1.7}, {1, -4, -5, 2}, {0.6, 3, 6, 1.5}, {0.6, -8, 0, 1.7}
            });
    ClassPairs.Found found = find(FIRST, mirrored, FIRST, mirrored, EACH);
    assertTrue(found.alike().isEmpty(), found.alike().toString());
    assertTrue(found.shares()[0][1] > 0.7, "share " + found.shares()[0][1]);
  }

  /** Of many classes only those that look alike coarsely are compared; none of these is missed. */
  @Tag("slow")
  @Test
  void ofManyClassesThoseOfOneViewAreFound() {
    int classes = 32;
    int each = 5;
    Random random = new Random(11);
    List<GaussianBlobs> shown = new ArrayList<>();
    List<AnalyticParticles> parts = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      // Classes 3 and 31 are one view that was drawn apart, in different frames.
      boolean divided = k == 3 || k == 31;
      GaussianBlobs average = k == 3 ? FIRST : k == 31 ? SECOND : anyView(random);
      Pose frame = new Pose(360 * random.nextDouble(), random.nextDouble(), random.nextDouble());
      shown.add(average.moved(frame));
      parts.add(
          AnalyticParticles.simulate(
              divided ? BETWEEN : average,
              DISC,
              divided ? EACH : each,
              NOISE,
              2,
              AnalyticParticles.NO_CTF,
              50 + k));
    }
    List<ParticleSpectrum> spectra = new ArrayList<>();
    int[][] heldOut = new int[classes][];
    for (int k = 0; k < classes; k++) {
      int from = spectra.size();
      spectra.addAll(List.of(parts.get(k).spectra()));
      heldOut[k] = IntStream.range(from, spectra.size()).toArray();
    }
    AnalyticParticles particles =
        new AnalyticParticles(
            DISC, spectra.toArray(ParticleSpectrum[]::new), new Pose[spectra.size()]);
    List<Optional<RefinementState>> states = new ArrayList<>();
    for (GaussianBlobs average : shown) {
      states.add(
          Optional.of(
              new RefinementState(
                  particles,
                  new ParticlePoses(spectra.size()),
                  ExactAverages.of(average, BOX, DISC.radius()),
                  AnalyticParticles.flat(DISC, NOISE))));
    }
    int[] sizes = new int[classes];
    Arrays.fill(sizes, 100);
    ClassPairs.Found found = new ClassPairs(states, sizes, heldOut, 6).find();
    assertEquals(1, found.alike().size(), found.alike().toString());
    assertEquals(3, found.alike().get(0).first());
    assertEquals(31, found.alike().get(0).second());
    assertTrue(found.shares()[31][3] < 0.3, "share " + found.shares()[31][3]);
    // Where a difference is not confirmed, it is not between the two alone either.
    for (int k = 0; k < classes; k++) {
      for (int other = k + 1; other < classes; other++) {
        if (found.shares()[k][other] < 0.7) {
          ClassPairs.Found alone =
              new ClassPairs(
                      List.of(states.get(k), states.get(other)),
                      new int[] {100, 100},
                      new int[][] {heldOut[k], heldOut[other]},
                      6)
                  .find();
          assertEquals(alone.shares()[0][1], found.shares()[k][other], 1e-6, k + " " + other);
        }
      }
    }
  }

  private static GaussianBlobs anyView(Random random) {
    double[][] blobs = new double[6][];
    for (int b = 0; b < blobs.length; b++) {
      double sign = b % 2 == 0 ? 1 : -0.7;
      blobs[b] =
          new double[] {sign, 16 * random.nextDouble() - 8, 16 * random.nextDouble() - 8, 1.5};
    }
    return new GaussianBlobs(blobs);
  }

  private static GaussianBlobs times(double strength, GaussianBlobs view) {
    double[][] blobs = new double[view.blobs().length][];
    for (int b = 0; b < blobs.length; b++) {
      blobs[b] = view.blobs()[b].clone();
      blobs[b][0] *= strength;
    }
    return new GaussianBlobs(blobs);
  }

  private static ClassPairs.Found find(GaussianBlobs one, GaussianBlobs two, int each) {
    return find(FIRST, SECOND, one, two, each);
  }

  /**
   * Compares two classes, the second in a frame of its own.
   *
   * @param first what the average of the first class shows
   * @param one what its particles show
   */
  private static ClassPairs.Found find(
      GaussianBlobs first, GaussianBlobs second, GaussianBlobs one, GaussianBlobs two, int each) {
    AnalyticParticles particles =
        new AnalyticParticles(DISC, new ParticleSpectrum[2 * each], new Pose[2 * each]);
    ParticlePoses poses = new ParticlePoses(2 * each);
    for (int k = 0; k < 2; k++) {
      AnalyticParticles some =
          AnalyticParticles.simulate(
              k == 0 ? one : two, DISC, each, NOISE, 2, AnalyticParticles.NO_CTF, 3 + k);
      System.arraycopy(some.spectra(), 0, particles.spectra(), k * each, each);
      for (int i = 0; i < each; i++) {
        Pose truth = some.poses()[i];
        poses.poses[k * each + i] = k == 0 ? truth : truth.thenMove(TURN, 1, 0.5);
      }
    }
    GaussianBlobs elsewhere = second.moved(Pose.IDENTITY.thenMove(TURN, 1, 0.5));
    List<Optional<RefinementState>> states = new ArrayList<>();
    for (GaussianBlobs shown : List.of(first, elsewhere)) {
      states.add(
          Optional.of(
              new RefinementState(
                  particles,
                  poses,
                  ExactAverages.of(shown, BOX, DISC.radius()),
                  AnalyticParticles.flat(DISC, NOISE))));
    }
    int[][] heldOut = {
      IntStream.range(0, each).toArray(), IntStream.range(each, 2 * each).toArray()
    };
    return new ClassPairs(states, new int[] {100, 100}, heldOut, 6).find();
  }
}
