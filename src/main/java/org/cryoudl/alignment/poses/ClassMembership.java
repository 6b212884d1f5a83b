package org.cryoudl.alignment.poses;

import java.util.Arrays;
import java.util.stream.IntStream;

/** To which of several classes each particle belongs. */
public final class ClassMembership {

  /** Posterior of a class that a search gave up as impossible. */
  private static final float LEAST_SHARE = 1e-12f;

  /** The most probable class of each particle. */
  public final int[] classIndex;

  /** Posterior of each class, by particle. */
  public final float[][] shares;

  /** Turns of each particle in the classes that a search compared it with last. */
  public final ClassTurns[] turns;

  /**
   * @param size number of particles
   * @param classes number of classes
   */
  public ClassMembership(int size, int classes) {
    classIndex = new int[size];
    shares = new float[size][classes];
    turns = new ClassTurns[size];
    Arrays.fill(turns, ClassTurns.NONE);
  }

  int size() {
    return classIndex.length;
  }

  /** What is known of all particles, to be kept; shares the arrays. */
  public record Kept(int[] classIndex, float[][] shares, ClassTurns[] turns) {

    /**
     * The membership of as many particles.
     *
     * @param classes number of classes
     */
    public ClassMembership restored(int classes) {
      ClassMembership membership = new ClassMembership(classIndex.length, classes);
      membership.restore(this);
      return membership;
    }
  }

  /** What is known of all particles, to be kept. */
  public Kept kept() {
    return new Kept(classIndex, shares, turns);
  }

  /** Takes over what was known of the same particles. */
  public void restore(Kept kept) {
    System.arraycopy(kept.classIndex, 0, classIndex, 0, size());
    System.arraycopy(kept.shares, 0, shares, 0, size());
    System.arraycopy(kept.turns, 0, turns, 0, size());
  }

  public int classes() {
    return shares.length == 0 ? 0 : shares[0].length;
  }

  /** Number of particles whose most probable class is each. */
  public int[] sizes() {
    int[] sizes = new int[classes()];
    for (int k : classIndex) {
      sizes[k]++;
    }
    return sizes;
  }

  /** Share of the particles in each class, by their posteriors. */
  public double[] weights() {
    double[] weights = new double[classes()];
    for (float[] share : shares) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] += share[k] / shares.length;
      }
    }
    return weights;
  }

  /** Puts a particle into one class for certain. */
  public void put(int particle, int classNumber) {
    classIndex[particle] = classNumber;
    Arrays.fill(shares[particle], 0);
    shares[particle][classNumber] = 1;
  }

  /** Takes over a likeliest class, the posteriors of all, and turns in some. */
  public void put(int particle, int classNumber, float[] posteriors, ClassTurns found) {
    classIndex[particle] = classNumber;
    turns[particle] = found;
    System.arraycopy(posteriors, 0, shares[particle], 0, posteriors.length);
  }

  /** Takes over what a search found. */
  public void set(int particle, PoseFound found) {
    double[] share = found.classShares();
    for (int k = 0; k < share.length; k++) {
      shares[particle][k] = (float) share[k];
    }
    classIndex[particle] = found.classIndex();
  }

  /** Takes over the membership of some particles. */
  public void put(int[] indices, ClassMembership picked) {
    for (int i = 0; i < indices.length; i++) {
      classIndex[indices[i]] = picked.classIndex[i];
      shares[indices[i]] = picked.shares[i].clone();
      turns[indices[i]] = picked.turns[i];
    }
  }

  /** Posterior of each particle's own class. */
  public double[] ownShares() {
    return IntStream.range(0, size()).mapToDouble(i -> shares[i][classIndex[i]]).toArray();
  }

  /**
   * Makes particles no surer of their classes than those are that had no part in the averages:
   * those that had one have left their noise in them. Logarithms of all posteriors are multiplied
   * by what brings the mean posterior of the own class down to theirs.
   *
   * @param certainty mean posterior of the own class of particles that had no part
   */
  public void temper(double certainty) {
    int[] sizes = sizes();
    for (float[] share : shares) {
      for (int k = 0; k < sizes.length; k++) {
        share[k] = sizes[k] > 0 ? Math.max(share[k], LEAST_SHARE) : 0;
      }
    }
    double factor = PosteriorTempering.factor(this::meanCertainty, certainty);
    for (int i = 0; i < size(); i++) {
      shares[i] = tempered(shares[i], factor);
    }
  }

  /**
   * Brings each particle's own class closer to every other one, as far as these two do not differ:
   * the odds between them are taken to the power of the share of their difference that is real, and
   * for the rest are those of their sizes.
   *
   * @param real by two classes, 0 (one view) to 1
   */
  public void moderate(double[][] real) {
    double[] weights = weights();
    for (int i = 0; i < size(); i++) {
      int own = classIndex[i];
      double[] odds = new double[weights.length];
      double sum = 0;
      for (int k = 0; k < odds.length; k++) {
        double found = Math.max(shares[i][k], LEAST_SHARE) / Math.max(shares[i][own], LEAST_SHARE);
        double bySize = weights[k] / Math.max(weights[own], LEAST_SHARE);
        double s = real[own][k];
        odds[k] = weights[k] > 0 ? Math.pow(found, s) * Math.pow(bySize, 1 - s) : 0;
        sum += odds[k];
      }
      for (int k = 0; k < odds.length; k++) {
        shares[i][k] = (float) (odds[k] / sum);
      }
    }
  }

  /**
   * As {@link #moderate}, where each class is known only in part: so are the odds between it and
   * any other.
   *
   * @param certainty by class, 0 to 1
   */
  public void moderateByClass(double[] certainty) {
    double[][] real = new double[certainty.length][certainty.length];
    for (int a = 0; a < real.length; a++) {
      for (int b = 0; b < real.length; b++) {
        real[a][b] = a == b ? 1 : Math.min(certainty[a], certainty[b]);
      }
    }
    moderate(real);
  }

  private double meanCertainty(double factor) {
    return IntStream.range(0, size())
        .mapToDouble(i -> tempered(shares[i], factor)[classIndex[i]])
        .average()
        .orElse(1);
  }

  private static float[] tempered(float[] shares, double factor) {
    double[] powers = new double[shares.length];
    double sum = 0;
    for (int k = 0; k < powers.length; k++) {
      powers[k] = shares[k] > 0 ? Math.pow(shares[k], factor) : 0;
      sum += powers[k];
    }
    float[] tempered = new float[shares.length];
    for (int k = 0; k < powers.length; k++) {
      tempered[k] = (float) (powers[k] / sum);
    }
    return tempered;
  }

  /**
   * Takes back what was found of particles in classes whose averages are doubtful: as far as an
   * average shows nothing, that they belong there is as likely as it is for any particle.
   *
   * @param certainty by class: 1 leaves its particles as they are, 0 takes all back
   */
  public void doubt(double[] certainty) {
    double[] weights = weights();
    for (int i = 0; i < size(); i++) {
      double sure = certainty[classIndex[i]];
      for (int c = 0; c < weights.length; c++) {
        shares[i][c] = (float) (sure * shares[i][c] + (1 - sure) * weights[c]);
      }
    }
  }

  /** The particles of a class. */
  public int[] members(int classNumber) {
    return IntStream.range(0, classIndex.length)
        .filter(i -> classIndex[i] == classNumber)
        .toArray();
  }
}
