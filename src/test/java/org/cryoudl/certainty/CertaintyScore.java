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
    for (int i = 0; i < view.length; i++) {
      counts[found.particles().classIndex()[i]][view[i]]++;
    }
    for (int v = 0; v < views; v++) {
      int[] home = home(counts, v);
      for (int k = 0; k < counts.length; k++) {
        addView(set, found, k, view, v, home[k] / (double) Math.max(1, Arrays.stream(home).sum()));
      }
    }
  }

  /**
   * The particles of a view in the classes that show it, 0 in all others: those in which no other
   * view has more particles; if there are none, the one that holds most of them. Where several
   * classes show one view, another image of the same particle would fall into each that often.
   */
  private static int[] home(int[][] counts, int v) {
    int[] home = new int[counts.length];
    int most = 0;
    for (int k = 0; k < counts.length; k++) {
      home[k] = counts[k][v] == Arrays.stream(counts[k]).max().orElseThrow() ? counts[k][v] : 0;
      most = counts[k][v] > counts[most][v] ? k : most;
    }
    if (Arrays.stream(home).sum() == 0) {
      home[most] = counts[most][v];
    }
    return home;
  }

  /** Adds the particles of a view in a class. */
  private void addView(
      CertaintySet set, Alignment found, int k, int[] view, int v, double belongs) {
    ParticleResults particles = found.particles();
    boolean several = found.views().size() > 1;
    boolean junk = v == set.simulator().specimens().size();
    List<Integer> members = new ArrayList<>();
    for (int i = 0; i < view.length; i++) {
      if (particles.classIndex()[i] == k && view[i] == v) {
        members.add(i);
      }
    }
    double[] turned = new double[view.length];
    for (int i : members) {
      turned[i] = particles.poses()[i].psiDegrees() - set.truth(i).view().psiDegrees();
    }
    double[] frames = members.stream().mapToDouble(i -> turned[i]).toArray();
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
      if (several) {
        classes.add(particles.classPosterior()[i], belongs);
      }
      double off = Math.abs(Angles.wrap(turned[i] - frame, 360));
      pose.add(particles.confidence()[i], off <= RIGHT_DEGREES && !junk ? belongs : 0);
      if (!junk && belongs > 0 && Math.min(off, 180 - off) <= RIGHT_DEGREES) {
        double stated = particles.reliability().map(r -> r.halfTurnProbability()[i]).orElse(1.0);
        halfTurn.add(stated, off <= RIGHT_DEGREES);
      }
    }
  }
}
