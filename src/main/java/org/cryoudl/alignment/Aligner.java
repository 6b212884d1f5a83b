package org.cryoudl.alignment;

import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.particles.Particles;

/**
 * A way to find the poses of a set of particles. All ways answer with the same record, so that
 * results are written, judged and compared alike.
 */
public interface Aligner {

  /**
   * Aligns.
   *
   * @throws org.cryoudl.failure.DataException if the images are not square, too small, or fewer than two hold anything
   * @throws org.cryoudl.failure.UsageException if the reference or the largest shift does not fit the set
   */
  Alignment align(Particles set);
}
