package org.cryoudl.alignment.search;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.poses.PoseFound;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.WhitenedParticle;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;

/**
 * The posterior of one particle's class and pose over a grid of turns and shifts (the expectation
 * step of Sigworth, J. Struct. Biol. 122 (1998) 328, in Fourier space as Scheres, J. Struct. Biol.
 * 180 (2012) 519): log likelihood {@code -sum_k |X - CTF exp(2 pi i k.o / box) A(R(psi) k)|^2 /
 * sigma^2(k)} plus a Gaussian prior on the shift.
 *
 * <p>Turns lie on one global grid, so that each template is sampled once per average, not once per
 * particle. Instances are shared between threads; each thread brings a {@link Work}.
 */
public final class PoseSearch {

  /** Turns that are compared in one go. */
  private static final int SIDE_BY_SIDE = 12;

  /** Shifts whose log posterior is lower than the best by more than this count as impossible. */
  private static final double IMPOSSIBLE = 16;

  /** Turns with a smaller share of the posterior are left out of the average. */
  private static final double NEGLIGIBLE = 2e-3;

  private final FrequencyDisc disc;
  private final Band added;
  private final FrequencyDisc addDisc;
  private final int[] positions;
  private final ShiftWindow window;
  private final ShiftWindow addWindow;
  private final int turns;
  private final double stepDegrees;

  /** Per class (null where a class is empty), half and turn. */
  private final float[][][][] templates;

  private final double[] logWeights;
  private final Scale scale;

  /**
   * @param added frequencies added to the new average
   * @param radius largest frequency compared, in cycles per box; at most that of {@code added}
   * @param averages per class (null if it is empty) one average for each half of the set
   * @param logWeights log of the prior share of each class
   * @param turns number of turns in 360 degrees
   * @param rangePixels largest shift tried about each particle's current shift
   * @param stepPixels distance of neighbouring shifts
   * @param scale how scores become a posterior
   */
  PoseSearch(
      Band added,
      int radius,
      AverageModel[][] averages,
      double[] logWeights,
      int turns,
      double rangePixels,
      double stepPixels,
      Scale scale) {
    this.scale = scale;
    this.added = added;
    this.addDisc = added.disc();
    this.disc = new FrequencyDisc(addDisc.box(), radius);
    this.positions = disc.positionsIn(addDisc);
    this.window = new ShiftWindow(disc, rangePixels, stepPixels);
    this.addWindow = new ShiftWindow(addDisc, rangePixels, stepPixels);
    this.stepDegrees = 360.0 / turns;
    this.turns = turns;
    this.logWeights = logWeights;
    this.templates = new float[averages.length][][][];
    for (int k = 0; k < averages.length; k++) {
      templates[k] = averages[k] == null ? null : templates(averages[k]);
    }
  }

  private float[][][] templates(AverageModel[] halves) {
    float[][][] templates = new float[halves.length][][];
    for (int h = 0; h < halves.length; h++) {
      templates[h] = halves[h].sampleAll(disc, turns);
    }
    return templates;
  }

  double stepDegrees() {
    return stepDegrees;
  }

  /**
   * Which poses a particle may take.
   *
   * @param centreDegrees per class the angles about which turns are tried; null leaves a class out
   * @param windowDegrees how far from each centre; 180 or more tries all
   * @param start shift about which shifts are tried
   * @param shiftSigmaPixels standard deviation of the prior on the total shift, per axis
   */
  record Candidates(
      double[][] centreDegrees, double windowDegrees, Pose start, double shiftSigmaPixels) {}

  /**
   * How scores become a posterior: as they are (likelihoods against an average whose scale is
   * known), or standardised over all candidates and multiplied by {@code contrast} (against a
   * single noisy image, whose scale is not).
   */
  public enum Scale {
    LIKELIHOOD,
    STANDARDISED
  }

  /** Standardised scores are multiplied by this: 3 keeps the upper tail and drops the bulk. */
  private static final double CONTRAST = 3;

  /** The best of a class: its score, entry and shift. */
  private record Peak(float score, int entry, int shift) {}

