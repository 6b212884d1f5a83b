package org.cryoudl.alignment;

import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.particles.Particles;

/**
 * A method that finds the poses of a set of particles. All return the same result, so that it is
 * written, reported and compared alike.
 */
public interface Aligner {

  /**
   * Aligns.
   *
   * @throws org.cryoudl.failure.DataException if the images are not square, too small, or fewer
   *     than two hold anything
   * @throws org.cryoudl.failure.UsageException if the reference or the largest shift does not fit
   *     the set
   */
  Alignment align(Particles set);
}
