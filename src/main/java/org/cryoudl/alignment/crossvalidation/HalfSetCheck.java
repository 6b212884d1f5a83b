package org.cryoudl.alignment.crossvalidation;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.JointRefinement;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ParticlePoseSearch;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * Refines two halves of a set apart and compares every particle with both averages. It shows what
 * one average cannot: whether half-turns, shifts along a filament, or whole poses are those of the
 * particles, or of noise that the average has taken up and keeps alive by turning particles to it.
 */
public final class HalfSetCheck {

  /** Turns of the start are rounded to this, so that they remember nothing finer. */
  private static final double START_STEP = 4;

  /** Beyond this the halves have nothing in common. */
  private static final double LARGEST_FACTOR = 20;

  private final SpectrumSource source;
  private final RefinementOptions options;
  private final Checkpoints checkpoints;
  private final Progress progress;

  /** A check that keeps nothing while it runs. */
  public HalfSetCheck(SpectrumSource source, RefinementOptions options, Progress progress) {
    this(source, options, Checkpoints.none(), progress);
  }

  /**
   * @param source particles with the CTF as the phase model has it
   * @param checkpoints keep what the halves come to
   */
  public HalfSetCheck(
      SpectrumSource source,
      RefinementOptions options,
      Checkpoints checkpoints,
      Progress progress) {
    this.source = source;
    this.options = options;
    this.checkpoints = checkpoints;
    this.progress = progress;
  }

  /**
   * One half.
   *
   * @param indices its particles
   * @param state what was made of them
   */
  private record Half(int[] indices, RefinementState state) {}

  /**
   * Runs it.
   *
   * @param particles poses, of which only the turn modulo 180 degrees is used to start from
   */
  public HalfSetAgreement run(ParticlePoses particles) {
    Half[] halves = {refine(particles, 0), refine(particles, 1)};
    FrameLink[] links = new FrameLink[2];
    for (int h = 0; h < 2; h++) {
      links[h] = FrameLink.of(halves[h].state.particles().poses, against(halves[h], halves[1 - h]));
    }
    int size = links[0].size() + links[1].size();
    double[] halfTurns = halfTurnSignal(halves, links);
    HalfSetAgreement agreement =
        new HalfSetAgreement(
            size,
            (double)
                    (links[0].within(HalfSetAgreement.WINDOW_DEGREES)
                        + links[1].within(HalfSetAgreement.WINDOW_DEGREES))
                / size,
            halfTurns(links, size),
            factor(halves, links, true),
            // Both halves err; of the difference's variance either has half.
            Math.sqrt(0.5) * Math.max(links[0].typicalTurn(), links[1].typicalTurn()),
            factor(halves, links, false),
            0,
            0,
            halfTurns[0],
            halfTurns[1]);
    agreement = withAxis(agreement, particles, halves, links);
    progress.detail(
        String.format(
            Locale.ROOT,
            "halves refined apart: same turn %.3f, same half-turn %.3f, standard errors times %.2f"
                + " (angle, at least %.2f degrees) and %.2f (shift), %.2f px along %.0f degrees",
            agreement.turns(),
            agreement.halfTurns(),
            agreement.psiFactor(),
            agreement.psiDegrees(),
            agreement.shiftFactor(),
            agreement.alongPixels(),
            agreement.axisDegrees()));
    return agreement;
  }

  private Half refine(ParticlePoses particles, int parity) {
    SubsetSource some = SubsetSource.spread(source, options.modelParticles());
    int[] indices =
        IntStream.range(0, some.size())
            .filter(i -> i % 2 == parity)
            .map(i -> some.indices()[i])
            .toArray();
    SubsetSource members = new SubsetSource(source, indices);
    double[] psi =
        IntStream.of(indices)
            .mapToDouble(i -> START_STEP * Math.rint(particles.poses[i].psiDegrees() / START_STEP))
            .toArray();
    Refined refined =
        new JointRefinement(
                members,
                options.forPart(),
                checkpoints.within(parity == 0 ? "first half" : "second half"),
                Progress.silent())
            .run(psi, members.pick(particles.correlation), new Reference.Auto());
    return new Half(indices, refined.state());
  }

  /** Poses of a half's particles in the average of the other half, looked for everywhere. */
  private Pose[] against(Half half, Half other) {
    ParticlePoseSearch.Target target =
        ParticlePoseSearch.Target.of(other.state, options.maxShiftPixels());
    Pose[] poses = new Pose[half.indices.length];
    ParallelLoop.reduce(
        poses.length,
        () -> new ParticlePoseSearch(target),
        (finder, i) -> poses[i] = finder.find(half.state.source().get(i)),
        (a, b) -> {});
    return poses;
  }

  /** Of either half against the other; one turn between the frames holds for both. */
  private static double halfTurns(FrameLink[] links, int size) {
    int first = links[0].agreeing();
    double between = links[0].turnDegrees() + links[1].turnDegrees();
    boolean opposite = Math.abs(Angles.wrap(between, 360)) > 90;
    int second = links[1].agreeing();
    int both = first + (opposite ? links[1].size() - second : second);
    return (double) Math.max(both, size - both) / size;
  }

