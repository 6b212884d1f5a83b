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
    float[] cos = new float[disc().size()];
    float[] sin = new float[disc().size()];
    disc().shiftPhases(pose.originXPixels(), pose.originYPixels(), cos, sin);
    float[] x = particle.values();
    float[] moved = new float[x.length];
    for (int j = 0; j < cos.length; j++) {
      moved[2 * j] = x[2 * j] * cos[j] - x[2 * j + 1] * sin[j];
      moved[2 * j + 1] = x[2 * j] * sin[j] + x[2 * j + 1] * cos[j];
    }
    return new ParticleSpectrum(moved, particle.ctf());
  }
}