  /** Scratch space of one thread. */
  final class Work {
    private final float[] weighted = new float[2 * disc.size()];
    private final float[] ctfWeight = new float[disc.size()];
    private final ShiftWindow.Work shifts = window.new Work(SIDE_BY_SIDE);
    private final ShiftWindow.Mixer addShifts = addWindow.new Mixer(SIDE_BY_SIDE);
    private final WhitenedParticle particle = new WhitenedParticle(added);
    private final float[] addShifted = new float[2 * addDisc.size()];
    private final float[] addScaled = new float[addDisc.size()];
    private final float[] mixed = new float[2 * addDisc.size()];
    private final float[][] scores = new float[templates.length * turns][];
  }

  Work newWork() {
    return new Work();
  }

  /**
   * Searches one particle.
   *
   * @param half which averages to compare with
   * @param targets one a class; receive the particle, spread over its posterior; null to leave it
   *     out
   */
  PoseFound search(
      ParticleSpectrum particle,
      int half,
      Candidates candidates,
      Work work,
      AverageAccumulator[] targets) {
    prepare(particle, candidates.start(), work);
    int[] entries = entriesOf(candidates);
    Peak[] peaks = new Peak[templates.length];
    double best = compare(half, candidates, work, entries, peaks);
    if (scale == Scale.STANDARDISED) {
      best = standardise(entries, work, best);
    }
    double[] mass = posterior(entries, work, best);
    double total = 0;
    for (double own : mass) {
      total += own;
    }
    if (targets != null) {
      addAll(targets, work, entries, mass, total);
    }
    return found(candidates, work, entries, peaks, mass, best + Math.log(total));
  }

  // Loops over poses have methods of their own: the virtual machine compiles several small ones in
  // a
  // fraction of the time that it takes for a large one.

  /** Fills the scores of entries and the peaks of classes; returns the highest score. */
  private double compare(int half, Candidates candidates, Work work, int[] entries, Peak[] peaks) {
    int side = window.side();
    double best = Double.NEGATIVE_INFINITY;
    float[][] batch = new float[SIDE_BY_SIDE][];
    for (int from = 0; from < entries.length; from += SIDE_BY_SIDE) {
      int count = Math.min(SIDE_BY_SIDE, entries.length - from);
      for (int i = 0; i < count; i++) {
        int e = entries[from + i];
        if (work.scores[e] == null) {
          work.scores[e] = new float[side * side];
        }
        batch[i] = work.scores[e];
        work.shifts.load(i, work.weighted, template(e, half));
      }
      work.shifts.correlate(count, batch);
      for (int i = 0; i < count; i++) {
        best = Math.max(best, score(half, candidates, work, entries[from + i], peaks));
      }
    }
    return best;
  }

  /** Makes scores of an entry's correlations; returns the highest. */
  private float score(int half, Candidates candidates, Work work, int entry, Peak[] peaks) {
    int k = entry / turns;
    float[] scores = work.scores[entry];
    double offset = norm(template(entry, half), work.ctfWeight) - logWeights[k];
    addPrior(scores, candidates, (float) offset);
    int highest = highest(scores);
    float top = scores[highest];
    if (peaks[k] == null || top > peaks[k].score()) {
      peaks[k] = new Peak(top, entry, highest);
    }
    return top;
  }

  /** Makes the posterior, up to its sum, of scores; returns the sum of each entry. */
  private static double[] posterior(int[] entries, Work work, double best) {
    double[] mass = new double[entries.length];
    for (int i = 0; i < entries.length; i++) {
      float[] scores = work.scores[entries[i]];
      double sum = 0;
      for (int s = 0; s < scores.length; s++) {
        float difference = (float) (scores[s] - best);
        float p = difference < -IMPOSSIBLE ? 0 : (float) Math.exp(difference);
        scores[s] = p;
        sum += p;
      }
      mass[i] = sum;
    }
    return mass;
  }

