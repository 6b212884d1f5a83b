package org.cryoudl.alignment.refinement;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.ClassAverages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.SymmetryAxis;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Checkpoints;
import org.jspecify.annotations.Nullable;

/**
 * A refinement under way: a set of particles that show one or more views, their classes and poses,
 * and the averages they make.
 */
final class RefinementRun {

  /** The particles as they are mirrored. */
  final MirroredSource source;

  /** How the CTF of the source is in the images, as far as that is known. */
  PhaseDecision phases;

  final ParticlePoses particles;
  final ClassMembership membership;
  NoiseSpectrum noise;

  double shiftSigmaPixels;

  /** As a share of the box; may grow once the particles can be seen. */
  double maskRadius;

  double logEvidence;

  private @Nullable ClassAverages averages;

  /** The particles as they came. */
  private final SpectrumSource base;

  /**
   * A run that knows nothing of poses.
   *
   * @param source particles with the CTF as the phase model has it, and the symmetry of averages
   */
  RefinementRun(
      SpectrumSource source,
      PhaseDecision phases,
      int classes,
      NoiseSpectrum noise,
      double maskRadius) {
    this.maskRadius = maskRadius;
    this.base = source;
    this.phases = phases;
    this.noise = noise;
    this.shiftSigmaPixels = CoarseToFine.SHIFT_SIGMA * source.disc().box();
    this.particles = new ParticlePoses(source.size());
    this.membership = new ClassMembership(source.size(), classes);
    this.source = new MirroredSource(source, particles.flipped);
  }

  /** A run of other particles, or of these with another CTF, that starts from these averages. */
  RefinementRun of(SpectrumSource others, PhaseDecision otherPhases) {
    SpectrumSource symmetric = new SymmetricSource(others, source.symmetry());
    RefinementRun run = new RefinementRun(symmetric, otherPhases, classes(), noise, maskRadius);
    run.particles.symmetry = particles.symmetry;
    run.shiftSigmaPixels = shiftSigmaPixels;
    run.averages = averages;
    return run;
  }

  /** This run of one class in a frame about an axis, with averages of that symmetry. */
  RefinementRun about(SymmetryAxis axis, CyclicSymmetry symmetry) {
    RefinementRun run =
        new RefinementRun(
            new SymmetricSource(base, symmetry), phases, classes(), noise, maskRadius);
    run.shiftSigmaPixels = shiftSigmaPixels;
    run.particles.takePoses(particles);
    run.particles.move(0, -axis.xPixels(), -axis.yPixels());
    run.particles.symmetry = axis.evidence();
    run.average(average().radius());
    return run;
  }

  /**
   * All that changes in a run, to be kept.
   *
   * @param noise variance per shell
   */
  record Kept(
      ParticlePoses.Kept particles,
      ClassMembership.Kept membership,
      double[] noise,
      PhaseDecision phases,
      double shiftSigmaPixels,
      double maskRadius,
      double logEvidence,
      Optional<ClassAverages> averages) {}

  /**
   * Does a step of this run, or takes over where an earlier run ended that step.
   *
   * @return whether the step was done now
   */
  boolean keep(Checkpoints checkpoints, String name, Runnable work) {
    AtomicBoolean done = new AtomicBoolean();
    restore(
        checkpoints.step(
            name,
            Kept.class,
            () -> {
              done.set(true);
              work.run();
              return kept();
            }));
    return done.get();
  }

  Kept kept() {
    return new Kept(
        particles.kept(),
        membership.kept(),
        noise.perShell(),
        phases,
        shiftSigmaPixels,
        maskRadius,
        logEvidence,
        Optional.ofNullable(averages));
  }

  /** Goes on from where a run of the same particles stood. */
  void restore(Kept kept) {
    particles.restore(kept.particles);
    membership.restore(kept.membership);
    noise = NoiseSpectrum.of(kept.noise);
    phases = kept.phases;
    shiftSigmaPixels = kept.shiftSigmaPixels;
    maskRadius = kept.maskRadius;
    logEvidence = kept.logEvidence;
    averages = kept.averages.orElse(null);
  }

  int classes() {
    return membership.classes();
  }

  /**
   * The averages, one a class.
   *
   * @throws IllegalStateException if none were made yet
   */
  ClassAverages averages() {
    if (averages == null) {
      throw new IllegalStateException("the run has no averages yet");
    }
    return averages;
  }

  /** Goes on from other averages. */
  void averages(ClassAverages others) {
    averages = others;
  }

  /** The averages of the first class. */
  Averages average() {
    return averages().classes()[0];
  }

  /** Makes the averages anew at the present poses. */
  void average(int radius) {
    averages = ClassAverages.of(source, particles, membership, noise, radius, maskRadius);
  }

  /** All particles, in the averages of the first class. */
  RefinementState state() {
    return new RefinementState(source, particles, average(), noise);
  }

  /** Takes over averages and noise of the only class. */
  void take(RefinementState state) {
    averages = ClassAverages.ofOne(state.averages());
    noise = state.noise();
  }

  /** The turns to try of a particle in the only class: the present one and half a turn away. */
  double[][] centres(int index) {
    return new double[][] {source.symmetry().bothHalfTurns(particles.poses[index].psiDegrees())};
  }

  /** The present turn of a particle in the only class, as the only one to try. */
  double[][] presentTurn(int index) {
    return new double[][] {{particles.poses[index].psiDegrees()}};
  }

  /** Moves of a particle onto the mirror image of the average of the only class. */
  double[] mirroredCentres(int index) {
    return source.symmetry().bothHalfTurns(particles.otherPsiDegrees[index]);
  }

  /** Forgets poses, for rounds that look everywhere about the centre of the box. */
  void forgetPoses() {
    Arrays.fill(particles.poses, Pose.IDENTITY);
  }
}
