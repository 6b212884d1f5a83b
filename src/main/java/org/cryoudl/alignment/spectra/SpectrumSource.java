package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.parallel.Workforce;

/** The particles of one alignment. Safe to read from several threads. */
public interface SpectrumSource {

  /** Number of particles. */
  int size();

  /** The symmetry that averages of these particles are given, about the centre of the box. */
  default CyclicSymmetry symmetry() {
    return CyclicSymmetry.NONE;
  }

  /** Who works on pieces of these particles. */
  default Workforce workforce() {
    return Workforce.alone();
  }

  /** The disc on which {@link #get} gives coefficients. */
  FrequencyDisc disc();

  /** One particle. Arrays may be shared: they must not be written. */
  ParticleSpectrum get(int index);
}
