package org.cryoudl.alignment;

import java.util.Arrays;
import java.util.stream.IntStream;

/** To which of several classes each particle belongs, and its best turn in each of them. */
final class ClassMembership {

  /** The most probable class of each particle. */
  final int[] classIndex;

  /** Posterior of each class, by particle. */
  final float[][] shares;

  /** Best turn in each class, by particle; NaN where none was tried. */
  final float[][] psiDegrees;

  /**
   * @param size number of particles
   * @param classes number of classes
   */
  ClassMembership(int size, int classes) {
    classIndex = new int[size];
    shares = new float[size][classes];
    psiDegrees = new float[size][classes];
  }

  int size() {
    return classIndex.length;
  }

  int classes() {
    return shares.length == 0 ? 0 : shares[0].length;
  }

  /** Number of particles whose most probable class is each. */
  int[] sizes() {
    int[] sizes = new int[classes()];
    for (int k : classIndex) {
      sizes[k]++;
    }
    return sizes;
  }

  /** Share of the particles in each class, by their posteriors. */
  double[] weights() {
    double[] weights = new double[classes()];
    for (float[] share : shares) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += share[k] / shares.length;
      }
    }
    return weights;
  }

  /** Puts a particle into one class for certain. */
  void put(int particle, int classNumber) {
    classIndex[particle] = classNumber;
    Arrays.fill(shares[particle], 0);
    shares[particle][classNumber] = 1;
  }

  /** Takes over what a search found; turns of classes that were not tried stay. */
  void set(int particle, PoseSearch.Found found) {
    double[] share = found.classShares();
    for (int k = 0; k < share.length; k++) {
      shares[particle][k] = (float) share[k];
      if (!Double.isNaN(found.classDegrees()[k])) {
        psiDegrees[particle][k] = (float) found.classDegrees()[k];
      }
    }
    classIndex[particle] = found.classIndex();
  }

  /** Makes this as another of the same size is. */
  void takeOver(ClassMembership other) {
    System.arraycopy(other.classIndex, 0, classIndex, 0, classIndex.length);
    for (int i = 0; i < classIndex.length; i++) {
      shares[i] = other.shares[i].clone();
      psiDegrees[i] = other.psiDegrees[i].clone();
    }
  }

  /** The particles of a class. */
  int[] members(int classNumber) {
    return IntStream.range(0, classIndex.length)
        .filter(i -> classIndex[i] == classNumber)
        .toArray();
  }
}
