package org.cryoudl.alignment.expectation;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.harmonics.Bessel;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.image.Image;

/**
 * Averages in circular harmonics as pictures to look at, by Hankel transforms: {@code f(rho, phi) =
 * Re sum over m of i^m exp(i m phi) sum over r of 2 pi r F_m(r) J_m(2 pi r rho)}, rho as a share of
 * the box. The pictures have no more pixels than their frequencies need; only the disc within the
 * box is drawn. A picture takes well under a millisecond.
 */
public final class AveragePictures {

  /** Radii a pixel, between which the inner sums are interpolated. */
  private static final int RADII_PER_PIXEL = 8;

  private final PolarFrequencies frequencies;
  private final int side;
  private final int radii;

  /** Real and imaginary parts of {@code i^m exp(i m phi)} by pixel and harmonic. */
  private final float[] turns;

  /** {@code 2 pi r J_m(2 pi r rho)} by radius, harmonic and ring. */
  private final float[] hankel;

  public AveragePictures(PolarFrequencies frequencies) {
    this.frequencies = frequencies;
    this.side = Math.min(frequencies.box(), 2 * (frequencies.rings() + 2));
    this.radii = RADII_PER_PIXEL * side / 2 + 2;
    this.turns = turns();
    int rings = frequencies.rings();
    int harmonics = frequencies.harmonics();
    this.hankel = new float[radii * harmonics * rings];
    for (int n = 0; n < radii; n++) {
      double rho = Math.max(1e-6, (double) n / RADII_PER_PIXEL / side);
      for (int r = 0; r < rings; r++) {
        double circle = 2 * Math.PI * (r + 1);
        double[] bessel = Bessel.upTo(harmonics, circle * rho);
        for (int j = 0; j < harmonics; j++) {
          hankel[(n * harmonics + j) * rings + r] =
              (float) (circle * bessel[frequencies.order(j)] * frequencies.multiplicity(j));
        }
      }
    }
  }

  /** The factors of all pixels, real and imaginary parts by harmonic. */
  private float[] turns() {
    int harmonics = frequencies.harmonics();
    float[] factors = new float[2 * side * side * harmonics];
    int centre = Image.centre(side);
    for (int p = 0; p < side * side; p++) {
      double angle = Math.atan2(p / side - centre, p % side - centre) + Math.PI / 2;
      for (int j = 0; j < harmonics; j++) {
        factors[2 * (p * harmonics + j)] = (float) Math.cos(frequencies.order(j) * angle);
        factors[2 * (p * harmonics + j) + 1] = (float) Math.sin(frequencies.order(j) * angle);
      }
    }
    return factors;
  }

  /** Side of the pictures in pixels. */
  public int side() {
    return side;
  }

  /** The averages that a filter makes of sums. */
  public List<Image> of(ClassFilter filter, ClassSums sums) {
    List<Image> pictures = new ArrayList<>();
    for (int k = 0; k < sums.classes(); k++) {
      pictures.add(picture(filter.average(sums.numerator[k], sums.denominator[k])));
    }
    return pictures;
  }

  /**
   * One picture.
   *
   * @param average by harmonic: real parts ring by ring, then imaginary parts
   */
  Image picture(float[] average) {
    int harmonics = frequencies.harmonics();
    float[] inner = inner(average);
    float[] pixels = new float[side * side];
    int centre = Image.centre(side);
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        double radius = Math.hypot(column - centre, row - centre) * RADII_PER_PIXEL;
        int below = (int) radius;
        if (below + 1 >= radii) {
          continue;
        }
        float part = (float) (radius - below);
        int at = below * 2 * harmonics;
        int next = at + 2 * harmonics;
        double value = 0;
        for (int j = 0; j < harmonics; j++) {
          int turn = 2 * ((row * side + column) * harmonics + j);
          value +=
              turns[turn] * ((1 - part) * inner[at + 2 * j] + part * inner[next + 2 * j])
                  - turns[turn + 1]
                      * ((1 - part) * inner[at + 2 * j + 1] + part * inner[next + 2 * j + 1]);
        }
        pixels[row * side + column] = (float) value;
      }
    }
    return Image.square(side, pixels);
  }

  /** The sums over rings, real and imaginary parts, by radius and harmonic. */
  private float[] inner(float[] average) {
    int rings = frequencies.rings();
    int harmonics = frequencies.harmonics();
    float[] inner = new float[radii * 2 * harmonics];
    for (int n = 0; n < radii; n++) {
      for (int j = 0; j < harmonics; j++) {
        int table = (n * harmonics + j) * rings;
        int at = 2 * rings * j;
        float re = 0;
        float im = 0;
        for (int r = 0; r < rings; r++) {
          re += hankel[table + r] * average[at + r];
          im += hankel[table + r] * average[at + rings + r];
        }
        inner[(n * harmonics + j) * 2] = re;
        inner[(n * harmonics + j) * 2 + 1] = im;
      }
    }
    return inner;
  }
}
