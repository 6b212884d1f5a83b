package org.cryoudl.alignment.spectra;

import java.util.Optional;

/**
 * One particle as alignment sees it.
 *
 * @param values its coefficients on the alignment's {@link FrequencyDisc}, packed, centred
 * @param ctf the CTF's values on the same disc, or empty where the metadata holds none
 */
public record ParticleSpectrum(float[] values, Optional<float[]> ctf) {}
