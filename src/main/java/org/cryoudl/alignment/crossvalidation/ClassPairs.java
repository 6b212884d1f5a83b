package org.cryoudl.alignment.crossvalidation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.search.MixtureScan;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.parallel.ParallelLoop;

/**
 * How far classes differ, two by two, by particles that had no part in either average. A search
 * that divides one view in two puts particles where their noise fits, so the averages differ by
 * noise, and their own particles, both halves of them, confirm it. Particles that were held out lie
 * between the two: they are more likely with the averages brought together, {@code M + s (A - M)}
 * with a share s of the difference below 1, M being their common average. With that share the
 * logarithm of the odds between the two classes is s times as large.
 *
 * <p>A difference of strength is none of views, for particles differ in ice and defocus and a
 * search may sort them by that: each particle has a strength of its own ({@link MixtureScan}).
 */
public final class ClassPairs {

  /** Shares tried, beside 0. */
  private static final int STEPS = 2;

  /** Fewer held-out particles cannot tell. */
  private static final int LEAST_HELD_OUT = 5;

  /** Held-out particles that are compared with a pair, of all classes together, */
  private static final int MOST_COMPARED = 200;

  /** and of each class, if it has as many. */
  private static final int LEAST_COMPARED = 20;

  /** Each class is compared with so many that are most like it. */
  private static final int NEAREST = 5;

  /** No more are compared with it finely, */
  private static final int CANDIDATES = 15;

  /** where there are more classes than these. */
  private static final int FEW_CLASSES = 30;

  /** Averages that correlate less, their noise allowed for, are different views. */
  private static final double RELATED = 0.5;

  /** Averages that correlate at least so much, their noise allowed for, look alike. */
  private static final double ALIKE = 0.8;

  /**
   * Averages whose rings agree at least so well, their noise allowed for, are one picture to the
   * eye. Simulated views of one molecule that are as far apart as 10 degrees reach it, and half of
   * those 15 to 20 degrees apart where no more than 10 to 14 rings are resolved.
   */
  private static final double SAME_PICTURE = 0.75;

  /** Log of the odds from which on a difference counts as confirmed. */
  private static final double CONFIRMED = Math.log(20);

  /**
   * And at least so much of what the averages explain at all: averages are interpolated, and CTF
   * and noise are never quite as stated. Exact particles of one view reach 0.4 % by interpolation
   * alone, simulated images of strong particles 0.12 %.
   */
  private static final double EXPLAINED = 0.005;

  private final List<Optional<RefinementState>> states;
  private final int[] sizes;
  private final int[][] heldOut;
  private final double maxShiftPixels;

  /**
   * @param states all particles with the average of each class, made without those that were held
   *     out; empty for a class without particles
   * @param sizes particles of each class that made its average
   * @param heldOut the held-out particles of each class; their poses are those in it
   * @param maxShiftPixels largest shift between two averages
   */
  public ClassPairs(
      List<Optional<RefinementState>> states, int[] sizes, int[][] heldOut, double maxShiftPixels) {
    this.states = states;
    this.sizes = sizes;
    this.heldOut = heldOut;
    this.maxShiftPixels = maxShiftPixels;
  }

  /**
   * What was found.
   *
   * @param shares by two classes, the share of the difference of their averages that held-out
   *     particles confirm; 1 for classes that are plainly different
   * @param alike classes that show one view as far as is known, and those whose averages are one
   *     picture to the eye
   */
  public record Found(double[][] shares, List<ClassLikeness> alike) {}

