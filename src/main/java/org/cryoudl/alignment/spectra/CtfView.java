package org.cryoudl.alignment.spectra;

import java.util.function.UnaryOperator;

/**
 * The particles of a source with another CTF; without CTF nothing changes.
 *
 * @param source where they come from
 * @param change makes the new values from the old, which it must not write
 */
public record CtfView(SpectrumSource source, UnaryOperator<float[]> change)
    implements SpectrumView {

  @Override
  public ParticleSpectrum get(int index) {
    ParticleSpectrum particle = source.get(index);
    return new ParticleSpectrum(particle.values(), particle.ctf().map(change));
  }
}
