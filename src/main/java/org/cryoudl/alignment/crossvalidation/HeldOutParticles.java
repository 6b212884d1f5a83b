package org.cryoudl.alignment.crossvalidation;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.LocalPosterior;
import org.cryoudl.alignment.search.PoseScan;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * A few particles that stay out while an average is made, and are then compared with it. Particles
 * that made an average agree with it even if all of them are noise, because each was turned until
 * it agreed; a particle that had no part in it agrees only with what is really in the particles.
 *
 * @param indices which particles of a source
 */
public record HeldOutParticles(int[] indices) {

  private static final int MOST = 100;
  private static final int LEAST = 10;

  /** At least so many of a set of several classes: fewer hardly tell two of them apart. */
  private static final int LEAST_OF_SEVERAL = 40;

  /** Of smaller sets none can be spared. */
  private static final int SMALLEST_SET = 30;

  /** The same for each view of a set that holds several: without a test no class is certain. */
  private static final int SMALLEST_CLASS = 15;

  /** Of a set that holds several views no larger share is held out than one in so many. */
  private static final int LARGEST_SHARE = 5;

  private static final int STEPS = 10;
  private static final int SIDE_STEPS = 5;

  private static final double WINDOW_DEGREES = 10;

  /** Share of the posterior at other turns from which on turns are not certain. */
  private static final double UNCERTAIN = 0.1;

  /** Chooses them, evenly spread; a particle that others are compared with is never held out. */
  public static HeldOutParticles choose(int size, OptionalInt reference) {
    return choose(size, 1, reference);
  }

  /** Chooses them from a set that holds several views, whose shares are unknown. */
  public static HeldOutParticles choose(int size, int views) {
    return choose(size, views, OptionalInt.empty());
  }

  private static HeldOutParticles choose(int size, int views, OptionalInt reference) {
    if (size < (views > 1 ? SMALLEST_CLASS * views : SMALLEST_SET)) {
      return new HeldOutParticles(new int[0]);
    }
    int several = Math.min(Math.max(LEAST_OF_SEVERAL, LEAST * views), size / LARGEST_SHARE);
    int least = views > 1 ? several : LEAST;
    int count = Math.min(MOST * views, Math.max(least, size / 10));
    // An odd position in each stretch, so that both halves of the others stay of one size.
    return new HeldOutParticles(
        IntStream.range(0, count)
            .map(w -> (int) ((2L * w + 1) * size / (2L * count)))
            .filter(i -> reference.isEmpty() || i != reference.getAsInt())
            .toArray());
  }

  /** Which of some particles are held out: their places among these, ascending. */
  public int[] among(int[] particles) {
    return IntStream.range(0, particles.length)
        .filter(n -> Arrays.binarySearch(indices, particles[n]) >= 0)
        .toArray();
  }

  /** The positions of all other particles. */
  public int[] others(int size) {
    boolean[] out = new boolean[size];
    for (int i : indices) {
      out[i] = true;
    }
    return IntStream.range(0, size).filter(i -> !out[i]).toArray();
  }

