package org.cryoudl.alignment.classification;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.sections.InVolumes;
import org.cryoudl.alignment.sections.Viewed;
import org.cryoudl.alignment.sections.VolumesModel;

/** What is known of the particles of a search, and of their classes; it changes with the passes. */
final class ClassState {

  /** Smallest standard deviation of origins that a start is taken to have, in pixels. */
  private static final double LEAST_SIGMA = 0.5;

  /** Likeliest class of each particle; -1 of one that is in none. */
  final int[] classOf;

  /** What the last pass found. */
  PolarPosteriors posteriors;

  /** Standard deviation of origins along an axis. */
  double shiftSigmaPixels;

  /** Of all particles, against noise. */
  double logEvidence = Double.NEGATIVE_INFINITY;

  int classes = 1;

  /** How often classes were divided. */
  int divisions;

  /** Log of the share of each class that passes take for granted. */
  double[] logWeights = ExpectationPass.Prior.equalLogWeights(1);

  /** Whether all particles have a pose from a pass, or from the start. */
  boolean placed;

  /** The volumes of which classes are views; empty where all averages are free. */
  Optional<VolumesModel> volumes = Optional.empty();

  ClassState(int particles, double shiftSigmaPixels) {
    this.classOf = new int[particles];
    this.posteriors = new PolarPosteriors(particles, 1, true);
    this.shiftSigmaPixels = shiftSigmaPixels;
  }

  /** Takes over given classes, and poses if these are not held. */
  void begin(SearchStart.AtPoses known, boolean held) {
    System.arraycopy(known.classIndex(), 0, classOf, 0, classOf.length);
    placed = true;
    if (!held) {
      System.arraycopy(known.poses(), 0, posteriors.poses, 0, classOf.length);
      double squares =
          Arrays.stream(known.poses())
              .mapToDouble(p -> Math.pow(p.originXPixels(), 2) + Math.pow(p.originYPixels(), 2))
              .sum();
      shiftSigmaPixels = Math.max(LEAST_SIGMA, Math.sqrt(squares / classOf.length / 2));
    }
  }

  /** Takes over the groups of views of volumes, and classes beside them. */
  void take(InVolumes found) {
    setClasses(found.model().classes());
    Viewed.Grouped particles = found.particles();
    for (int i = 0; i < classOf.length; i++) {
      posteriors.shares[i] = particles.shares()[i];
      posteriors.poses[i] = particles.poses()[i];
      posteriors.turns[i] = particles.turns()[i];
      posteriors.logEvidence[i] = particles.logEvidence()[i];
      classOf[i] = posteriors.classOf(i);
    }
    placed = true;
    volumes = Optional.of(found.model());
    shiftSigmaPixels = found.model().shiftSigmaPixels();
    logEvidence = Arrays.stream(particles.logEvidence()).sum();
  }

  /** Number of particles whose likeliest class is each. */
  int[] sizes() {
    int[] sizes = new int[classes];
    for (int k : classOf) {
      if (k >= 0) {
        sizes[k]++;
      }
    }
    return sizes;
  }

  /** Makes room for more classes, which are empty. */
  void setClasses(int count) {
    classes = count;
    logWeights = ExpectationPass.Prior.equalLogWeights(count);
    PolarPosteriors wider = new PolarPosteriors(classOf.length, count, true);
    System.arraycopy(posteriors.poses, 0, wider.poses, 0, classOf.length);
    posteriors = wider;
  }

  /** Gives classes up; their particles have no part in the averages that come next. */
  void giveUp(int... given) {
    int[] number = new int[classes];
    int left = 0;
    for (int k = 0; k < classes; k++) {
      int own = k;
      number[k] = IntStream.of(given).anyMatch(g -> g == own) ? -1 : left++;
    }
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = classOf[i] < 0 ? -1 : number[classOf[i]];
    }
    setClasses(left);
  }

  /** Takes the likeliest classes of the last pass. */
  void choose() {
    for (int i = 0; i < classOf.length; i++) {
      classOf[i] = posteriors.classOf(i);
    }
  }

  /** Lets another know the same. */
  void copyTo(ClassState other) {
    other.setClasses(classes);
    System.arraycopy(classOf, 0, other.classOf, 0, classOf.length);
    System.arraycopy(posteriors.poses, 0, other.posteriors.poses, 0, classOf.length);
    other.shiftSigmaPixels = shiftSigmaPixels;
    other.logWeights = logWeights;
    other.placed = placed;
    other.divisions = divisions;
  }
}