  private PoseFound found(
      Candidates from, Work work, int[] entries, Peak[] peaks, double[] mass, double logEvidence) {
    double total = 0;
    double[] classShares = new double[peaks.length];
    for (int i = 0; i < entries.length; i++) {
      total += mass[i];
      classShares[entries[i] / turns] += mass[i];
    }
    int likely = 0;
    double[] classDegrees = new double[peaks.length];
    for (int k = 0; k < peaks.length; k++) {
      classShares[k] /= total;
      classDegrees[k] = peaks[k] == null ? Double.NaN : peaks[k].entry() % turns * stepDegrees;
      likely = classShares[k] > classShares[likely] ? k : likely;
    }
    Peak peak = peaks[likely];
    double near = 0;
    for (int i = 0; i < entries.length; i++) {
      near += areNeighbours(entries[i], peak.entry()) ? mass[i] : 0;
    }
    Pose pose = interpolate(entries, work, peak.entry(), peak.shift(), from.start());
    return new PoseFound(pose, near / total, logEvidence, likely, classShares, classDegrees);
  }

  /** The template of an entry, {@code class * turns + turn}. */
  private float[] template(int entry, int half) {
    return templates[entry / turns][half][entry % turns];
  }

  /** Whether two entries are of one class and at most one turn apart. */
  private boolean areNeighbours(int entry, int other) {
    int apart = Math.floorMod(entry % turns - other % turns, turns);
    return entry / turns == other / turns && (apart <= 1 || apart == turns - 1);
  }

  /** Position of the first of the largest values. */
  private static int highest(float[] scores) {
    int highest = 0;
    for (int s = 1; s < scores.length; s++) {
      if (scores[s] > scores[highest]) {
        highest = s;
      }
    }
    return highest;
  }

  private static float norm(float[] template, float[] ctfWeight) {
    double norm = 0;
    for (int j = 0; j < ctfWeight.length; j++) {
      float re = template[2 * j];
      float im = template[2 * j + 1];
      norm += ctfWeight[j] * (re * re + im * im);
    }
    return (float) norm;
  }

  private double standardise(int[] entries, Work work, double best) {
    double sum = 0;
    double squares = 0;
    double count = 0;
    for (int e : entries) {
      for (float score : work.scores[e]) {
        sum += score;
        squares += (double) score * score;
        count++;
      }
    }
    double mean = sum / count;
    double factor = CONTRAST / Math.sqrt(Math.max(squares / count - mean * mean, 1e-30));
    for (int e : entries) {
      float[] scores = work.scores[e];
      for (int s = 0; s < scores.length; s++) {
        scores[s] = (float) ((scores[s] - mean) * factor);
      }
    }
    return (best - mean) * factor;
  }

  /** Shifts the particle to the start and weighs it, for the comparison and for the new average. */
  private void prepare(ParticleSpectrum particle, Pose start, Work work) {
    work.particle.load(particle, start);
    float[] values = work.particle.values();
    float[] weights = work.particle.weights();
    for (int j = 0; j < disc.size(); j++) {
      int from = positions[j];
      work.weighted[2 * j] = values[2 * from];
      work.weighted[2 * j + 1] = values[2 * from + 1];
      work.ctfWeight[j] = weights[from];
    }
  }

  /** The classes and turns to try, ascending. */
  private int[] entriesOf(Candidates candidates) {
    int[] entries = new int[templates.length * turns];
    int count = 0;
    for (int k = 0; k < templates.length; k++) {
      double[] centres = candidates.centreDegrees()[k];
      if (templates[k] == null || centres == null) {
        continue;
      }
      boolean[] chosen = turnsAbout(centres, candidates.windowDegrees());
      for (int t = 0; t < turns; t++) {
        if (chosen[t]) {
          entries[count++] = k * turns + t;
        }
      }
    }
    return Arrays.copyOf(entries, count);
  }

  private boolean[] turnsAbout(double[] centres, double windowDegrees) {
    boolean[] chosen = new boolean[turns];
    int reach = (int) Math.ceil(windowDegrees / stepDegrees);
    if (2 * reach + 1 >= turns) {
      Arrays.fill(chosen, true);
      return chosen;
    }
    for (double centre : centres) {
      int middle = (int) Math.round(centre / stepDegrees);
      for (int d = -reach; d <= reach; d++) {
        chosen[Math.floorMod(middle + d, turns)] = true;
      }
    }
    return chosen;
  }

