package org.cryoudl.network.prior;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The pictures on which the network {@code prior} works, and how they come from samples of a
 * Fourier transform on rings: {@link #RINGS} rings of 1, 2, ... cycles per box, each at {@link
 * #HALF_ANGLES} angles of a half circle. Samples are ordered by part, angle, ring; pictures have
 * {@link #SIDE} x {@link #SIDE} pixels, whatever the box. With {@code F(k)} the samples, {@code
 * f(x) = sum over k of F(k) exp(2 pi i k.x)} and {@code F(k) = mean over x of f(x) exp(-2 pi i
 * k.x)}; a ring stands for the area {@code 2 pi r} of frequencies.
 */
public final class PolarPictures {

  /** Finest ring in cycles per box. */
  public static final int RINGS = 14;

  /** Angles over the half circle. */
  public static final int HALF_ANGLES = 32;

  /** Numbers that samples consist of. */
  public static final int SAMPLES = 2 * HALF_ANGLES * RINGS;

  /** Side of a picture in pixels. */
  public static final int SIDE = 32;

  /** Pixels of a picture. */
  public static final int PIXELS = SIDE * SIDE;

  /** Radius that holds the particle, as a share of the box. */
  public static final double MASK_RADIUS = 0.43;

  private static final double MASK_EDGE = 0.06;

  private final NDArray synthesis;
  private final NDArray analysis;
  private final NDArray mask;

  /**
   * Prepares the transforms.
   *
   * @param manager owns them
   */
  public PolarPictures(NDManager manager) {
    float[] toPicture = new float[SAMPLES * PIXELS];
    float[] toSamples = new float[PIXELS * SAMPLES];
    int centre = SIDE / 2;
    for (int h = 0; h < HALF_ANGLES; h++) {
      double angle = Math.PI * h / HALF_ANGLES;
      for (int r = 0; r < RINGS; r++) {
        double kx = 2 * Math.PI * (r + 1) * Math.cos(angle) / SIDE;
        double ky = 2 * Math.PI * (r + 1) * Math.sin(angle) / SIDE;
        int real = h * RINGS + r;
        int imaginary = HALF_ANGLES * RINGS + real;
        double area = area(r) / HALF_ANGLES;
        for (int p = 0; p < PIXELS; p++) {
          double phase = kx * (p % SIDE - centre) + ky * (p / SIDE - centre);
          toPicture[real * PIXELS + p] = (float) (area * Math.cos(phase));
          toPicture[imaginary * PIXELS + p] = (float) (-area * Math.sin(phase));
          toSamples[p * SAMPLES + real] = (float) (Math.cos(phase) / PIXELS);
          toSamples[p * SAMPLES + imaginary] = (float) (-Math.sin(phase) / PIXELS);
        }
      }
    }
    synthesis = owned(manager, toPicture, new Shape(SAMPLES, PIXELS));
    analysis = owned(manager, toSamples, new Shape(PIXELS, SAMPLES));
    mask = owned(manager, mask(), new Shape(1, PIXELS));
  }

  private static NDArray owned(NDManager manager, float[] values, Shape shape) {
    try (NDArray shared = manager.create(values, shape)) {
      return shared.duplicate();
    }
  }

  /** The area of frequencies that a ring stands for, ring 0 being that of one cycle per box. */
  public static double area(int ring) {
    return 2 * Math.PI * (ring + 1);
  }

  /** The soft circle that the particle lies in, by pixel. */
  public static float[] mask() {
    float[] weights = new float[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      double radius = Math.hypot(p % SIDE - SIDE / 2, p / SIDE - SIDE / 2) / SIDE;
      double outside = (radius - MASK_RADIUS) / MASK_EDGE;
      weights[p] =
          (float) (outside <= 0 ? 1 : outside >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * outside));
    }
    return weights;
  }

  /** Share of white noise that the mask leaves. */
  public static double noiseKept() {
    double sum = 0;
    for (float weight : mask()) {
      sum += weight * weight;
    }
    return sum / PIXELS;
  }

  /** Pictures, one a row, of samples, one set a row. */
  public NDArray pictures(NDArray samples) {
    return samples.matMul(synthesis);
  }

  /** Samples of pictures. */
  public NDArray samples(NDArray pictures) {
    return pictures.matMul(analysis);
  }

  /** Pictures without what lies outside the circle. */
  public NDArray masked(NDArray pictures) {
    return pictures.mul(mask);
  }
}
