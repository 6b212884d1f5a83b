package org.cryoudl.alignment.harmonics;

/**
 * Factors by which functions on a half circle of frequencies are moved: {@code exp(-2 pi i k.o)} at
 * every angle, ring and shift of a grid. The grid lies in the frame of the class; see the pass of
 * expectation-maximisation.
 */
public final class ShiftPhases {

  private static final int HALF = PolarFrequencies.HALF_ANGLES;

  private final PolarFrequencies frequencies;
  private final int shifts;

  /** By shift, angle, ring. */
  private final float[] cos;

  private final float[] sin;

  public ShiftPhases(PolarFrequencies frequencies, ShiftGrid grid) {
    this.frequencies = frequencies;
    this.shifts = grid.size();
    int rings = frequencies.rings();
    this.cos = new float[shifts * HALF * rings];
    this.sin = new float[cos.length];
    for (int o = 0; o < shifts; o++) {
      for (int h = 0; h < HALF; h++) {
        double angle = PolarFrequencies.angle(h);
        double unit =
            -2
                * Math.PI
                / frequencies.box()
                * (Math.cos(angle) * grid.xPixels[o] + Math.sin(angle) * grid.yPixels[o]);
        for (int r = 0; r < rings; r++) {
          int at = (o * HALF + h) * rings + r;
          cos[at] = (float) Math.cos(unit * (r + 1));
          sin[at] = (float) Math.sin(unit * (r + 1));
        }
      }
    }
  }

  public int shifts() {
    return shifts;
  }

  /**
   * Moves a function back by every shift.
   *
   * @param real by angle, ring
   * @param toReal receives, by angle, shift, ring, of {@code width} numbers an angle; this
   *     function's begin at {@code offset}
   */
  public void spreadBack(
      float[] real, float[] imaginary, float[] toReal, float[] toImaginary, int width, int offset) {
    int rings = frequencies.rings();
    for (int h = 0; h < HALF; h++) {
      for (int o = 0; o < shifts; o++) {
        int phase = (o * HALF + h) * rings;
        int to = h * width + offset + o * rings;
        for (int r = 0; r < rings; r++) {
          float c = cos[phase + r];
          float s = sin[phase + r];
          float x = real[h * rings + r];
          float y = imaginary[h * rings + r];
          toReal[to + r] = x * c + y * s;
          toImaginary[to + r] = y * c - x * s;
        }
      }
    }
  }

  /**
   * Moves a function by one shift and adds it.
   *
   * @param real by angle, ring, of {@code width} numbers an angle; this function's begin at {@code
   *     offset}
   * @param toReal by angle, ring
   */
  public void gather(
      int shift,
      float[] real,
      float[] imaginary,
      int width,
      int offset,
      float[] toReal,
      float[] toImaginary) {
    int rings = frequencies.rings();
    for (int h = 0; h < HALF; h++) {
      int phase = (shift * HALF + h) * rings;
      int from = h * width + offset;
      for (int r = 0; r < rings; r++) {
        float c = cos[phase + r];
        float s = sin[phase + r];
        float x = real[from + r];
        float y = imaginary[from + r];
        toReal[h * rings + r] += x * c - y * s;
        toImaginary[h * rings + r] += x * s + y * c;
      }
    }
  }
}
