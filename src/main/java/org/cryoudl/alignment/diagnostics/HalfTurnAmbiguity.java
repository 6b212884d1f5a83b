package org.cryoudl.alignment.diagnostics;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.NormalDistribution;

/**
 * Measures whether the view differs from itself after a half-turn. Between the two hypotheses the
 * log likelihood of a particle differs by {@code L = sum_k CTF^2 |A(k) - A'(k)|^2 / sigma^2(k)} on
 * average, A' being the average after a half-turn and its best shift, with variance {@code 2 L}; so
 * a share {@code Phi(-sqrt(L / 2))} of the particles must take the wrong one.
 *
 * @param shiftXPixels where the average lies best on itself: turned by 180 degrees about the centre
 *     and then moved by minus this
 * @param shiftYPixels the same along y
 * @param undecidedShare share of half-turns that noise must have decided wrongly, 0 to 0.5, if the
 *     average is right
 */
public record HalfTurnAmbiguity(double shiftXPixels, double shiftYPixels, double undecidedShare) {

  private static final double RANGE = 0.2;

  /** Compares the average with itself, unless a half-turn is part of its symmetry. */
  public static HalfTurnAmbiguity find(RefinementState state) {
    SpectrumSource source = state.source();
    Averages averages = state.averages();
    if (source.symmetry().hasHalfTurn()) {
      return new HalfTurnAmbiguity(0, 0, 0); // both are one, so nothing is undecided
    }
    Band band = Band.of(source, averages.resolvedRadius(source.disc()), state.noise());
    FrequencyDisc disc = band.disc();
    float[] weights = band.meanWeights(source);
    float[] average = new float[2 * disc.size()];
    averages.model(band.radius()).sample(disc, 0, average);
    // About the centre a half-turn conjugates: A' = conj(A), and <A, A' shifted> = sum A^2
    // exp(...).
    float[] weighted = new float[2 * disc.size()];
    float[] conjugate = new float[2 * disc.size()];
    double power = 0;
    for (int j = 0; j < disc.size(); j++) {
      weighted[2 * j] = weights[j] * average[2 * j];
      weighted[2 * j + 1] = weights[j] * average[2 * j + 1];
      conjugate[2 * j] = average[2 * j];
      conjugate[2 * j + 1] = -average[2 * j + 1];
      power += weights[j] * (sq(average[2 * j]) + sq(average[2 * j + 1]));
    }
    ShiftWindow window = new ShiftWindow(disc, RANGE * band.box(), 0.5);
    float[] scores = new float[window.side() * window.side()];
    ShiftWindow.Work work = window.new Work(1);
    work.load(0, weighted, conjugate);
    work.correlate(1, new float[][] {scores});
    int best = 0; // scores are twice the real part of <A, A'>
    for (int s = 1; s < scores.length; s++) {
      best = scores[s] > scores[best] ? s : best;
    }
    double separation = Math.max(0, 2 * power - Math.max(0, scores[best]));
    return new HalfTurnAmbiguity(
        window.shift(best % window.side()),
        window.shift(best / window.side()),
        NormalDistribution.cumulative(-Math.sqrt(separation / 2)));
  }

  /**
   * A picture turned by 180 degrees and moved to where the average lies best on itself.
   *
   * @param picture side x side pixels that show the field of {@code box}
   */
  float[] turned(float[] picture, int side, int box) {
    FrequencyDisc disc = new FrequencyDisc(side, (side - 1) / 2);
    float[] packed = disc.pack(Fft2D.of(side).forward(picture));
    for (int j = 0; j < disc.size(); j++) {
      packed[2 * j + 1] = -packed[2 * j + 1];
    }
    float[] turned =
        disc.picture(
            disc.shifted(packed, shiftXPixels * side / box, shiftYPixels * side / box), side);
    // The disc holds no mean, without which the picture would not be zero around the particle.
    double mean = 0;
    for (float value : picture) {
      mean += value;
    }
    mean /= picture.length;
    for (int p = 0; p < turned.length; p++) {
      turned[p] += (float) mean;
    }
    return turned;
  }

  /**
   * The average and what it looks like after a half-turn, with only a share of the difference
   * between them.
   *
   * @param picture of the average, side x side pixels
   * @param disc frequencies that will be looked up
   * @param share 1 leaves both as they are, 0 makes them alike
   */
  public AverageModel[] models(float[] picture, int side, FrequencyDisc disc, double share) {
    float[] other = turned(picture, side, disc.box());
    float[] mixed = new float[picture.length];
    float[] opposite = new float[picture.length];
    for (int p = 0; p < picture.length; p++) {
      double mean = 0.5 * (picture[p] + other[p]);
      double half = 0.5 * share * (picture[p] - other[p]);
      mixed[p] = (float) (mean + half);
      opposite[p] = (float) (mean - half);
    }
    return new AverageModel[] {
      new AverageModel(mixed, side, disc.radius()), new AverageModel(opposite, side, disc.radius())
    };
  }

  /**
   * What an average differs by from itself after the half-turn.
   *
   * @param average that lies as the one that was compared with itself
   * @return packed on the disc
   */
  public float[] difference(AverageModel average, FrequencyDisc disc) {
    float[] here = new float[2 * disc.size()];
    average.sample(disc, 0, here);
    float[] turned = new float[here.length];
    for (int j = 0; j < disc.size(); j++) {
      turned[2 * j] = here[2 * j];
      turned[2 * j + 1] = -here[2 * j + 1];
    }
    turned = disc.shifted(turned, shiftXPixels, shiftYPixels);
    for (int j = 0; j < here.length; j++) {
      here[j] -= turned[j];
    }
    return here;
  }

  /** The pose in the average's frame of a particle that lies on the average after a half-turn. */
  public Pose back(Pose pose) {
    return pose.thenMove(180, shiftXPixels, shiftYPixels).normalised();
  }

  private static double sq(double value) {
    return value * value;
  }
}
