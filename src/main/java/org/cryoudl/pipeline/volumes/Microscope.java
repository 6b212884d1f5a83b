package org.cryoudl.pipeline.volumes;

import java.util.SplittableRandom;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.CtfQuantity;

/**
 * The CTFs of simulated projections.
 *
 * @param voltageKilovolts acceleration voltage in kV
 * @param sphericalAberrationMillimetres Cs in mm
 * @param amplitudeContrast fraction of amplitude contrast
 * @param leastDefocusAngstroms smallest underfocus in A
 * @param mostDefocusAngstroms largest underfocus in A
 */
public record Microscope(
    double voltageKilovolts,
    double sphericalAberrationMillimetres,
    double amplitudeContrast,
    double leastDefocusAngstroms,
    double mostDefocusAngstroms) {

  /**
   * @throws org.cryoudl.failure.UsageException if no microscope has such a CTF
   */
  public Microscope {
    CtfQuantity.requirePossible(
        new CtfParameters(
            voltageKilovolts,
            sphericalAberrationMillimetres,
            amplitudeContrast,
            leastDefocusAngstroms,
            mostDefocusAngstroms,
            0,
            0));
  }

  /** A CTF without astigmatism, its defocus drawn evenly from the range. */
  CtfParameters draw(SplittableRandom random) {
    double defocus =
        leastDefocusAngstroms
            + (mostDefocusAngstroms - leastDefocusAngstroms) * random.nextDouble();
    return new CtfParameters(
        voltageKilovolts,
        sphericalAberrationMillimetres,
        amplitudeContrast,
        defocus,
        defocus,
        0,
        0);
  }
}