  /**
   * What standard errors from the curvature miss. An average {@code T} that shows noise beside the
   * signal {@code S} seems to hold the information {@code |T'|^2}, while the error of a pose is
   * {@code |T'| / (S'.T')}, that is {@code r = |T'|^2 / (S'.T')} times larger; S' is taken from the
   * other half. The noise in the average of all is half as strong, which leaves {@code (1 + r) /
   * 2}.
   */
  private double factor(Half[] halves, FrameLink[] links, boolean psi) {
    double mean = 0;
    for (int h = 0; h < 2; h++) {
      PoseInformation[] seemingAndReal = information(halves[h], halves[1 - h], links[h]);
      double seeming = psi ? seemingAndReal[0].psi() : seemingAndReal[0].most();
      double real = psi ? seemingAndReal[1].psi() : seemingAndReal[1].most();
      double ratio = real > 0 ? Math.max(1, seeming / real) : LARGEST_FACTOR;
      mean += 0.5 * Math.min(LARGEST_FACTOR, ratio);
    }
    return 0.5 * (1 + mean);
  }

  private PoseInformation[] information(Half half, Half other, FrameLink link) {
    int radius = half.state.resolvedRadius(CoarseToFine.FINEST_RADIUS);
    Band band = Band.of(source, radius, half.state.noise());
    float[] weights = band.meanWeights(source);
    AverageModel own = half.state.averages().model(radius);
    AverageModel signal = seen(other, link, radius);
    return new PoseInformation[] {
      PoseInformation.of(own, own, band.disc(), weights),
      PoseInformation.of(own, signal, band.disc(), weights)
    };
  }

  /** The average of the other half in the frame of a half. */
  private AverageModel seen(Half other, FrameLink link, int radius) {
    int side = other.state.averages().side();
    double pixels = (double) side / source.disc().box();
    Pose move =
        Pose.IDENTITY.thenMove(
            link.turnDegrees(), link.shiftXPixels() * pixels, link.shiftYPixels() * pixels);
    Image moved =
        new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE)
            .apply(Image.square(side, other.state.averages().unfiltered()), move);
    float[] seen =
        Averages.masked(moved.pixels(), CircularMask.aroundParticle(side, options.maskRadius()));
    return new AverageModel(seen, side, radius);
  }

  /**
   * What the halves have in common of the difference D between an average and itself after a
   * half-turn: the correlation {@code rho = <D1, D2> / (|D1| |D2|)}, and the separation in the
   * average of all, whose D has the power {@code <D1, D2> (1 + 1 / rho) / 2}: {@code z = <S, D> /
   * (sqrt(2) |D|) = sqrt(<D1, D2> rho / (1 + rho))}, with rho two standard errors lower.
   */
  private double[] halfTurnSignal(Half[] halves, FrameLink[] links) {
    double[] mean = new double[2];
    for (int h = 0; h < 2; h++) {
      int radius = halves[h].state.resolvedRadius(CoarseToFine.FINEST_RADIUS);
      Band band = Band.of(source, radius, halves[h].state.noise());
      float[] weights = band.meanWeights(source);
      AverageModel own = halves[h].state.averages().model(radius);
      HalfTurnAmbiguity about = HalfTurnAmbiguity.find(halves[h].state);
      float[] one = about.difference(own, band.disc());
      float[] two = about.difference(seen(halves[1 - h], links[h], radius), band.disc());
      double product = 0;
      double[] powers = new double[2];
      double variance = 0;
      for (int j = 0; j < weights.length; j++) {
        double w = weights[j];
        double a = one[2 * j] * one[2 * j] + one[2 * j + 1] * one[2 * j + 1];
        double b = two[2 * j] * two[2 * j] + two[2 * j + 1] * two[2 * j + 1];
        product += w * (one[2 * j] * two[2 * j] + one[2 * j + 1] * two[2 * j + 1]);
        powers[0] += w * a;
        powers[1] += w * b;
        variance += w * w * a * b;
      }
      double norm = Math.sqrt(powers[0] * powers[1]);
      // Within the mask neighbouring coefficients are alike.
      double independent = Math.PI * options.maskRadius() * options.maskRadius();
      double error = norm > 0 ? Math.sqrt(variance / Math.min(1, independent)) / norm : 1;
      double rho = norm > 0 ? Math.max(0, product / norm) : 0;
      double least = Math.max(0, rho - 2 * error);
      mean[0] += 0.5 * rho;
      mean[1] += 0.5 * Math.sqrt(least * norm * least / (1 + least));
    }
    return mean;
  }

  /** The shift's uncertainty where the halves differ most, in the frame of the whole set. */
  private static HalfSetAgreement withAxis(
      HalfSetAgreement found, ParticlePoses particles, Half[] halves, FrameLink[] links) {
    double[] moments = new double[3];
    for (int h = 0; h < 2; h++) {
      int[] indices = halves[h].indices;
      Pose[] whole = Arrays.stream(indices).mapToObj(i -> particles.poses[i]).toArray(Pose[]::new);
      double turn = FrameLink.of(whole, halves[h].state.particles().poses).turnDegrees();
      double[] spread = links[h].spread();
      double cos = Math.cos(Math.toRadians(2 * turn));
      double sin = Math.sin(Math.toRadians(2 * turn));
      double middle = 0.5 * (spread[0] + spread[2]);
      double difference = 0.5 * (spread[0] - spread[2]);
      moments[0] += 0.5 * middle;
      moments[1] += 0.5 * (cos * difference - sin * spread[1]);
      moments[2] += 0.5 * (sin * difference + cos * spread[1]);
    }
    double reach = Math.hypot(moments[1], moments[2]);
    double axis = Math.toDegrees(0.5 * Math.atan2(moments[2], moments[1]));
    double along = Math.sqrt(0.5 * (moments[0] + reach));
    return new HalfSetAgreement(
        found.particles(),
        found.turns(),
        found.halfTurns(),
        found.psiFactor(),
        found.psiDegrees(),
        found.shiftFactor(),
        Angles.wrap(axis, 180),
        along,
        found.halfTurnCorrelation(),
        found.halfTurnSeparation());
  }
}
