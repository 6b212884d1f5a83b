package org.cryoudl.alignment.averages;

import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;

/**
 * What a refinement works on and leaves: particles of one view, their poses, the averages they make
 * and the noise about these. Rounds write the poses in place; averages and noise are replaced.
 *
 * @param source the particles, with the CTF as the phase model has it, as {@code particles} says
 *     that they are mirrored
 * @param particles one entry a particle of the source
 * @param averages made at these poses or a little earlier
 * @param noise variance of a coefficient per shell, on all shells of the source
 */
public record RefinementState(
    SpectrumSource source, ParticlePoses particles, Averages averages, NoiseSpectrum noise) {

  /**
   * Averages of particles at their present poses.
   *
   * @param radius finest detail, in cycles per box
   * @param maskRadius as a share of the box
   */
  public static RefinementState averaged(
      SpectrumSource source,
      ParticlePoses particles,
      NoiseSpectrum noise,
      int radius,
      double maskRadius) {
    Averages averages = new Reconstruction(source, maskRadius).at(particles, noise, radius);
    return new RefinementState(source, particles, averages, noise);
  }

  /**
   * All but the images, to be kept; shares the arrays.
   *
   * @param noise variance per shell
   */
  public record Kept(ParticlePoses.Kept particles, Averages averages, double[] noise) {

    /** This state of the particles of another, whose poses are brought to the kept ones. */
    public RefinementState restoredIn(RefinementState other) {
      other.particles.restore(particles);
      return other.with(averages).with(NoiseSpectrum.of(noise));
    }

    /**
     * The state.
     *
     * @param source the particles, with the CTF as the phase model has it, not yet mirrored
     */
    public RefinementState restored(SpectrumSource source) {
      ParticlePoses found = particles.restored();
      return new RefinementState(
          new MirroredSource(source, found.flipped), found, averages, NoiseSpectrum.of(noise));
    }
  }

  /** All but the images, to be kept. */
  public Kept kept() {
    return new Kept(particles.kept(), averages, noise.perShell());
  }

  /** The same particles with averages at their present poses. */
  public RefinementState averaged(int radius, double maskRadius) {
    return averaged(source, particles, noise, radius, maskRadius);
  }

  /** The same with averages of all detail at the present poses, in pictures of the whole box. */
  public RefinementState fullSize(double maskRadius) {
    return with(new Reconstruction(source, maskRadius).fullSize(particles, noise));
  }

  /** The same particles with other averages. */
  public RefinementState with(Averages others) {
    return new RefinementState(source, particles, others, noise);
  }

  /** The same particles and averages with other noise. */
  public RefinementState with(NoiseSpectrum other) {
    return new RefinementState(source, particles, averages, other);
  }

  /** The same averages and noise with a copy of the poses, of which nothing else is known. */
  public RefinementState withCopiedPoses() {
    ParticlePoses copy = new ParticlePoses(particles.size());
    copy.takePoses(particles);
    return new RefinementState(source, copy, averages, noise);
  }

  /** The frequencies on which the averages hold signal, up to a limit in cycles per box. */
  public int resolvedRadius(int limit) {
    return Math.min(limit, averages.resolvedRadius(source.disc()));
  }
}
