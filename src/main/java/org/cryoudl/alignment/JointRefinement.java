package org.cryoudl.alignment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Finds angle and shift of all particles together, given their angles modulo 180 degrees: a few
 * soft rounds against the improving average, coarse to fine in frequency, decide half-turns and
 * shifts; Gauss-Newton steps on the continuous poses follow.
 */
final class JointRefinement {

  private final SpectrumSource source;
  private final int box;
  private final float[] mask;
  private final Progress progress;
  private double[] noise;
  private double shiftSigmaPixels;

  JointRefinement(SpectrumSource source, float[] mask, Progress progress) {
    this.source = source;
    this.box = source.disc().box();
    this.mask = mask;
    this.progress = progress;
    this.shiftSigmaPixels = box / 8.0;
  }

  /**
   * One kind of soft round.
   *
   * @param radius frequencies compared, in cycles per box
   * @param stepDegrees grid of turns
   * @param windowDegrees turns tried about each candidate
   * @param rangeBoxes shifts tried, as a share of the box
   * @param stepPixels grid of shifts
   * @param rounds how often
   */
  private record Stage(
      int radius,
      double stepDegrees,
      double windowDegrees,
      double rangePixels,
      double stepPixels,
      int rounds) {}

  /** Poses and what is known about them after a round. */
  static final class State {
    final Pose[] poses;
    final double[] confidence;
    final double[] correlation;
    final double[] psiErrorDegrees;
    final double[] shiftErrorPixels;
    double logEvidence;
    HalfAverages averages;

    State(int size) {
      poses = new Pose[size];
      confidence = new double[size];
      correlation = new double[size];
      psiErrorDegrees = new double[size];
      shiftErrorPixels = new double[size];
    }
  }

  /** Runs everything. */
  State run(double[] psiModulo180, double[] score) {
    noise = NoiseSpectrum.totalPower(source, Math.min(source.size(), 1000));
    int[] order =
        IntStream.range(0, source.size())
            .boxed()
            .sorted((a, b) -> Double.compare(score[b], score[a]))
            .mapToInt(i -> i)
            .toArray();
    State best = null;
    List<Integer> seeds = new ArrayList<>();
    for (int s = 0; s < 3 && s < order.length; s++) {
      seeds.add(order[s * Math.max(1, order.length / 50)]);
    }
    for (int seed : seeds) {
      State state = start(seed, psiModulo180);
      progress.detail(
          "seed "
              + seed
              + ": log evidence "
              + state.logEvidence
              + ", FRC "
              + brief(state.averages));
      if (best == null || state.logEvidence > best.logEvidence) {
        best = state;
      }
    }
    State state = best;
    for (Stage stage :
        List.of(
            new Stage(16, 4, 360, 0.12 * box, 2, 1),
            new Stage(20, 3, 9, 0.06 * box, 1.5, 3),
            new Stage(28, 2, 6, 4, 1, 3))) {
      for (int r = 0; r < stage.rounds(); r++) {
        soft(state, stage, bothHalfTurns(state.poses));
        progress.detail(
            stage + ": log evidence " + state.logEvidence + ", FRC " + brief(state.averages));
      }
    }
    for (int r = 0; r < 8; r++) {
      newton(state);
      progress.detail("newton " + r + ": FRC " + brief(state.averages));
    }
    return state;
  }

  private static String brief(HalfAverages averages) {
    StringBuilder text = new StringBuilder();
    for (int s = 2; s < averages.ringCorrelation().length; s += 3) {
      text.append(String.format(" %.2f", averages.ringCorrelation()[s]));
    }
    return text.toString();
  }

  private FrequencyDisc disc(int radius) {
    return new FrequencyDisc(box, Math.min(radius, source.disc().radius()));
  }

