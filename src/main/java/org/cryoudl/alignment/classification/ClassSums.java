package org.cryoudl.alignment.classification;

import java.util.Arrays;

/**
 * What a round adds up for each class: the numerator {@code sum p CTF X} of its average in circular
 * harmonics, turned into the class's frame, the denominator {@code sum p CTF^2} along each ring, and
 * {@code sum p}, where p are posteriors.
 */
final class ClassSums {

  private final int classes;
  private final int rings;
  private final int harmonics;

  /** By class; then harmonic; then real parts ring by ring, and imaginary parts. */
  final float[][] numerator;

  /** By class, then ring. */
  final float[][] denominator;

  /** By class. */
  final double[] weight;

  ClassSums(int classes, PolarFrequencies frequencies) {
    this(classes, frequencies.rings(), frequencies.harmonics());
  }

  private ClassSums(int classes, int rings, int harmonics) {
    this.classes = classes;
    this.rings = rings;
    this.harmonics = harmonics;
    this.numerator = new float[classes][2 * rings * harmonics];
    this.denominator = new float[classes][rings];
    this.weight = new double[classes];
  }

  int classes() {
    return classes;
  }

  /** Adds other sums of the same shape. */
  void add(ClassSums other) {
    addScaled(other, 1);
  }

  /** Multiplies these by a factor. */
  void scale(double factor) {
    for (int k = 0; k < classes; k++) {
      for (int j = 0; j < numerator[k].length; j++) {
        numerator[k][j] *= (float) factor;
      }
      for (int r = 0; r < rings; r++) {
        denominator[k][r] *= (float) factor;
      }
      weight[k] *= factor;
    }
  }

  /** Adds other sums of the same shape, times a factor. */
  void addScaled(ClassSums other, double factor) {
    float f = (float) factor;
    for (int k = 0; k < classes; k++) {
      for (int j = 0; j < numerator[k].length; j++) {
        numerator[k][j] += f * other.numerator[k][j];
      }
      for (int r = 0; r < rings; r++) {
        denominator[k][r] += f * other.denominator[k][r];
      }
      weight[k] += factor * other.weight[k];
    }
  }

  /** Takes a class over from other sums of the same shape. */
  void put(int classNumber, ClassSums other, int from) {
    numerator[classNumber] = other.numerator[from].clone();
    denominator[classNumber] = other.denominator[from].clone();
    weight[classNumber] = other.weight[from];
  }

  /** Sums of the same shape and content. */
  ClassSums copy() {
    ClassSums copy = new ClassSums(classes, rings, harmonics);
    for (int k = 0; k < classes; k++) {
      copy.numerator[k] = Arrays.copyOf(numerator[k], numerator[k].length);
      copy.denominator[k] = Arrays.copyOf(denominator[k], rings);
      copy.weight[k] = weight[k];
    }
    return copy;
  }
}
