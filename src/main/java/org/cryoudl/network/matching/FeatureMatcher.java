package org.cryoudl.network.matching;

import org.jtransforms.fft.FloatFFT_1D;

/**
 * Compares feature arrays on the host by circular cross-correlation along angle, summed over rows.
 * The work is done on transforms along angle, so that an image compared often, or an average, is
 * transformed once.
 *
 * <p>Sign: the angle of (reference, image) is the psi, in RELION's sense (+x toward +row), that
 * turns the image onto the reference, modulo 180 degrees. Comparing an image with itself gives 0.
 *
 * <p>Layout of a transform: row by row, angleBins/2 + 1 real parts, then as many imaginary parts.
 * Immutable; may be used by several threads at once.
 */
public final class FeatureMatcher {

  private static final double HALF_TURN = 180;

  /** Half-width of the interval around the peak whose probability is called confidence. */
  private static final double CONFIDENCE_DEGREES = 3;

  private final int rows;
  private final int bins;
  private final int frequencies;
  private final FloatFFT_1D transform;

  /**
   * The outcome of a comparison.
   *
   * @param psiDegrees turns the image onto the reference; in [-90, 90)
   * @param confidence probability of the angles within 3 degrees of psiDegrees, 0 to 1
   * @param logEvidence log of the mean over all angles of exp(logit): how much better than chance
   *     the two match at all
   */
  public record Match(double psiDegrees, double confidence, double logEvidence) {}

  /**
   * A matcher of arrays of rows x angleBins.
   *
   * @param rows channels x rings
   * @param angleBins angles over 180 degrees, even
   */
  public FeatureMatcher(int rows, int angleBins) {
    if (rows < 1 || angleBins < 2 || angleBins % 2 != 0) {
      throw new IllegalArgumentException(
          "features need at least 1 row and an even number of angles, got "
              + rows
              + " x "
              + angleBins);
    }
    this.rows = rows;
    this.bins = angleBins;
    this.frequencies = angleBins / 2 + 1;
    this.transform = new FloatFFT_1D(angleBins);
  }

  /** Number of floats of a transform. */
  public int transformLength() {
    return rows * 2 * frequencies;
  }

  /** The transform along angle of features (rows x angleBins values, not changed). */
  public float[] transform(float[] features) {
    if (features.length != rows * bins) {
      throw new IllegalArgumentException(
          "features need " + rows * bins + " values, got " + features.length);
    }
    float[] result = new float[transformLength()];
    float[] lines = new float[2 * bins];
    for (int row = 0; row < rows; row += 2) {
      // Two real rows make one complex one; the transform's even and odd parts separate them.
      boolean pair = row + 1 < rows;
      for (int i = 0; i < bins; i++) {
        lines[2 * i] = features[row * bins + i];
        lines[2 * i + 1] = pair ? features[(row + 1) * bins + i] : 0;
      }
      transform.complexForward(lines);
      split(lines, result, row * 2 * frequencies, pair);
    }
    return result;
  }

  private void split(float[] lines, float[] result, int first, boolean pair) {
    int second = first + 2 * frequencies;
    for (int k = 0; k < frequencies; k++) {
      int mirror = k == 0 ? 0 : bins - k;
      float re = lines[2 * k];
      float im = lines[2 * k + 1];
      float mirrorRe = lines[2 * mirror];
      float mirrorIm = lines[2 * mirror + 1];
      result[first + k] = 0.5f * (re + mirrorRe);
      result[first + frequencies + k] = 0.5f * (im - mirrorIm);
      if (pair) {
        result[second + k] = 0.5f * (im + mirrorIm);
        result[second + frequencies + k] = 0.5f * (mirrorRe - re);
      }
    }
  }

  /**
   * Adds a turned image to a sum, both as transforms: how averages are made.
   *
   * @param sum receives the addition
   * @param image a transform, not changed
   * @param degrees by how much the image is turned, +x toward +row
   * @param weight what it is multiplied by
   */
  public void addTurned(float[] sum, float[] image, double degrees, double weight) {
    float[] cos = new float[frequencies];
    float[] sin = new float[frequencies];
    for (int k = 0; k < frequencies; k++) {
      double phase = -2 * Math.PI * k * degrees / HALF_TURN;
      cos[k] = (float) (weight * Math.cos(phase));
      // The highest frequency of an even length has no imaginary part to turn into.
      sin[k] = k == frequencies - 1 ? 0 : (float) (weight * Math.sin(phase));
    }
    for (int row = 0; row < rows; row++) {
      int re = row * 2 * frequencies;
      int im = re + frequencies;
      for (int k = 0; k < frequencies; k++) {
        sum[re + k] += image[re + k] * cos[k] - image[im + k] * sin[k];
        sum[im + k] += image[re + k] * sin[k] + image[im + k] * cos[k];
      }
    }
  }