  /** First rounds from a single image, whose scale is unknown. */
  private State start(int seed, double[] psiModulo180) {
    State state = new State(source.size());
    Arrays.fill(state.poses, Pose.IDENTITY);
    Stage stage = new Stage(14, 4, 8, 0.25 * box, 2.5, 6);
    FrequencyDisc disc = disc(stage.radius());
    AverageAccumulator sum = new AverageAccumulator(box, disc.radius());
    addHard(sum, disc, source.get(seed), new Pose(psiModulo180[seed], 0, 0));
    double[] flat = new double[disc.radius() + 1];
    flat[0] = Double.POSITIVE_INFINITY;
    // One particle: a Wiener filter for a signal of a tenth of the noise keeps CTF zeros harmless.
    double[] precision = sum.precisionPerShell();
    for (int s = 1; s < flat.length; s++) {
      flat[s] = 0;
    }
    float[] image = sum.average(flat);
    for (int i = 0; i < image.length; i++) {
      image[i] *= mask[i];
    }
    progress.detail("seed precision " + Arrays.toString(Arrays.copyOf(precision, 6)));
    double[][] centres = new double[source.size()][];
    for (int i = 0; i < centres.length; i++) {
      centres[i] = new double[] {psiModulo180[i], psiModulo180[i] + 180};
    }
    round(state, stage, centres, new float[][] {image, image}, PoseSearch.Scale.STANDARDISED);
    recentre(state);
    Arrays.fill(state.poses, Pose.IDENTITY);
    for (int r = 1; r < stage.rounds(); r++) {
      round(state, stage, centres, state.averages.halves(), PoseSearch.Scale.LIKELIHOOD);
      recentre(state);
      progress.detail("  start round " + r + " " + state.logEvidence + brief(state.averages));
      if (r < stage.rounds() - 1) {
        Arrays.fill(state.poses, Pose.IDENTITY);
      }
    }
    return state;
  }

  private static double[][] bothHalfTurns(Pose[] poses) {
    double[][] centres = new double[poses.length][];
    for (int i = 0; i < poses.length; i++) {
      centres[i] = new double[] {poses[i].psiDegrees(), poses[i].psiDegrees() + 180};
    }
    return centres;
  }

  private void soft(State state, Stage stage, double[][] centres) {
    round(state, stage, centres, state.averages.halves(), PoseSearch.Scale.LIKELIHOOD);
    recentre(state);
  }

  /** Each half is compared with the average of the other, so that no particle meets itself. */
  private void round(
      State state, Stage stage, double[][] centres, float[][] averages, PoseSearch.Scale scale) {
    FrequencyDisc disc = disc(stage.radius());
    FrequencyDisc addDisc = disc(stage.radius() + 8);
    AverageModel[] models = {
      new AverageModel(averages[1], box, disc.radius()),
      new AverageModel(averages[0], box, disc.radius())
    };
    int turns = (int) Math.round(360 / stage.stepDegrees());
    PoseSearch search =
        new PoseSearch(
            source.disc(),
            disc,
            addDisc,
            models,
            noise,
            turns,
            stage.rangePixels(),
            stage.stepPixels(),
            scale);
    final class Sums {
      final AverageAccumulator[] halves = {
        new AverageAccumulator(box, addDisc.radius()), new AverageAccumulator(box, addDisc.radius())
      };
      final PoseSearch.Work work = search.newWork();
      double logEvidence;
      double shiftSquares;
    }
    Sums sums =
        ParallelLoop.reduce(
            source.size(),
            Sums::new,
            (into, i) -> {
              PoseSearch.Candidates candidates =
                  new PoseSearch.Candidates(
                      centres[i], stage.windowDegrees(), state.poses[i], shiftSigmaPixels);
              PoseSearch.Found found =
                  search.search(source.get(i), i % 2, candidates, into.work, into.halves[i % 2]);
              state.poses[i] = found.pose();
              state.confidence[i] = found.confidence();
              into.logEvidence += found.logEvidence();
              into.shiftSquares +=
                  Math.pow(found.pose().originXPixels(), 2)
                      + Math.pow(found.pose().originYPixels(), 2);
            },
            (a, b) -> {
              a.halves[0].merge(b.halves[0]);
              a.halves[1].merge(b.halves[1]);
              a.logEvidence += b.logEvidence;
              a.shiftSquares += b.shiftSquares;
            });
    state.logEvidence = sums.logEvidence;
    state.averages = HalfAverages.of(sums.halves, box, addDisc.radius(), mask);
    shiftSigmaPixels = Math.max(2, Math.sqrt(sums.shiftSquares / source.size() / 2));
  }

