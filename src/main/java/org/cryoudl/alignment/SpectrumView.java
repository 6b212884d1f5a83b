package org.cryoudl.alignment;

import org.cryoudl.geometry.CyclicSymmetry;

/**
 * The particles of another source, seen differently. What a view does not change, it takes from
 * there, the symmetry of averages among it.
 */
interface SpectrumView extends SpectrumSource {

  /** Where the particles come from. */
  SpectrumSource source();

  @Override
  default int size() {
    return source().size();
  }

  @Override
  default FrequencyDisc disc() {
    return source().disc();
  }

  @Override
  default CyclicSymmetry symmetry() {
    return source().symmetry();
  }
}
