package org.cryoudl.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.image.Image;
import org.cryoudl.image.grid.Grid;

/**
 * A sum of Gaussian blobs: volume, projections and transform in closed form. The blobs are so wide
 * that the volume is band-limited to 1e-8, and so near the centre that it ends inside the box.
 */
record AnalyticVolume(int box, List<double[]> blobs) {

  /** Blobs are x, y, z from the centre, standard deviation, weight. */
  static AnalyticVolume random(int box, int count, PointGroup group, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<double[]> blobs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double spread = box / 10.0;
      double x = spread * clipped(random);
      double y = spread * clipped(random);
      double z = spread * clipped(random);
      double sigma = 1.9 + 0.5 * random.nextDouble();
      double weight = 0.5 + random.nextDouble();
      for (double[] m : group.rotations()) {
        blobs.add(
            new double[] {
              m[0] * x + m[1] * y + m[2] * z,
              m[3] * x + m[4] * y + m[5] * z,
              m[6] * x + m[7] * y + m[8] * z,
              sigma,
              weight
            });
      }
    }
    return new AnalyticVolume(box, blobs);
  }

  private static double clipped(SplittableRandom random) {
    return Math.max(-1.8, Math.min(1.8, random.nextGaussian()));
  }

  Grid cube() {
    Grid cube = Grid.cube(box);
    int c = Image.centre(box);
    for (double[] b : blobs) {
      double[] x = line(b[0] + c, b[3]);
      double[] y = line(b[1] + c, b[3]);
      double[] z = line(b[2] + c, b[3]);
      for (int k = 0; k < box; k++) {
        for (int j = 0; j < box; j++) {
          for (int i = 0; i < box; i++) {
            cube.values()[cube.index(i, j, k)] += (float) (b[4] * x[i] * y[j] * z[k]);
          }
        }
      }
    }
    return cube;
  }

  private double[] line(double at, double sigma) {
    double[] values = new double[box];
    for (int i = 0; i < box; i++) {
      values[i] = Math.exp(-(i - at) * (i - at) / (2 * sigma * sigma));
    }
    return values;
  }

  /** Line integrals along the view's beam. */
  float[] projection(EulerAngles view) {
    double[] m = view.matrix();
    double[] sum = new double[box * box];
    int c = Image.centre(box);
    for (double[] b : blobs) {
      double[] x = line(m[0] * b[0] + m[1] * b[1] + m[2] * b[2] + c, b[3]);
      double[] y = line(m[3] * b[0] + m[4] * b[1] + m[5] * b[2] + c, b[3]);
      double integral = b[4] * b[3] * Math.sqrt(2 * Math.PI);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += integral * x[i % box] * y[i / box];
      }
    }
    float[] pixels = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      pixels[i] = (float) sum[i];
    }
    return pixels;
  }
}
