package org.cryoudl.micrograph.ctf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cryoudl.parallel.ParallelLoop;

/**
 * Searches all defoci. As a function of k^2 the rings of one direction are a cosine of a known
 * frequency, but for the known curvature that Cs adds; so the sum of {@code value exp(-2 i chi)}
 * over a direction has its greatest length at the direction's defocus. These sums are made once for
 * every direction and defocus. Any astigmatism then is a sum over directions of what is there
 * already, and the phase shift that fits best is the phase of the sum.
 */
final class DefocusSearch {

  private static final int DIRECTIONS = 30;
  private static final int ASTIGMATISM_ANGLES = 18;
  private static final int ASTIGMATISM_STEPS = 12;

  /** Candidates that differ by less than this share of their defocus are one. */
  private static final double SAME_SHARE = 0.03;

  private static final double[] COS_TWICE = new double[DIRECTIONS];
  private static final double[] SIN_TWICE = new double[DIRECTIONS];

  static {
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      double twice = 2 * (Math.PI * (direction + 0.5) / DIRECTIONS - Math.PI / 2);
      COS_TWICE[direction] = Math.cos(twice);
      SIN_TWICE[direction] = Math.sin(twice);
    }
  }

  private final CtfSearchOptions options;
  private final double step;
  private final int first;
  private final double[][] real;
  private final double[][] imaginary;

  /**
   * One place of the search.
   *
   * @param fit as {@link PhaseModel#at} takes it
   * @param score how strongly the rings agree
   */
  record Candidate(double[] fit, double score) {}

  DefocusSearch(SpectrumCells cells, PhaseModel model, CtfSearchOptions options) {
    this.options = options;
    double highest = Arrays.stream(cells.square()).max().orElse(1);
    // Half a radian of 2 chi at the highest frequency.
    this.step = Math.max(5, 0.25 / (model.perDefocus() * highest));
    double margin = options.mostAstigmatismAngstroms() / 2;
    this.first = (int) Math.floor((options.leastDefocusAngstroms() - margin) / step);
    int count = (int) Math.ceil((options.mostDefocusAngstroms() + margin) / step) - first + 1;
    this.real = new double[DIRECTIONS][count];
    this.imaginary = new double[DIRECTIONS][count];
    ParallelLoop.run(DIRECTIONS, direction -> sum(cells, model, direction));
  }

  private void sum(SpectrumCells cells, PhaseModel model, int direction) {
    double[] re = real[direction];
    double[] im = imaginary[direction];
    double fixed = options.searchPhaseShift() ? 0 : phaseShift();
    for (int i = 0; i < cells.count(); i++) {
      if (direction(cells, i) != direction) {
        continue;
      }
      double square = cells.square()[i];
      double start = -2 * model.at(square, first * step, fixed);
      double turn = -2 * model.perDefocus() * step * square;
      double cos = Math.cos(start);
      double sin = Math.sin(start);
      double turnCos = Math.cos(turn);
      double turnSin = Math.sin(turn);
      double value = cells.weight()[i] * cells.value()[i];
      for (int d = 0; d < re.length; d++) {
        re[d] += value * cos;
        im[d] += value * sin;
        double next = cos * turnCos - sin * turnSin;
        sin = cos * turnSin + sin * turnCos;
        cos = next;
      }
    }
  }

  private double phaseShift() {
    return Math.toRadians(options.microscope().phaseShiftDegrees());
  }

  /** Directions run from -90 to 90 degrees. */
  private static int direction(SpectrumCells cells, int i) {
    double angle = Math.atan2(cells.y()[i], cells.x()[i]) / 2 + Math.PI / 2;
    return Math.min(DIRECTIONS - 1, (int) (DIRECTIONS * angle / Math.PI));
  }

  /** The best places, each of another defocus. */
  List<Candidate> best(int wanted) {
    int defoci = (int) ((options.mostDefocusAngstroms() - options.leastDefocusAngstroms()) / step);
    Candidate[] ofDefocus = new Candidate[defoci + 1];
    ParallelLoop.run(
        defoci + 1,
        d -> ofDefocus[d] = bestAstigmatism(options.leastDefocusAngstroms() + d * step));
    List<Candidate> sorted = new ArrayList<>(List.of(ofDefocus));
    sorted.sort(Comparator.comparingDouble(c -> -c.score));
    List<Candidate> chosen = new ArrayList<>();
    for (Candidate each : sorted) {
      boolean other =
          chosen.stream().allMatch(c -> Math.abs(c.fit[0] - each.fit[0]) > SAME_SHARE * c.fit[0]);
      if (other && chosen.size() < wanted) {
        chosen.add(each);
      }
    }
    return chosen;
  }

  private Candidate bestAstigmatism(double mean) {
    Candidate best = new Candidate(new double[4], Double.NEGATIVE_INFINITY);
    for (int s = 0; s <= ASTIGMATISM_STEPS; s++) {
      double half = options.mostAstigmatismAngstroms() / 2 * s / ASTIGMATISM_STEPS;
      if (half >= mean) {
        break;
      }
      for (int a = 0; a < (s == 0 ? 1 : ASTIGMATISM_ANGLES); a++) {
        double twice = 2 * Math.PI * a / ASTIGMATISM_ANGLES;
        Candidate here = score(mean, half * Math.cos(twice), half * Math.sin(twice));
        best = here.score > best.score ? here : best;
      }
    }
    return best;
  }

  private Candidate score(double mean, double halfCos, double halfSin) {
    double re = 0;
    double im = 0;
    for (int direction = 0; direction < DIRECTIONS; direction++) {
      double defocus = mean + halfCos * COS_TWICE[direction] + halfSin * SIN_TWICE[direction];
      double position = defocus / step - first;
      int at = (int) Math.max(0, Math.min(real[0].length - 2, position));
      double part = Math.max(0, Math.min(1, position - at));
      re += (1 - part) * real[direction][at] + part * real[direction][at + 1];
      im += (1 - part) * imaginary[direction][at] + part * imaginary[direction][at + 1];
    }
    // CTF^2 is (1 - cos 2 chi) / 2: rings are bright where the cosine is -1.
    if (!options.searchPhaseShift()) {
      return new Candidate(new double[] {mean, halfCos, halfSin, phaseShift()}, -re);
    }
    double phase = Math.atan2(-im, -re) / 2;
    phase = phase < 0 ? phase + Math.PI : phase;
    return new Candidate(new double[] {mean, halfCos, halfSin, phase}, Math.hypot(re, im));
  }
}
