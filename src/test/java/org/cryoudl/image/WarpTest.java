package org.cryoudl.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Warp.Interpolation;
import org.cryoudl.image.Warp.Outside;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WarpTest {

  /** Where RELION 3.1.3 puts a single 1 at c = (4, 1). */
  private static final double[][] RELION_DELTAS = {
    {0, 3, -2, 7, -1}, {90, 0, 0, -1, 4}, {90, 3, -2, 1, 7}, {180, 3, -2, -7, 1}, {-90, 1, 5, 6, -5}
  };

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void singlePixelsLandWhereRelionPutsThem(Interpolation interpolation) {
    for (Outside outside : Outside.values()) {
      for (int box : new int[] {32, 33}) {
        for (double[] row : RELION_DELTAS) {
          Image in = Image.square(box);
          in.pixels()[(box / 2 + 1) * box + box / 2 + 4] = 1;
          Image out = new Warp(interpolation, outside).apply(in, new Pose(row[0], row[1], row[2]));
          Image expected = Image.square(box);
          expected.pixels()[(box / 2 + (int) row[4]) * box + box / 2 + (int) row[3]] = 1;
          assertArrayEquals(expected.pixels(), out.pixels(), 1e-6f);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "24, BILINEAR, ZERO", "25, BILINEAR, EDGE", "24, BILINEAR, WRAP",
    "25, CUBIC_BSPLINE, ZERO", "24, CUBIC_BSPLINE, EDGE", "25, CUBIC_BSPLINE, WRAP"
  })
  void wholePixelPosesOnlyMovePixels(int box, Interpolation interpolation, Outside outside) {
    Image in = noise(box, 5);
    int centre = box / 2;
    for (double[] p :
        new double[][] {
          {0, 0, 0}, {0, 3, -2}, {90, 0, 0}, {-90, 1, 5}, {180, 2, 2}, {270, -20, 3}
        }) {
      Pose pose = new Pose(p[0], p[1], p[2]);
      Image out = new Warp(interpolation, outside).apply(in, pose);
      for (int r = 0; r < box; r++) {
        for (int c = 0; c < box; c++) {
          double[] s = pose.applyInverse(c - centre, r - centre);
          int x = (int) Math.round(s[0]) + centre;
          int y = (int) Math.round(s[1]) + centre;
          float expected =
              switch (outside) {
                case ZERO -> x < 0 || y < 0 || x >= box || y >= box ? 0 : in.at(y, x);
                case EDGE ->
                    in.at(Math.max(0, Math.min(box - 1, y)), Math.max(0, Math.min(box - 1, x)));
                case WRAP -> in.at(Math.floorMod(y, box), Math.floorMod(x, box));
              };
          assertEquals(expected, out.at(r, c), 3e-6, pose + " at " + r + ", " + c);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, BILINEAR, 0.03",
    "65, BILINEAR, 0.03",
    "64, CUBIC_BSPLINE, 3e-4",
    "65, CUBIC_BSPLINE, 3e-4"
  })
  void smoothBlobsMoveAsTheFormulaSays(int box, Interpolation interpolation, double tolerance) {
    GaussianBlobs blobs = GaussianBlobs.asymmetric(14, 3);
    Image in = Image.square(box, blobs.image(box));
    Random random = new Random(8);
    for (int i = 0; i < 20; i++) {
      Pose pose =
          new Pose(
              720 * random.nextDouble() - 360,
              8 * random.nextDouble() - 4,
              8 * random.nextDouble() - 4);
      Image out = new Warp(interpolation, Outside.ZERO).apply(in, pose);
      assertArrayEquals(blobs.moved(pose).image(box), out.pixels(), (float) tolerance);
    }
  }

  @Test
  void bilinearIsTheWeightedMeanOfFourPixels() {
    Image in = noise(25, 1);
    Image out = new Warp(Interpolation.BILINEAR, Outside.ZERO).apply(in, new Pose(0, -0.25, 0.5));
    // out(c) = in(c - o): 0.25 to the right, 0.5 up.
    double expected =
        0.5 * (0.75 * in.at(9, 7) + 0.25 * in.at(9, 8))
            + 0.5 * (0.75 * in.at(10, 7) + 0.25 * in.at(10, 8));
    assertEquals(expected, out.at(10, 7), 1e-6);
    // Half of the top row comes from above the image, where there is nothing.
    assertEquals(0.5 * (0.75 * in.at(0, 3) + 0.25 * in.at(0, 4)), out.at(0, 3), 1e-6);
  }

  @Test
  void splineAgreesWithOneSolvedDirectly() {
    // Values of the periodic cubic spline through a cosine: the spline of a cosine is a multiple of
    // it at fixed phase; half-way between pixels, attenuation = (1/2)(23 cos(w/2) + cos(3w/2)) /
    // (4 (2 + cos w)) for the frequency w.
    int box = 24;
    double w = 2 * Math.PI * 5 / box;
    Image in = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      in.pixels()[i] = (float) Math.cos(w * (i % box));
    }
    Image out = new Warp(Interpolation.CUBIC_BSPLINE, Outside.WRAP).apply(in, new Pose(0, -0.5, 0));
    double gain = (23 * Math.cos(w / 2) + Math.cos(1.5 * w)) / (8 * (2 + Math.cos(w)));
    for (int i = 0; i < box; i++) {
      assertEquals(gain * Math.cos(w * (i + 0.5)) / Math.cos(0), out.at(3, i), 1e-5);
    }
  }

  @Test
  void twoTurnsEqualOne() {
    int box = 65;
    Image in = Image.square(box, GaussianBlobs.asymmetric(12, 3.5).image(box));
    Warp warp = new Warp(Interpolation.CUBIC_BSPLINE, Outside.ZERO);
    Random random = new Random(3);
    for (int i = 0; i < 100; i++) {
      Pose first = new Pose(random.nextDouble() * 360, random.nextDouble(), random.nextDouble());
      double turn = random.nextDouble() * 360 - 180;
      double shiftX = 4 * random.nextDouble() - 2;
      double shiftY = 4 * random.nextDouble() - 2;
      Image once = warp.apply(in, first.thenMove(turn, shiftX, shiftY));
      // c -> R(turn) c + shift, written as a pose of its own: R(turn) (c + R(-turn) shift).
      double t = Math.toRadians(turn);
      Pose second =
          new Pose(
              turn,
              Math.cos(t) * shiftX + Math.sin(t) * shiftY,
              -Math.sin(t) * shiftX + Math.cos(t) * shiftY);
      Image twice = warp.apply(warp.apply(in, first), second);
      assertArrayEquals(once.pixels(), twice.pixels(), 5e-4f);
    }
  }

  @Test
  void farPosesAreSafe() {
    Image in = noise(24, 9);
    for (Interpolation interpolation : Interpolation.values()) {
      for (Outside outside : Outside.values()) {
        for (double o : new double[] {-1e9, -23.9999999999, -0.9999999999999, 24, 1e-15, 1e12}) {
          Image out = new Warp(interpolation, outside).apply(in, new Pose(37, o, -o));
          for (float v : out.pixels()) {
            assertTrue(Math.abs(v) < 30);
          }
        }
      }
    }
  }

  @Test
  void wrongLengthsAreRefused() {
    Warp warp = new Warp(Interpolation.BILINEAR, Outside.ZERO);
    assertThrows(
        IllegalArgumentException.class,
        () -> warp.apply(new float[9], 4, Pose.IDENTITY, new float[16]));
    assertThrows(
        IllegalArgumentException.class,
        () -> warp.apply(new float[16], 4, Pose.IDENTITY, new float[9]));
  }

  private static Image noise(int box, long seed) {
    Random random = new Random(seed);
    Image image = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      image.pixels()[i] = (float) random.nextGaussian();
    }
    return image;
  }
}