  /**
   * Subtracts an offset, the template's norm less the log weight of its class, and adds the log
   * prior of the total shift o = start - s.
   */
  private void addPrior(float[] scores, Candidates candidates, float offset) {
    double scale = 0.5 / (candidates.shiftSigmaPixels() * candidates.shiftSigmaPixels());
    int side = window.side();
    for (int sy = 0; sy < side; sy++) {
      double oy = candidates.start().originYPixels() - window.shift(sy);
      for (int sx = 0; sx < side; sx++) {
        double ox = candidates.start().originXPixels() - window.shift(sx);
        scores[sy * side + sx] -= (float) (offset + scale * (ox * ox + oy * oy));
      }
    }
  }

  private Pose interpolate(int[] entries, Work work, int bestEntry, int bestShift, Pose start) {
    int side = window.side();
    int sx = bestShift % side;
    int sy = bestShift / side;
    float[] scores = work.scores[bestEntry];
    double dx =
        sx == 0 || sx == side - 1 ? 0 : peak(scores[bestShift - 1], 1, scores[bestShift + 1]);
    double dy =
        sy == 0 || sy == side - 1 ? 0 : peak(scores[bestShift - side], 1, scores[bestShift + side]);
    double da = 0;
    int bestTurn = bestEntry % turns;
    int first = bestEntry - bestTurn;
    int before = first + Math.floorMod(bestTurn - 1, turns);
    int after = first + Math.floorMod(bestTurn + 1, turns);
    if (Arrays.binarySearch(entries, before) >= 0 && Arrays.binarySearch(entries, after) >= 0) {
      da = peak(work.scores[before][bestShift], 1, work.scores[after][bestShift]);
    }
    double step = window.stepPixels();
    return new Pose(
            Angles.wrap((bestTurn + da) * stepDegrees, 360),
            start.originXPixels() - window.shift(sx) - dx * step,
            start.originYPixels() - window.shift(sy) - dy * step)
        .normalised();
  }

  /** The vertex of a parabola through the logarithms of three neighbouring posterior values. */
  private static double peak(double before, double at, double after) {
    double l = Math.log(Math.max(before, 1e-9));
    double c = Math.log(Math.max(at, 1e-9));
    double r = Math.log(Math.max(after, 1e-9));
    double curvature = l - 2 * c + r;
    return curvature >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, 0.5 * (l - r) / curvature));
  }

  /** Adds the particle with every turn that has a share of its posterior. */
  private void addAll(
      AverageAccumulator[] targets, Work work, int[] entries, double[] mass, double total) {
    int[] likely =
        IntStream.range(0, entries.length).filter(i -> mass[i] > NEGLIGIBLE * total).toArray();
    float[][] batch = new float[SIDE_BY_SIDE][];
    for (int from = 0; from < likely.length; from += SIDE_BY_SIDE) {
      int count = Math.min(SIDE_BY_SIDE, likely.length - from);
      for (int n = 0; n < count; n++) {
        batch[n] = work.scores[entries[likely[from + n]]];
      }
      work.addShifts.mix(count, batch);
      for (int n = 0; n < count; n++) {
        int i = likely[from + n];
        work.addShifts.phases(n, work.mixed);
        addTo(
            targets[entries[i] / turns],
            work,
            entries[i] % turns,
            mass[i] / total,
            (float) (1 / total));
      }
    }
  }

  /** Adds it with one turn. */
  private void addTo(AverageAccumulator target, Work work, int turn, double share, float perUnit) {
    float[] values = work.particle.values();
    float[] weights = work.particle.weights();
    float[] mixed = work.mixed;
    float[] shifted = work.addShifted;
    for (int j = 0; j < weights.length; j++) {
      float re = perUnit * mixed[2 * j];
      float im = perUnit * mixed[2 * j + 1];
      shifted[2 * j] = values[2 * j] * re - values[2 * j + 1] * im;
      shifted[2 * j + 1] = values[2 * j] * im + values[2 * j + 1] * re;
      work.addScaled[j] = (float) share * weights[j];
    }
    target.add(addDisc, shifted, work.addScaled, turn, turns);
  }
}