  /**
   * The correlation at every angle: value t belongs to turning the image by 180 t / angleBins
   * degrees.
   *
   * @param reference transform of the reference
   * @param image transform of the image
   * @return angleBins values
   */
  public float[] curve(float[] reference, float[] image) {
    float[] re = new float[frequencies];
    float[] im = new float[frequencies];
    correlate(reference, image, re, im);
    return curveOf(re, im);
  }

  /**
   * The correlation at every angle with an average that holds the image, whose own share is taken
   * out: the product of an image with itself, turned, is its power at the phases of the turn.
   *
   * @param average transform of the average
   * @param image transform of the image
   * @param power of the image, from {@link #power}
   * @param degrees by how much the image was turned when it was added to the average
   * @param weight what it was multiplied by
   * @return angleBins values, as {@link #curve} has them
   */
  public float[] curveWithoutItself(
      float[] average, float[] image, float[] power, double degrees, double weight) {
    float[] re = new float[frequencies];
    float[] im = new float[frequencies];
    correlate(average, image, re, im);
    for (int k = 0; k < frequencies; k++) {
      double phase = -2 * Math.PI * k * degrees / HALF_TURN;
      re[k] -= (float) (weight * power[k] * Math.cos(phase));
      im[k] -= (float) (weight * power[k] * Math.sin(phase));
    }
    return curveOf(re, im);
  }

  /** The power of a transform at each frequency along angle, summed over rows. */
  public float[] power(float[] image) {
    float[] power = new float[frequencies];
    for (int row = 0; row < rows; row++) {
      int re = row * 2 * frequencies;
      int im = re + frequencies;
      for (int k = 0; k < frequencies; k++) {
        power[k] += image[re + k] * image[re + k] + image[im + k] * image[im + k];
      }
    }
    return power;
  }

  /** Adds up the products of a reference and an image over rows, at each frequency along angle. */
  private void correlate(float[] reference, float[] image, float[] re, float[] im) {
    for (int row = 0; row < rows; row++) {
      int a = row * 2 * frequencies;
      int b = a + frequencies;
      for (int k = 0; k < frequencies; k++) {
        re[k] += reference[a + k] * image[a + k] + reference[b + k] * image[b + k];
        im[k] += reference[b + k] * image[a + k] - reference[a + k] * image[b + k];
      }
    }
  }

  private float[] curveOf(float[] re, float[] im) {
    float[] curve = new float[bins];
    curve[0] = re[0];
    curve[1] = re[frequencies - 1];
    for (int k = 1; k < frequencies - 1; k++) {
      curve[2 * k] = re[k];
      curve[2 * k + 1] = im[k];
    }
    transform.realInverse(curve, true);
    return curve;
  }

  /**
   * Reads a curve.
   *
   * @param curve from {@link #curve}
   * @param logitScale what turns it into logits, {@code PolarModel.logitScale}
   */
  public Match read(float[] curve, double logitScale) {
    double peak = AngleCurve.peakDegrees(curve);
    float[] probabilities = AngleCurve.probabilities(curve, logitScale);
    double width = HALF_TURN / bins;
    int reach = (int) Math.round(CONFIDENCE_DEGREES / width);
    int at = (int) Math.round(peak / width);
    double confidence = 0;
    for (int i = at - reach; i <= at + reach; i++) {
      confidence += probabilities[Math.floorMod(i, bins)];
    }
    // p = exp(logit) / sum: the sum follows from any one bin.
    int bin = Math.floorMod(at, bins);
    double logSum = logitScale * curve[bin] - Math.log(probabilities[bin]);
    return new Match(peak, Math.min(1, confidence), logSum - Math.log(bins));
  }

  /** Compares two transforms. */
  public Match match(float[] reference, float[] image, double logitScale) {
    return read(curve(reference, image), logitScale);
  }
}
