package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.Pose;

/**
 * The particles of a source, moved by shifts that are known and held: in their own frame the shift
 * left to find is zero.
 *
 * @param source where they come from
 * @param poses whose origins are applied, one for each particle
 */
public record CentredSource(SpectrumSource source, Pose[] poses) implements SpectrumView {

  @Override
  public ParticleSpectrum get(int index) {
    ParticleSpectrum particle = source.get(index);
    Pose pose = poses[index];
    if (pose.originXPixels() == 0 && pose.originYPixels() == 0) {
      return particle;
    }
    float[] moved = disc().shifted(particle.values(), pose.originXPixels(), pose.originYPixels());
    return new ParticleSpectrum(moved, particle.ctf());
  }
}
