package org.cryoudl.alignment.refinement;

import java.util.Arrays;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.diagnostics.SymmetryAxis;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;

/**
 * {@link JointRefinement} under way: a set of particles, their poses, and the averages they make.
 */
final class JointRun {

  /** The particles as they are mirrored. */
  final MirroredSource source;

  final CtfPhases phases;
  final ParticlePoses particles;
  NoiseSpectrum noise;
  double shiftSigmaPixels;

  /** As a share of the box; may grow once the particles can be seen. */
  double maskRadius;

  double logEvidence;
  Averages averages;

  /** The particles as they came. */
  private final SpectrumSource base;

  /**
   * @param source particles with the CTF as the phase model has it, and the symmetry of averages
   */
  JointRun(
      SpectrumSource source,
      CtfPhases phases,
      NoiseSpectrum noise,
      double shiftSigmaPixels,
      double maskRadius) {
    this.maskRadius = maskRadius;
    this.base = source;
    this.phases = phases;
    this.noise = noise;
    this.shiftSigmaPixels = shiftSigmaPixels;
    this.particles = new ParticlePoses(source.size());
    this.source = new MirroredSource(source, particles.flipped);
  }

  /** A run of other particles, or of these with another CTF, that starts from these averages. */
  JointRun of(SpectrumSource others, CtfPhases otherPhases) {
    SpectrumSource symmetric = new SymmetricSource(others, source.symmetry());
    JointRun run = new JointRun(symmetric, otherPhases, noise, shiftSigmaPixels, maskRadius);
    run.particles.symmetry = particles.symmetry;
    run.averages = averages;
    return run;
  }

  /** This run in a frame about an axis, with averages of that symmetry. */
  JointRun about(SymmetryAxis axis, CyclicSymmetry symmetry) {
    SpectrumSource symmetric = new SymmetricSource(base, symmetry);
    JointRun run = new JointRun(symmetric, phases, noise, shiftSigmaPixels, maskRadius);
    run.particles.takePoses(particles);
    run.particles.move(0, -axis.xPixels(), -axis.yPixels());
    run.particles.symmetry = axis.evidence();
    run.averages =
        new Reconstruction(run.source, maskRadius).at(run.particles, noise, averages.radius());
    return run;
  }

  /** The turns of each particle that are left open by angles known modulo 180 degrees. */
  double[][] bothHalfTurns(double[] psiDegrees) {
    return Arrays.stream(psiDegrees)
        .mapToObj(source.symmetry()::bothHalfTurns)
        .toArray(double[][]::new);
  }

  /** The present turns of each particle and those half a turn away. */
  double[][] bothHalfTurns() {
    return bothHalfTurns(Arrays.stream(particles.poses).mapToDouble(Pose::psiDegrees).toArray());
  }

  /** The same onto the mirror image of the average, of one particle. */
  double[] otherHalfTurns(int index) {
    return source.symmetry().bothHalfTurns(particles.otherPsiDegrees[index]);
  }
}