  /** Compares the classes that are most like each other. */
  public Found find() {
    double[][] shares = new double[states.size()][states.size()];
    for (double[] row : shares) {
      Arrays.fill(row, 1);
    }
    int[] present =
        IntStream.range(0, states.size()).filter(k -> states.get(k).isPresent()).toArray();
    List<ClassLikeness> alike = new ArrayList<>();
    if (present.length < 2) {
      return new Found(shares, alike);
    }
    AverageLinks averages = AverageLinks.of(states, present, maxShiftPixels);
    List<AverageLinks.Link> links = related(averages, present);
    double[][] byShare = new double[links.size()][];
    ParallelLoop.run(
        links.size(),
        i -> {
          if (isTested(links.get(i).first(), links.get(i).second())) {
            byShare[i] = byShare(averages, links.get(i));
          }
        });
    for (int a : present) {
      for (int b : present) {
        if (a != b && (isUntested(a) || isUntested(b)) && !isTested(a, b)) {
          shares[a][b] = 0;
        }
      }
    }
    for (int i = 0; i < byShare.length; i++) {
      AverageLinks.Link link = links.get(i);
      boolean confirmed = byShare[i] != null && isConfirmed(byShare[i]);
      double share = confirmed ? mean(byShare[i]) : 0;
      shares[link.first()][link.second()] = share;
      shares[link.second()][link.first()] = share;
      if (link.ofSignal() >= ALIKE && (!confirmed || link.detail() >= SAME_PICTURE)) {
        alike.add(
            new ClassLikeness(
                link.first(),
                link.second(),
                link.correlation(),
                link.expected(),
                link.detail(),
                share));
      }
    }
    return new Found(shares, alike);
  }

  /** For each class the links to those most like it; each link once, in the order of classes. */
  private List<AverageLinks.Link> related(AverageLinks averages, int[] present) {
    List<int[]> pairs = candidates(averages, present);
    AverageLinks.Link[] all = new AverageLinks.Link[pairs.size()];
    ParallelLoop.reduce(
        all.length,
        averages::scan,
        (scan, i) -> all[i] = averages.link(pairs.get(i)[0], pairs.get(i)[1], scan),
        (a, b) -> {});
    TreeMap<Integer, AverageLinks.Link> kept = new TreeMap<>();
    for (int k : present) {
      IntStream.range(0, all.length)
          .filter(i -> all[i].first() == k || all[i].second() == k)
          .filter(i -> all[i].ofSignal() >= RELATED || isUntested(all[i]))
          .boxed()
          .sorted((i, j) -> Double.compare(all[j].ofSignal(), all[i].ofSignal()))
          .limit(isUntested(k) ? all.length : NEAREST)
          .forEach(i -> kept.put(i, all[i]));
    }
    return List.copyOf(kept.values());
  }

  /**
   * Pairs that may be related: all of a few classes; of many classes those that look most alike
   * coarsely, and those that have to be tested whether they look alike or not.
   */
  private List<int[]> candidates(AverageLinks averages, int[] present) {
    List<int[]> pairs = new ArrayList<>();
    for (int a : present) {
      for (int b : present) {
        if (a < b) {
          pairs.add(new int[] {a, b});
        }
      }
    }
    if (present.length <= FEW_CLASSES) {
      return pairs;
    }
    double[] likeness = new double[pairs.size()];
    ParallelLoop.reduce(
        likeness.length,
        averages::coarseScan,
        (scan, i) -> likeness[i] = averages.coarseLikeness(pairs.get(i)[0], pairs.get(i)[1], scan),
        (a, b) -> {});
    boolean[] kept = new boolean[likeness.length];
    for (int k : present) {
      IntStream.range(0, kept.length)
          .filter(i -> pairs.get(i)[0] == k || pairs.get(i)[1] == k)
          .boxed()
          .sorted((i, j) -> Double.compare(likeness[j], likeness[i]))
          .limit(CANDIDATES)
          .forEach(i -> kept[i] = true);
    }
    return IntStream.range(0, kept.length)
        .filter(i -> kept[i] || mustBeTested(pairs.get(i)[0], pairs.get(i)[1]))
        .mapToObj(pairs::get)
        .toList();
  }

  /** Whether held-out particles that do not suffice for each of two classes do for both. */
  private boolean mustBeTested(int first, int second) {
    return (isUntested(first) || isUntested(second)) && isTested(first, second);
  }

  private boolean isTested(int first, int second) {
    return heldOut[first].length + heldOut[second].length >= LEAST_HELD_OUT;
  }

  private boolean isUntested(AverageLinks.Link link) {
    return isUntested(link.first()) || isUntested(link.second());
  }

  /** Whether too few of a class were held out to test its average alone. */
  private boolean isUntested(int number) {
    return heldOut[number].length < LEAST_HELD_OUT;
  }

