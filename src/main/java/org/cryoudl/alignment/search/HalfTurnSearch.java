package org.cryoudl.alignment.search;

import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.averages.SeedPicture;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.WhitenedParticle;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Completes angles that are known modulo 180 degrees by the simplest means: each particle, turned
 * by its angle and by that plus 180 degrees, is cross-correlated with a picture over all shifts,
 * and the better of the two wins, shift and all. The angles themselves stay as they are.
 */
public final class HalfTurnSearch {

  private static final double STEP_PIXELS = 1;

  private final SpectrumSource signed;
  private final Options options;
  private final Progress progress;
  private final int box;

  /**
   * What the caller decides.
   *
   * @param maskRadius radius of the mask around pictures, as a share of the box
   * @param maxShiftPixels longest shift along each axis; 0 if shifts are held
   * @param phases how the CTF is in the images, as far as it was stated
   * @param bothHalfTurns whether angles are known modulo 180 degrees only
   * @param recentre whether the average may be brought to the centre of its box
   * @param averagingRounds rounds of comparing with the average of all after the first comparison,
   *     which is with the reference; 0 to leave it at that
   */
  public record Options(
      double maskRadius,
      double maxShiftPixels,
      PhaseClaim phases,
      boolean bothHalfTurns,
      boolean recentre,
      int averagingRounds) {}

  public HalfTurnSearch(SpectrumSource source, Options options, Progress progress) {
    this.signed = source;
    this.options = options;
    this.progress = progress;
    this.box = source.disc().box();
  }

  /**
   * What was found.
   *
   * @param poses the full pose of each particle
   * @param phases how the CTF was taken to be in the images
   */
  public record Found(Pose[] poses, PhaseDecision phases) {}

  /** A square picture that shows the particles' field. */
  private record Target(float[][] halves, int side, int radius) {}

  /**
   * Finds half-turns and shifts.
   *
   * @param psiDegrees turn of each particle, kept but for a half-turn
   * @param reference what all are compared with first; if automatic, their average at these angles
   */
  public Found run(double[] psiDegrees, Reference reference) {
    NoiseSpectrum noise = NoiseSpectrum.totalPower(signed);
    boolean tested =
        signed.get(0).ctf().isPresent() && options.phases().by() != PhaseClaim.By.SETTLED;
    int passes = (1 + options.averagingRounds()) * (tested ? 2 : 1);
    try (Progress.Stage stage = progress.start("half-turns and shifts", passes)) {
      PhaseDecision phases =
          tested
              ? tested(psiDegrees, reference, noise, stage)
              : PhaseDecision.untested(options.phases());
      return new Found(
          rounds(phases.applyTo(signed), psiDegrees, reference, noise, stage).poses, phases);
    }
  }

  /** How the phases are, as particles show it whose poses do not depend on them. */
  private PhaseDecision tested(
      double[] psiDegrees, Reference reference, NoiseSpectrum noise, Progress.Stage stage) {
    ParticlePoses particles =
        rounds(CtfPhases.whereBothAgree(signed), psiDegrees, reference, noise, stage);
    PhaseDecision phases =
        PhaseDecision.of(
            options.phases(),
            PhaseEvidence.of(
                    signed,
                    particles,
                    noise,
                    Math.min(CoarseToFine.FINE_RADIUS, signed.disc().radius()),
                    options.maskRadius())
                .z());
    progress.detail("phases: stated " + phases.claim() + ", particles show " + phases.z());
    return phases;
  }

  private ParticlePoses rounds(
      SpectrumSource source,
      double[] psiDegrees,
      Reference reference,
      NoiseSpectrum noise,
      Progress.Stage stage) {
    ParticlePoses particles = new ParticlePoses(source.size());
    for (int i = 0; i < particles.size(); i++) {
      particles.poses[i] = new Pose(psiDegrees[i], 0, 0);
    }
    assign(source, particles, target(source, reference, particles, noise), noise);
    stage.advance(1);
    Reconstruction average = new Reconstruction(source, options.maskRadius());
    int radius = Math.min(CoarseToFine.FINE_RADIUS, source.disc().radius());
    for (int r = 0; r < options.averagingRounds(); r++) {
      Averages averages = average.at(particles, noise, radius);
      int[] move =
          options.recentre() ? Recentring.move(averages.full(), averages.side()) : new int[2];
      Averages centred = averages.rolled(move[0], move[1]);
      // Each particle is compared with the half it is not part of.
      float[][] others = {centred.halves()[1], centred.halves()[0]};
      int resolved = Math.max(CoarseToFine.START_RADIUS, averages.resolvedShell());
      assign(
          source,
          particles,
          new Target(others, averages.side(), Math.min(radius, resolved)),
          noise);
      stage.advance(1);
    }
    return particles;
  }

