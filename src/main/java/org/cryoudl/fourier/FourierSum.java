package org.cryoudl.fourier;

/**
 * The real function {@code f(d) = sum_k P(k) exp(2 pi i k.d / box) / box^2} of a half spectrum at
 * any point, with its gradient and second derivatives per pixel. The Nyquist frequency of an even
 * box should be zero in P. Holds the outcome of the last evaluation; one per thread.
 */
final class FourierSum {

  private final int box;
  private final int columns;
  private final float[] spectrum;
  private final float[] phase;
  private double value;
  private double gx;
  private double gy;
  private double xx;
  private double xy;
  private double yy;

  /**
   * @param spectrum {@link HalfSpectrum#length} floats, not copied
   */
  FourierSum(int box, float[] spectrum) {
    this.box = box;
    this.columns = HalfSpectrum.columns(box);
    this.spectrum = spectrum;
    this.phase = new float[2 * columns];
  }

  void evaluate(double dx, double dy) {
    double unit = 2 * Math.PI / box;
    for (int kx = 0; kx < columns; kx++) {
      // Frequencies with kx > 0 stand for their conjugates too.
      double multiplicity = HalfSpectrum.multiplicity(box, kx);
      phase[2 * kx] = (float) (multiplicity * Math.cos(unit * kx * dx));
      phase[2 * kx + 1] = (float) (multiplicity * Math.sin(unit * kx * dx));
    }
    value = 0;
    gx = 0;
    gy = 0;
    xx = 0;
    xy = 0;
    yy = 0;
    for (int r = 0; r < box; r++) {
      addRow(r, dy);
    }
    double scale = 1.0 / ((double) box * box);
    value *= scale;
    gx *= scale * unit;
    gy *= scale * unit;
    xx *= scale * unit * unit;
    xy *= scale * unit * unit;
    yy *= scale * unit * unit;
  }

  private void addRow(int r, double dy) {
    // Along the row: sum of P e, of kx P e and of kx^2 P e, with e = exp(2 pi i kx dx / box).
    float re0 = 0;
    float im0 = 0;
    float re1 = 0;
    float im1 = 0;
    float re2 = 0;
    float im2 = 0;
    for (int kx = 0, i = 2 * r * columns; kx < columns; kx++, i += 2) {
      float re = spectrum[i] * phase[2 * kx] - spectrum[i + 1] * phase[2 * kx + 1];
      float im = spectrum[i] * phase[2 * kx + 1] + spectrum[i + 1] * phase[2 * kx];
      float kre = kx * re;
      float kim = kx * im;
      re0 += re;
      im0 += im;
      re1 += kre;
      im1 += kim;
      re2 += kx * kre;
      im2 += kx * kim;
    }
    int ky = HalfSpectrum.rowFrequency(box, r);
    double cos = Math.cos(2 * Math.PI / box * ky * dy);
    double sin = Math.sin(2 * Math.PI / box * ky * dy);
    double real = re0 * cos - im0 * sin;
    value += real;
    gx -= re1 * sin + im1 * cos;
    gy -= ky * (re0 * sin + im0 * cos);
    xx -= re2 * cos - im2 * sin;
    xy -= ky * (re1 * cos - im1 * sin);
    yy -= ky * ky * real;
  }

  double value() {
    return value;
  }

  double gx() {
    return gx;
  }

  double gy() {
    return gy;
  }

  double xx() {
    return xx;
  }

  double xy() {
    return xy;
  }

  double yy() {
    return yy;
  }
}
