package org.cryoudl.alignment.baseline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnSearchTest {

  private static float[] noisy(float[] clean, double deviation, long seed) {
    Random random = new Random(seed);
    float[] noisy = clean.clone();
    for (int i = 0; i < noisy.length; i++) {
      noisy[i] += (float) (deviation * random.nextGaussian());
    }
    return noisy;
  }

  /** The motion that a pose undoes: R(-psi) c - o = R(-psi) (c - R(psi) o). */
  private static Pose back(Pose pose) {
    double[] o = Angles.rotate(pose.psiDegrees(), pose.originXPixels(), pose.originYPixels());
    return new Pose(-pose.psiDegrees(), -o[0], -o[1]);
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 41, 96})
  void posesComeBackToAFractionOfTheGrid(int box) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(box / 5.0, box / 20.0);
    TurnSearch search =
        new TurnSearch(Correlator.plain(box), Image.square(box, blobs.image(box)), 0.45, box / 4.0);
    Random random = new Random(3);
    for (int i = 0; i < 12; i++) {
      Pose pose =
          new Pose(
              360 * random.nextDouble() - 180,
              box / 10.0 * random.nextGaussian() / 2,
              box / 10.0 * random.nextGaussian() / 2);
      // The blobs moved back by the pose are what a particle of this pose shows.
      float[] image = blobs.moved(back(pose)).image(box);
      TurnSearch.Found found = search.find(image);
      assertEquals(0, Angles.wrap(found.pose().psiDegrees() - pose.psiDegrees(), 360), 0.3);
      assertEquals(pose.originXPixels(), found.pose().originXPixels(), 0.15);
      assertEquals(pose.originYPixels(), found.pose().originYPixels(), 0.15);
      assertTrue(found.score() > 0.97, "score " + found.score());
      TurnSearch.Found near = search.near(image, pose.psiDegrees() + 5, 12);
      assertEquals(0, Angles.wrap(near.pose().psiDegrees() - pose.psiDegrees(), 360), 0.3);
    }
  }

  /** The same maximum as a plain loop over all turns and whole-pixel shifts in real space. */
  @Test
  void plainLoopFindsNothingBetter() {
    int box = 24;
    GaussianBlobs blobs = GaussianBlobs.asymmetric(5, 1.5);
    Image reference = Image.square(box, blobs.image(box));
    TurnSearch search = new TurnSearch(Correlator.plain(box), reference, 0.45, 4);
    float[] masked = reference.pixels().clone();
    new CircularMask(box, 0.45 * box, 2).apply(masked, CircularMask.Fill.EDGE_MEAN);
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);
    for (int i = 0; i < 4; i++) {
      Pose truth = new Pose(70 * i + 11, i - 1, 2 - i);
      float[] image = noisy(blobs.moved(back(truth)).image(box), 0.5, i);
      double best = -1;
      Pose bestPose = Pose.IDENTITY;
      for (int turn = 0; turn < 360; turn += 2) {
        float[] turned = new float[box * box];
        warp.apply(masked, box, new Pose(-turn, 0, 0), turned);
        for (int y = -4; y <= 4; y++) {
          for (int x = -4; x <= 4; x++) {
            double score = x * x + y * y > 16 ? -1 : pearson(image, turned, box, x, y);
            if (score > best) {
              best = score;
              bestPose = new Pose(turn, x, y);
            }
          }
        }
      }
      TurnSearch.Found found = search.find(image);
      String what = "found " + found + ", plain " + bestPose;
      assertEquals(
          0, Angles.wrap(found.pose().psiDegrees() - bestPose.psiDegrees(), 360), 2.5, what);
      assertEquals(bestPose.originXPixels(), found.pose().originXPixels(), 0.8, what);
      assertEquals(bestPose.originYPixels(), found.pose().originYPixels(), 0.8, what);
      assertTrue(found.score() > best - 0.02, what + " of " + best);
    }
  }

  /** Correlation of image(p) with template(p + shift), wrapping around. */
  private static double pearson(float[] image, float[] template, int box, int x, int y) {
    double sumA = 0;
    double sumB = 0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double a = image[r * box + c];
        double b = template[Math.floorMod(r + y, box) * box + Math.floorMod(c + x, box)];
        sumA += a;
        sumB += b;
        ab += a * b;
        aa += a * a;
        bb += b * b;
      }
    }
    double n = box * box;
    return (ab - sumA * sumB / n) / Math.sqrt((aa - sumA * sumA / n) * (bb - sumB * sumB / n));
  }
}