  private Target target(
      SpectrumSource source, Reference reference, ParticlePoses particles, NoiseSpectrum noise) {
    int radius = Math.min(CoarseToFine.START_RADIUS, source.disc().radius());
    if (reference instanceof Reference.Picture picture) {
      float[] masked =
          Averages.masked(
              picture.image().pixels(), CircularMask.aroundParticle(box, options.maskRadius()));
      return new Target(new float[][] {masked, masked}, box, radius);
    }
    if (reference instanceof Reference.Auto) {
      Averages all = new Reconstruction(source, options.maskRadius()).at(particles, noise, radius);
      return new Target(new float[][] {all.halves()[1], all.halves()[0]}, all.side(), radius);
    }
    int index = ((Reference.Particle) reference).index();
    Pose pose = particles.poses[index];
    float[] seed = SeedPicture.of(source, index, pose, noise, radius, options.maskRadius());
    return new Target(new float[][] {seed, seed}, Averages.side(box, radius), radius);
  }

  /** One comparison of all particles with their targets. */
  private void assign(
      SpectrumSource source, ParticlePoses particles, Target target, NoiseSpectrum noise) {
    Band band = Band.of(source, target.radius(), noise);
    FrequencyDisc disc = band.disc();
    AverageModel[] models = {
      new AverageModel(target.halves()[0], target.side(), target.radius()),
      new AverageModel(target.halves()[1], target.side(), target.radius())
    };
    ShiftWindow window = new ShiftWindow(disc, options.maxShiftPixels(), STEP_PIXELS);
    ParallelLoop.run(
        source.size(),
        i -> {
          ParticleSpectrum particle = source.get(i);
          WhitenedParticle whitened = new WhitenedParticle(band);
          whitened.load(particle, Pose.IDENTITY);
          double psi = particles.poses[i].psiDegrees();
          int turns = options.bothHalfTurns() ? 2 : 1;
          float[][] scores = new float[turns][window.side() * window.side()];
          ShiftWindow.Work work = window.new Work(turns);
          float[] template = new float[2 * disc.size()];
          for (int t = 0; t < turns; t++) {
            models[i % 2].sample(disc, psi + 180 * t, template);
            work.load(t, whitened.values(), template);
          }
          work.correlate(turns, scores);
          int[] best = {peak(scores[0]), turns == 2 ? peak(scores[1]) : 0};
          double first = scores[0][best[0]];
          double second = turns == 2 ? scores[1][best[1]] : Double.NEGATIVE_INFINITY;
          int turn = second > first ? 1 : 0;
          particles.poses[i] = pose(psi + 180 * turn, window, scores[turn], best[turn]);
        });
  }

  private static int peak(float[] scores) {
    int best = 0;
    for (int s = 1; s < scores.length; s++) {
      best = scores[s] > scores[best] ? s : best;
    }
    return best;
  }

  /** The pose at a peak, moved to the vertex of a parabola along each axis. */
  private static Pose pose(double psiDegrees, ShiftWindow window, float[] scores, int best) {
    int side = window.side();
    int sx = best % side;
    int sy = best / side;
    double dx =
        sx == 0 || sx == side - 1 ? 0 : vertex(scores[best - 1], scores[best], scores[best + 1]);
    double dy =
        sy == 0 || sy == side - 1
            ? 0
            : vertex(scores[best - side], scores[best], scores[best + side]);
    // A score at s belongs to a particle that lies at +s, so that its origin is -s.
    return new Pose(
            psiDegrees,
            -window.shift(sx) - dx * window.stepPixels(),
            -window.shift(sy) - dy * window.stepPixels())
        .normalised();
  }

  private static double vertex(double before, double at, double after) {
    double bend = before - 2 * at + after;
    return bend < 0 ? Math.max(-0.5, Math.min(0.5, 0.5 * (before - after) / bend)) : 0;
  }
}
