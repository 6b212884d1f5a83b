package org.cryoudl.alignment.expectation;

import org.cryoudl.alignment.harmonics.PolarFrequencies;

/**
 * What a round adds up for each class: the numerator {@code sum p CTF X} of its average in circular
 * harmonics, turned into the class's frame, the denominator {@code sum p CTF^2} along each ring,
 * and {@code sum p}, where p are posteriors.
 */
public final class ClassSums {

  private final int classes;
  private final int rings;
  private final int harmonics;

  /** By class; then harmonic; then real parts ring by ring, and imaginary parts. */
  public final float[][] numerator;

  /** By class, then ring. */
  public final float[][] denominator;

  /** By class. */
  public final double[] weight;

  public ClassSums(int classes, PolarFrequencies frequencies) {
    this(classes, frequencies.rings(), frequencies.harmonics());
  }

  private ClassSums(int classes, int rings, int harmonics) {
    this(
        rings,
        harmonics,
        new float[classes][2 * rings * harmonics],
        new float[classes][rings],
        new double[classes]);
  }

  private ClassSums(
      int rings, int harmonics, float[][] numerator, float[][] denominator, double[] weight) {
    this.classes = weight.length;
    this.rings = rings;
    this.harmonics = harmonics;
    this.numerator = numerator;
    this.denominator = denominator;
    this.weight = weight;
  }

  /** The sums, to be kept; shares the arrays. */
  public record Kept(int rings, float[][] numerator, float[][] denominator, double[] weight) {

    /** The same sums. */
    public ClassSums restored() {
      return new ClassSums(
          rings, numerator[0].length / (2 * rings), numerator, denominator, weight);
    }
  }

  /** The sums, to be kept. */
  public Kept kept() {
    return new Kept(rings, numerator, denominator, weight);
  }

  public int classes() {
    return classes;
  }

  /** Sums of nothing, of the same shape. */
  ClassSums empty() {
    return new ClassSums(classes, rings, harmonics);
  }

  /** Adds several of the same shape; returns these. */
  ClassSums plus(ClassSums... others) {
    for (ClassSums other : others) {
      add(other);
    }
    return this;
  }

  /** Adds other sums of the same shape. */
  public void add(ClassSums other) {
    for (int k = 0; k < classes; k++) {
      for (int j = 0; j < numerator[k].length; j++) {
        numerator[k][j] += other.numerator[k][j];
      }
      for (int r = 0; r < rings; r++) {
        denominator[k][r] += other.denominator[k][r];
      }
      weight[k] += other.weight[k];
    }
  }

  /**
   * Adds a particle to one class.
   *
   * @param values by harmonic: real parts ring by ring, then imaginary parts
   * @param ctfSquared along each ring, or more rings
   */
  public void add(int classNumber, float[] values, float[] ctfSquared) {
    for (int j = 0; j < values.length; j++) {
      numerator[classNumber][j] += values[j];
    }
    for (int r = 0; r < rings; r++) {
      denominator[classNumber][r] += ctfSquared[r];
    }
    weight[classNumber]++;
  }

  /**
   * Sums whose averages lie beyond these, on the way from those before: {@code these + factor
   * (these - before)}; denominators stay.
   */
  public ClassSums beyond(ClassSums before, double factor) {
    ClassSums beyond = new ClassSums(classes, rings, harmonics);
    float f = (float) factor;
    for (int k = 0; k < classes; k++) {
      for (int j = 0; j < numerator[k].length; j++) {
        beyond.numerator[k][j] = numerator[k][j] + f * (numerator[k][j] - before.numerator[k][j]);
      }
      beyond.denominator[k] = denominator[k].clone();
      beyond.weight[k] = weight[k];
    }
    return beyond;
  }
}
