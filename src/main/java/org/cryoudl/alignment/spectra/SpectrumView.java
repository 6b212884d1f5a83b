package org.cryoudl.alignment.spectra;

import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.parallel.Workforce;

/**
 * The particles of another source, seen differently. What a view does not change, it takes from
 * there, the symmetry of averages among it.
 */
public interface SpectrumView extends SpectrumSource {

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
  default Workforce workforce() {
    return source().workforce();
  }

  @Override
  default CyclicSymmetry symmetry() {
    return source().symmetry();
  }
}
