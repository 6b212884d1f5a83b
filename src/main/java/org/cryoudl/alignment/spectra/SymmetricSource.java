package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.CyclicSymmetry;

/**
 * Particles whose averages are given a rotational symmetry about the centre of the box, or, with
 * {@link CyclicSymmetry#NONE}, are not.
 *
 * @param source where they come from
 * @param symmetry of the averages
 */
public record SymmetricSource(SpectrumSource source, CyclicSymmetry symmetry)
    implements SpectrumView {

  @Override
  public ParticleSpectrum get(int index) {
    return source.get(index);
  }
}