  /**
   * Log likelihood of the held-out particles of both classes at each share of the difference. All
   * poses count: about the best pose in one average even noise agrees with it better than with
   * another.
   */
  private double[] byShare(AverageLinks averages, AverageLinks.Link link) {
    int[] both = {link.first(), link.second()};
    double ofFirst = (double) sizes[both[0]] / (sizes[both[0]] + sizes[both[1]]);
    float[][][] templates = averages.inOneFrame(link);
    double[] mixtures = mixtures(ofFirst);
    MixtureScan scan = averages.mixtureScan();
    List<double[]> evidence = new ArrayList<>();
    for (int own : both) {
      for (int i : some(heldOut[own])) {
        ParticleSpectrum particle = states.get(own).orElseThrow().source().get(i);
        evidence.add(scan.logBayesFactors(particle, templates[0], templates[1], mixtures));
      }
    }
    return byShare(evidence, ofFirst, link.ofSignal() >= ALIKE);
  }

  /** The share of the first average in both taken as one; then for each share in either. */
  private static double[] mixtures(double ofFirst) {
    double[] mixtures = new double[1 + 2 * STEPS];
    mixtures[0] = ofFirst;
    for (int s = 1; s <= STEPS; s++) {
      double share = (double) s / STEPS;
      mixtures[2 * s - 1] = ofFirst + share * (1 - ofFirst);
      mixtures[2 * s] = ofFirst * (1 - share);
    }
    return mixtures;
  }

  /**
   * Log likelihood at each share. With a share of the difference each particle shows one average or
   * the other. Without it all show one: the common average or, where the two are much alike,
   * something on the way from it to either, for one may be sharper or less noisy than the other.
   *
   * @param evidence by particle, for each of the {@link #mixtures}
   * @param ofFirst share of the particles that show the first average
   * @param alike whether the averages are much alike
   */
  static double[] byShare(List<double[]> evidence, double ofFirst, boolean alike) {
    double[] ofOne = new double[1 + 2 * STEPS];
    double[] sum = new double[STEPS + 1];
    for (double[] particle : evidence) {
      for (int m = 0; m < ofOne.length; m++) {
        ofOne[m] += particle[m];
      }
      for (int s = 1; s <= STEPS; s++) {
        double first = particle[2 * s - 1];
        double second = particle[2 * s];
        double top = Math.max(first, second);
        sum[s] +=
            top
                + Math.log(
                    ofFirst * Math.exp(first - top) + (1 - ofFirst) * Math.exp(second - top));
      }
    }
    double top = Arrays.stream(ofOne).max().orElseThrow();
    double total = Arrays.stream(ofOne).map(log -> Math.exp(log - top)).sum();
    sum[0] = alike ? top + Math.log(total / ofOne.length) : ofOne[0];
    return sum;
  }

  /** Of the held-out particles of a class no more than are needed, evenly spread. */
  private int[] some(int[] all) {
    int count = Math.min(Math.max(LEAST_COMPARED, MOST_COMPARED / states.size()), all.length);
    return IntStream.range(0, count).map(n -> all[(int) ((long) n * all.length / count)]).toArray();
  }

  /**
   * Whether some difference is far likelier than none, and the whole of it not less likely: classes
   * were made by the whole, so where most of that is noise their particles are sorted by noise.
   */
  static boolean isConfirmed(double[] byShare) {
    double needed = Math.max(CONFIRMED, EXPLAINED * byShare[0]);
    return logOdds(byShare) >= needed && byShare[STEPS] >= byShare[0];
  }

  /** Log of the odds of some difference against none. */
  private static double logOdds(double[] byShare) {
    double top = Arrays.stream(byShare).max().orElseThrow();
    double sum = 0;
    for (int s = 1; s <= STEPS; s++) {
      sum += Math.exp(byShare[s] - top) / STEPS;
    }
    return top + Math.log(sum) - byShare[0];
  }

  /** The mean share, each step being as likely as the others beforehand. */
  private static double mean(double[] byShare) {
    double top = Arrays.stream(byShare).max().orElseThrow();
    double sum = 0;
    double weighted = 0;
    for (int s = 0; s <= STEPS; s++) {
      double p = Math.exp(byShare[s] - top);
      sum += p;
      weighted += p * s / STEPS;
    }
    return weighted / sum;
  }
}