  /**
   * Compares all held-out particles with averages that do not hold them.
   *
   * @param state all particles, and averages of the others; receives the poses of the held-out ones
   * @param halfTurn how these averages lie on themselves after a half-turn
   * @param mirror whether held-out particles may be mirrored too
   * @param prior probability of this average for a particle of unknown view, 1 if there is but one.
   *     Where held-out particles were chosen because they agree with it better than with other
   *     averages, it is what keeps their choice from counting as evidence: the likelihood of a
   *     mixture is no less than that of one of its parts times its share.
   */
  public HeldOutEvidence test(
      RefinementState state,
      HalfTurnAmbiguity halfTurn,
      double maxShiftPixels,
      boolean mirror,
      double prior) {
    if (indices.length == 0) {
      return HeldOutEvidence.NONE;
    }
    double[][] logBayes = scan(state, maxShiftPixels, mirror);
    double[] sums = new double[STEPS + 1];
    for (double[] one : logBayes) {
      for (int b = 1; b <= STEPS; b++) {
        sums[b] += one[b] + Math.log(prior);
      }
    }
    double evidence = logMeanExp(Arrays.copyOfRange(sums, 1, STEPS + 1));
    double elsewhere =
        Arrays.stream(logBayes).mapToDouble(one -> one[STEPS + 1]).average().orElse(0);
    if (evidence < HeldOutEvidence.NEEDED) {
      return new HeldOutEvidence(
          indices.length, evidence, Math.log(prior), 0, 0, 0.5, 1, OptionalInt.empty());
    }
    StrengthLikelihood likelihood = likelihood(state, halfTurn);
    // Where turns are certain, the fine grid about them gives the strength better than the scan.
    double trust =
        Math.max(
            1.0 / STEPS,
            best(elsewhere < UNCERTAIN ? likelihood.byStrength : Arrays.copyOf(sums, STEPS + 1)));
    double share = best(likelihood.byShare);
    double certainty = likelihood.certainty[(int) Math.round(share * SIDE_STEPS)] / indices.length;
    return new HeldOutEvidence(
        indices.length,
        evidence,
        Math.log(prior),
        trust,
        share,
        certainty,
        elsewhere,
        OptionalInt.empty());
  }

  /** The strength with the highest sum, between those tried. */
  private static double best(double[] sums) {
    int at = 0;
    for (int b = 1; b < sums.length; b++) {
      at = sums[b] > sums[at] ? b : at;
    }
    return at / (sums.length - 1.0);
  }

  private static double logMeanExp(double[] values) {
    double top = Arrays.stream(values).max().orElseThrow();
    return top
        + Math.log(Arrays.stream(values).map(v -> Math.exp(v - top)).average().orElseThrow());
  }

  /**
   * Per held-out particle, the log Bayes factor of the average at each strength, and the
   * posterior's share at other turns.
   */
  private double[][] scan(RefinementState state, double maxShiftPixels, boolean mirror) {
    SpectrumSource source = state.source();
    ParticlePoses particles = state.particles();
    Averages averages = state.averages();
    Band band = PoseScan.band(source, averages.resolvedRadius(source.disc()), state.noise());
    float[][] templates = PoseScan.templates(averages.model(band.radius()), band);
    double[][] found = new double[indices.length][STEPS + 2];
    ParallelLoop.reduce(
        indices.length,
        () -> new PoseScan(source, band, maxShiftPixels),
        (scan, w) -> {
          int i = indices[w];
          scan.scan(source.get(i), templates);
          PoseScan.Found best = strengths(scan, found[w]);
          particles.poses[i] = best.pose();
          found[w][STEPS + 1] = best.elsewhere();
          if (mirror) {
            double[] other = new double[STEPS + 2];
            particles.flipped[i] = !particles.flipped[i];
            scan.scan(source.get(i), templates);
            chooseFlip(particles, i, found[w], other, strengths(scan, other));
          }
        },
        (a, b) -> {});
    return found;
  }

  /** Writes down the log Bayes factors of the last scan; returns what it found at full strength. */
  private static PoseScan.Found strengths(PoseScan scan, double[] found) {
    double dispersion = Math.max(1, scan.dispersion());
    for (int b = 1; b <= STEPS; b++) {
      found[b] = scan.logBayesFactor((double) b / STEPS, dispersion);
    }
    return scan.found(1, Double.NaN, WINDOW_DEGREES);
  }

  /**
   * Joins the likelihoods of a particle as it is and of its mirror image, each as likely as the
   * other beforehand.
   *
   * @param particles hold the pose of the first, and the particle flipped to the second
   * @param found of the first; receives those of both together
   */
  private static void chooseFlip(
      ParticlePoses particles, int i, double[] found, double[] other, PoseScan.Found second) {
    Pose first = particles.poses[i];
    double odds = Math.exp(other[STEPS] - found[STEPS]);
    double share = 1 / (1 + odds);
    double elsewhere = share * found[STEPS + 1] + (1 - share) * second.elsewhere();
    for (int b = 1; b <= STEPS; b++) {
      double top = Math.max(found[b], other[b]);
      double low = Math.min(found[b], other[b]);
      found[b] = top + Math.log(0.5 + 0.5 * Math.exp(low - top));
    }
    found[STEPS + 1] = elsewhere;
    particles.flipProbability[i] = Math.max(share, 1 - share);
    if (share < 0.5) {
      particles.poses[i] = second.pose();
      particles.otherPsiDegrees[i] = -first.psiDegrees();
    } else {
      particles.flipped[i] = !particles.flipped[i];
      particles.otherPsiDegrees[i] = -second.pose().psiDegrees();
    }
  }

