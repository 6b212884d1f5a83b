package org.cryoudl.testing;

import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * A sum of Gaussians whose value and transform are known everywhere: {@code f(c) = sum_i a_i
 * exp(-|c - c_i|^2 / (2 s_i^2))}, coordinates about the centre pixel.
 */
public record GaussianBlobs(double[][] blobs) {

  /** Four blobs without symmetry within {@code reach} pixels of the centre, widths about sigma. */
  public static GaussianBlobs asymmetric(double reach, double sigma) {
    return new GaussianBlobs(
        new double[][] {
          {1.0, 0.8 * reach, 0.1 * reach, sigma},
          {-0.6, -0.3 * reach, 0.7 * reach, 1.2 * sigma},
          {0.8, -0.5 * reach, -0.6 * reach, sigma},
          {0.5, 0.2 * reach, -0.4 * reach, 1.5 * sigma},
        });
  }

  public double at(double x, double y) {
    double sum = 0;
    for (double[] b : blobs) {
      double dx = x - b[1];
      double dy = y - b[2];
      sum += b[0] * Math.exp(-(dx * dx + dy * dy) / (2 * b[3] * b[3]));
    }
    return sum;
  }

  /** {re, im} of the continuous transform at a frequency in cycles per pixel, about the centre. */
  public double[] transform(double fx, double fy) {
    double re = 0;
    double im = 0;
    for (double[] b : blobs) {
      double s2 = b[3] * b[3];
      double amplitude =
          b[0] * 2 * Math.PI * s2 * Math.exp(-2 * Math.PI * Math.PI * s2 * (fx * fx + fy * fy));
      double phase = -2 * Math.PI * (fx * b[1] + fy * b[2]);
      re += amplitude * Math.cos(phase);
      im += amplitude * Math.sin(phase);
    }
    return new double[] {re, im};
  }

  /** The blobs as a pose moves them. */
  public GaussianBlobs moved(Pose pose) {
    double[][] moved = new double[blobs.length][];
    for (int i = 0; i < blobs.length; i++) {
      double[] c = pose.apply(blobs[i][1], blobs[i][2]);
      moved[i] = new double[] {blobs[i][0], c[0], c[1], blobs[i][3]};
    }
    return new GaussianBlobs(moved);
  }

  /** The blobs turned about the centre. */
  public GaussianBlobs turned(double degrees) {
    return moved(new Pose(Angles.wrap(degrees, 360), 0, 0));
  }

  /** Sampled on a square image with pixels of the given size. */
  public float[] image(int box, double pixel) {
    float[] image = new float[box * box];
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        image[r * box + c] = (float) at((c - box / 2) * pixel, (r - box / 2) * pixel);
      }
    }
    return image;
  }

  public float[] image(int box) {
    return image(box, 1);
  }
}
