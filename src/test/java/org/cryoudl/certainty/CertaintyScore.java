package org.cryoudl.certainty;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.geometry.Angles;
import org.cryoudl.testing.Calibration;

/**
 * What alignments of simulated sets stated of their particles, beside what is true.
 *
 * @param pose confidence: class and psi within ten degrees
 * @param halfTurn probability of the half-turn, of particles whose psi is right modulo 180 degrees
 * @param classes posterior of the class
 */
record CertaintyScore(Calibration pose, Calibration halfTurn, Calibration classes) {

  private static final int BINS = 10;
  private static final double RIGHT_DEGREES = 10;

  static CertaintyScore empty() {
    return new CertaintyScore(new Calibration(BINS), new Calibration(BINS), new Calibration(BINS));
  }

  /** Adds all particles of a set that are not flagged. */
  void add(CertaintySet set, Alignment found) {
    int views = set.simulator().specimens().size() + 1;
    int[] view = new int[found.size()];
    for (int i = 0; i < view.length; i++) { // all junk is a view of its own, the last
      view[i] = set.truth(i).junk().isPresent() ? views - 1 : set.truth(i).specimen();
    }
    int[][] counts = new int[found.views().size()][views];
    int[] sizes = new int[views];
    for (int i = 0; i < view.length; i++) {
      counts[found.particles().classIndex()[i]][view[i]]++;
      sizes[view[i]]++;
    }
    for (int k = 0; k < counts.length; k++) {
      int main = 0;
      for (int v = 1; v < views; v++) {
        main = counts[k][v] > counts[k][main] ? v : main;
      }
      addClass(set, found, k, view, main, sharesOf(counts, main, k, sizes));
    }
  }

  /**
   * The share of a view's particles among all classes of that view that a class holds: where
   * several classes show one view, another image of the same particle would fall into this class
   * that often.
   */
  private static double sharesOf(int[][] counts, int main, int k, int[] sizes) {
    int inClassesOfView = 0;
    for (int[] count : counts) {
      boolean own = true;
      for (int other : count) {
        own &= other <= count[main];
      }
      inClassesOfView += own ? count[main] : 0;
    }
    return sizes[main] == 0 || inClassesOfView == 0
        ? 0
        : (double) counts[k][main] / inClassesOfView;
  }

  private void addClass(
      CertaintySet set, Alignment found, int k, int[] view, int main, double share) {
    ParticleResults particles = found.particles();
    boolean several = found.views().size() > 1;
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < view.length; i++) {
      if (particles.classIndex()[i] == k) {
        members.add(i);
      }
    }
    double[] turned = new double[view.length];
    for (int i : members) {
      turned[i] = particles.poses()[i].psiDegrees() - set.truth(i).view().psiDegrees();
    }
    double[] frames =
        members.stream().filter(i -> view[i] == main).mapToDouble(i -> turned[i]).toArray();
    double frame = 0;
    long most = 0;
    for (double candidate : frames) {
      long within =
          Arrays.stream(frames)
              .filter(t -> Math.abs(Angles.wrap(t - candidate, 360)) <= RIGHT_DEGREES / 2)
              .count();
      if (within > most) {
        most = within;
        frame = candidate;
      }
    }
    for (int i : members) {
      if (particles.reliability().map(r -> r.outlier()[i]).orElse(false)) {
        continue;
      }
      double belongs = view[i] == main ? share : 0;
      if (several) {
        classes.add(particles.classPosterior()[i], belongs);
      }
      double off = Math.abs(Angles.wrap(turned[i] - frame, 360));
      boolean junk = set.truth(i).junk().isPresent();
      pose.add(particles.confidence()[i], off <= RIGHT_DEGREES && !junk ? belongs : 0);
      if (view[i] == main && !junk && Math.min(off, 180 - off) <= RIGHT_DEGREES) {
        double stated = particles.reliability().map(r -> r.halfTurnProbability()[i]).orElse(1.0);
        halfTurn.add(stated, off <= RIGHT_DEGREES);
      }
    }
  }
}
