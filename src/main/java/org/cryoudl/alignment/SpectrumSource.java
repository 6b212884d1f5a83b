package org.cryoudl.alignment;

/** The particles of one alignment. Safe to read from several threads. */
public interface SpectrumSource {

  /** Number of particles. */
  int size();

  /** The disc on which {@link #get} gives coefficients. */
  FrequencyDisc disc();

  /** One particle. Arrays may be shared: they must not be written. */
  ParticleSpectrum get(int index);
}