  /** Brings the centre of mass of the average's density to the centre of the box. */
  private void recentre(State state) {
    float[] image = state.averages.full();
    double top = 0;
    for (float v : image) {
      top = Math.max(top, v);
    }
    double sum = 0;
    double sx = 0;
    double sy = 0;
    int c = box / 2;
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        double v = image[row * box + column] - 0.1 * top;
        if (v > 0) {
          sum += v;
          sx += v * (column - c);
          sy += v * (row - c);
        }
      }
    }
    if (!(sum > 0)) {
      return;
    }
    int dx = (int) -Math.rint(sx / sum);
    int dy = (int) -Math.rint(sy / sum);
    if (dx == 0 && dy == 0) {
      return;
    }
    progress.detail("  recentre by " + dx + ", " + dy);
    HalfAverages a = state.averages;
    state.averages =
        new HalfAverages(
            box,
            new float[][] {roll(a.halves()[0], dx, dy), roll(a.halves()[1], dx, dy)},
            roll(a.full(), dx, dy),
            roll(a.unfiltered(), dx, dy),
            a.ringCorrelation());
    for (int i = 0; i < state.poses.length; i++) {
      state.poses[i] = state.poses[i].thenMove(0, dx, dy);
    }
  }

  private float[] roll(float[] image, int dx, int dy) {
    float[] rolled = new float[image.length];
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        int r = row - dy;
        int q = column - dx;
        if (r >= 0 && r < box && q >= 0 && q < box) {
          rolled[row * box + column] = image[r * box + q];
        }
      }
    }
    return rolled;
  }

  /** A hard average at the current poses, then one Gauss-Newton step for every particle. */
  private void newton(State state) {
    FrequencyDisc disc = source.disc();
    average(state);
    AverageModel model = new AverageModel(state.averages.full(), box, disc.radius());
    float[] inverseNoise = NoiseSpectrum.inverseOn(disc, noise);
    final class Stepper {
      final PoseRefinement refinement = new PoseRefinement(disc, model, inverseNoise);
    }
    List<Stepper> used = java.util.Collections.synchronizedList(new ArrayList<>());
    double[] residual =
        ParallelLoop.reduce(
                source.size(),
                () -> new PoseRefinement(disc, model, inverseNoise),
                (refinement, i) -> {
                  PoseRefinement.Step step = refinement.step(source.get(i), state.poses[i]);
                  state.poses[i] = step.pose();
                  state.correlation[i] = step.correlation();
                  state.psiErrorDegrees[i] = step.psiErrorDegrees();
                  state.shiftErrorPixels[i] = step.shiftErrorPixels();
                },
                (a, b) -> NoiseSpectrum.addInto(a.residualPower(), b.residualPower()))
            .residualPower();
    used.clear();
    noise = NoiseSpectrum.perCoefficient(disc, residual, source.size());
  }

  private void average(State state) {
    FrequencyDisc disc = source.disc();
    float[] inverseNoise = NoiseSpectrum.inverseOn(disc, noise);
    AverageAccumulator[] sums =
        ParallelLoop.reduce(
            source.size(),
            () ->
                new AverageAccumulator[] {
                  new AverageAccumulator(box, disc.radius()),
                  new AverageAccumulator(box, disc.radius())
                },
            (halves, i) ->
                addHard(halves[i % 2], disc, source.get(i), state.poses[i], inverseNoise),
            (a, b) -> {
              a[0].merge(b[0]);
              a[1].merge(b[1]);
            });
    state.averages = HalfAverages.of(sums, box, disc.radius(), mask);
  }

  private void addHard(
      AverageAccumulator sum, FrequencyDisc disc, ParticleSpectrum particle, Pose pose) {
    int[] positions = disc.positionsIn(source.disc());
    float[] values = new float[2 * disc.size()];
    float[] ctf = new float[disc.size()];
    for (int j = 0; j < positions.length; j++) {
      values[2 * j] = particle.values()[2 * positions[j]];
      values[2 * j + 1] = particle.values()[2 * positions[j] + 1];
      int p = positions[j];
      ctf[j] = particle.ctf().map(c -> c[p]).orElse(1f);
    }
    addHard(
        sum,
        disc,
        new ParticleSpectrum(values, java.util.Optional.of(ctf)),
        pose,
        NoiseSpectrum.inverseOn(disc, noise));
  }

  private static void addHard(
      AverageAccumulator sum,
      FrequencyDisc disc,
      ParticleSpectrum particle,
      Pose pose,
      float[] inverseNoise) {
    float[] x = particle.values();
    float[] ctf = particle.ctf().orElse(null);
    float[] values = new float[2 * disc.size()];
    float[] weights = new float[disc.size()];
    double unit = -2 * Math.PI / disc.box();
    for (int j = 0; j < weights.length; j++) {
      double angle = unit * (disc.kx(j) * pose.originXPixels() + disc.ky(j) * pose.originYPixels());
      float cos = (float) Math.cos(angle);
      float sin = (float) Math.sin(angle);
      float c = ctf == null ? 1 : ctf[j];
      float w = c * inverseNoise[j];
      values[2 * j] = w * (x[2 * j] * cos - x[2 * j + 1] * sin);
      values[2 * j + 1] = w * (x[2 * j] * sin + x[2 * j + 1] * cos);
      weights[j] = c * w;
    }
    sum.add(disc, values, weights, pose.psiDegrees());
  }
}
