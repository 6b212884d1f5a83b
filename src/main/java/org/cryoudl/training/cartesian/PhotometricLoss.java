package org.cryoudl.training.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.cryoudl.fourier.CrossCorrelation;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.parallel.ParallelLoop;

/**
 * What a spatial transformer learns from (Jaderberg et al., NIPS 2015): the squared difference
 * between a reference and an image that was turned by the answer. The gradient flows through the
 * bilinear rotation into the answer.
 *
 * <p>The network answers modulo 180 degrees and knows no shift. So the turned image is compared at
 * the half-turn and the whole-pixel shift that fit best, which are found by cross-correlation and
 * taken as constants: where the difference is smallest, its slope along them is zero.
 */
final class PhotometricLoss {

  /** Longest shift tried, as a share of the box. */
  private static final double LONGEST_SHIFT = 0.25;

  private PhotometricLoss() {}

  /**
   * The mean squared difference within the circle that fits into the box. Independent images of
   * variance 1 differ by 2, less what interpolation smooths.
   *
   * @param references count x N x N
   * @param images count x N x N
   * @param answers psi of each image onto its reference, as the network gives them
   */
  static NDArray of(Output output, NDArray references, NDArray images, NDArray answers) {
    int count = (int) images.getShape().get(0);
    int box = (int) images.getShape().get(2);
    NDArray turned = AngleLoss.turnedBack(output, images, answers);
    float[] fixed = references.toFloatArray();
    float[] found = turned.toFloatArray();
    CrossCorrelation correlation = new CrossCorrelation(box);
    float[] onto = new float[fixed.length];
    ParallelLoop.run(count, i -> bring(fixed, found, i, correlation, box, onto));
    NDManager manager = images.getManager();
    float[] circle = circle(box);
    NDArray weights = manager.create(circle, new Shape(1, box, box));
    NDArray difference = turned.sub(manager.create(onto, images.getShape()));
    return difference.square().mul(weights).sum().div(manager.create(count * sum(circle)));
  }

  /** Writes the reference as it lies best on the turned image: shifted, and perhaps half-turned. */
  private static void bring(
      float[] fixed, float[] found, int i, CrossCorrelation correlation, int box, float[] onto) {
    int pixels = box * box;
    float[] reference = new float[pixels];
    float[] image = new float[pixels];
    System.arraycopy(fixed, i * pixels, reference, 0, pixels);
    System.arraycopy(found, i * pixels, image, 0, pixels);
    HalfSpectrum spectrum = Fft2D.of(box).forward(image);
    float[] halfTurned = halfTurned(reference, box);
    CrossCorrelation.Peak as = find(correlation, spectrum, reference, box);
    CrossCorrelation.Peak other = find(correlation, spectrum, halfTurned, box);
    boolean turns = other.value() > as.value();
    CrossCorrelation.Peak best = turns ? other : as;
    float[] from = turns ? halfTurned : reference;
    int dx = (int) Math.round(best.shiftXPixels());
    int dy = (int) Math.round(best.shiftYPixels());
    for (int p = 0; p < pixels; p++) {
      int row = Math.floorMod(p / box - dy, box);
      onto[i * pixels + p] = from[row * box + Math.floorMod(p % box - dx, box)];
    }
  }

  private static CrossCorrelation.Peak find(
      CrossCorrelation correlation, HalfSpectrum image, float[] reference, int box) {
    return correlation.find(image, Fft2D.of(box).forward(reference), null, LONGEST_SHIFT * box);
  }

  /** An image turned by 180 degrees about floor(box/2), with wrap-around. */
  private static float[] halfTurned(float[] image, int box) {
    float[] turned = new float[image.length];
    int twice = box / 2 * 2;
    for (int p = 0; p < turned.length; p++) {
      int row = Math.floorMod(twice - p / box, box);
      turned[p] = image[row * box + Math.floorMod(twice - p % box, box)];
    }
    return turned;
  }

  private static float[] circle(int box) {
    float[] circle = new float[box * box];
    for (int p = 0; p < circle.length; p++) {
      circle[p] = Math.hypot(p % box - box / 2, p / box - box / 2) < box / 2.0 ? 1 : 0;
    }
    return circle;
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }
}
