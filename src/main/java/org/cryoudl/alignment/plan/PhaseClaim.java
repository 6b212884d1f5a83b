package org.cryoudl.alignment.plan;

/**
 * How the CTF is in the images by what was stated about them, before the particles are looked at.
 *
 * @param phases what was stated
 * @param by who stated it
 */
public record PhaseClaim(CtfPhases phases, By by) {

  /** Where a claim comes from. */
  public enum By {
    /** The user. It holds; a contradiction is reported. */
    USER,
    /** The metadata of the particles. */
    METADATA,
    /**
     * Nothing is stated. In RELION, XMIPP and cryoSPARC phases are not flipped then, since they say
     * so where they flip them.
     */
    CONVENTION,
    /** It was decided before and is not tested again. */
    SETTLED
  }

  /** What holds where nothing is stated. */
  public static final PhaseClaim UNSTATED = new PhaseClaim(CtfPhases.UNFLIPPED, By.CONVENTION);

  /** Phases that need no test. */
  public static PhaseClaim settled(CtfPhases phases) {
    return new PhaseClaim(phases, By.SETTLED);
  }

  /** Whether particles that contradict it clearly count for more. */
  public boolean mayBeOverruled() {
    return by == By.METADATA || by == By.CONVENTION;
  }
}