  /**
   * Brings the held-out particles' poses to the average more finely and measures, for each share of
   * the difference between the average and itself after a half-turn, how well they agree with it.
   */
  private StrengthLikelihood likelihood(RefinementState state, HalfTurnAmbiguity halfTurn) {
    SpectrumSource source = state.source();
    ParticlePoses particles = state.particles();
    Averages averages = state.averages();
    int radius = state.resolvedRadius(CoarseToFine.FINEST_RADIUS);
    Band band = Band.of(source, radius, state.noise());
    AverageModel[][] models = new AverageModel[SIDE_STEPS + 1][];
    for (int b = 0; b <= SIDE_STEPS; b++) {
      models[b] =
          halfTurn.models(averages.full(), averages.side(), band.disc(), (double) b / SIDE_STEPS);
    }
    return ParallelLoop.reduce(
        indices.length,
        () -> new StrengthLikelihood(band, halfTurn),
        (likelihood, w) -> {
          int i = indices[w];
          particles.poses[i] = likelihood.add(source.get(i), models, particles.poses[i]);
        },
        StrengthLikelihood::merge);
  }

  /** Likelihoods of held-out particles, by the strength of the average and by its half-turn. */
  private static final class StrengthLikelihood {
    /** Log likelihood per strength of the average. */
    final double[] byStrength = new double[STEPS + 1];

    /** The same per share of the difference between both half-turns. */
    final double[] byShare = new double[SIDE_STEPS + 1];

    /** Probability of the likelier half-turn per share, summed. */
    final double[] certainty = new double[SIDE_STEPS + 1];

    private final HalfTurnAmbiguity halfTurn;
    private final double[] strengths;
    private final LocalPosterior wide;
    private final LocalPosterior fine;

    StrengthLikelihood(Band band, HalfTurnAmbiguity halfTurn) {
      this.halfTurn = halfTurn;
      strengths = IntStream.rangeClosed(0, STEPS).mapToDouble(b -> (double) b / STEPS).toArray();
      wide = new LocalPosterior(band, 0.008 * band.box());
      fine = new LocalPosterior(band, 0.003 * band.box());
    }

    /** Adds a particle; returns its pose in the average. */
    Pose add(ParticleSpectrum particle, AverageModel[][] models, Pose start) {
      Pose[] best = new Pose[2];
      for (int side = 0; side < 2; side++) {
        AverageModel whole = models[SIDE_STEPS][side];
        best[side] = wide.about(particle, whole, 1, start, 1.5).best();
      }
      double[] last = new double[2];
      for (int b = 0; b <= SIDE_STEPS; b++) {
        for (int side = 0; side < 2; side++) {
          last[side] = fine.about(particle, models[b][side], 1, best[side], 0.5).logEvidence();
        }
        double top = Math.max(last[0], last[1]);
        double ratio = Math.exp(-Math.abs(last[0] - last[1]));
        byShare[b] += top + Math.log(0.5 + 0.5 * ratio);
        certainty[b] += 1 / (1 + ratio);
      }
      int side = last[0] >= last[1] ? 0 : 1;
      VectorSums.addInto(
          byStrength,
          fine.logEvidence(particle, models[SIDE_STEPS][side], strengths, best[side], 0.5));
      return side == 0 ? best[0] : halfTurn.back(best[1]);
    }

    void merge(StrengthLikelihood other) {
      VectorSums.addInto(byStrength, other.byStrength);
      VectorSums.addInto(byShare, other.byShare);
      VectorSums.addInto(certainty, other.certainty);
    }
  }
}
