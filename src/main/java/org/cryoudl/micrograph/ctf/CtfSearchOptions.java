package org.cryoudl.micrograph.ctf;

import org.cryoudl.metadata.CtfParameters;

/**
 * What is known of a micrograph's CTF and what is to be searched.
 *
 * @param microscope voltage, Cs and amplitude contrast; its phase shift is used where none is
 *     searched
 * @param leastResolutionAngstroms frequencies lower than this are not used, in A
 * @param mostResolutionAngstroms frequencies higher than this are not used, in A
 * @param leastDefocusAngstroms smallest mean defocus in A
 * @param mostDefocusAngstroms largest mean defocus in A
 * @param mostAstigmatismAngstroms largest difference of the two defoci in A
 * @param searchPhaseShift whether the phase shift of a phase plate is searched, 0 to 180 degrees
 */
public record CtfSearchOptions(
    CtfParameters microscope,
    double leastResolutionAngstroms,
    double mostResolutionAngstroms,
    double leastDefocusAngstroms,
    double mostDefocusAngstroms,
    double mostAstigmatismAngstroms,
    boolean searchPhaseShift) {

  public CtfSearchOptions {
    if (!(mostResolutionAngstroms > 0 && mostResolutionAngstroms < leastResolutionAngstroms)) {
      throw new IllegalArgumentException(
          "resolutions must fall, got "
              + leastResolutionAngstroms
              + " to "
              + mostResolutionAngstroms);
    }
    if (!(leastDefocusAngstroms > 0 && leastDefocusAngstroms < mostDefocusAngstroms)) {
      throw new IllegalArgumentException(
          "defoci must rise from above 0, got "
              + leastDefocusAngstroms
              + " to "
              + mostDefocusAngstroms);
    }
  }
}
