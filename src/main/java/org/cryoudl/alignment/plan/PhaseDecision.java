package org.cryoudl.alignment.plan;

import java.util.OptionalDouble;
import org.cryoudl.alignment.spectra.SpectrumSource;

/**
 * How the CTF was taken to be in the images, and why.
 *
 * @param taken what was taken
 * @param claim what was stated before the particles were looked at
 * @param z what the particles say: positive if they show flipped phases, negative if not, normally
 *     distributed with a standard deviation of 1 about 0 if they do not tell; empty if they were
 *     not tested, or no coefficient differs
 */
public record PhaseDecision(CtfPhases taken, PhaseClaim claim, OptionalDouble z) {

  /**
   * Standard deviations from which on the particles tell. Noise alone goes beyond in one of 150,000
   * tests; a set is tested five times at most.
   */
  public static final double DECISIVE = 4.5;

  /** A claim that was not tested. */
  public static PhaseDecision untested(PhaseClaim claim) {
    return new PhaseDecision(claim.phases(), claim, OptionalDouble.empty());
  }

  /** Takes a claim, or what the particles show if they contradict it and may overrule it. */
  public static PhaseDecision of(PhaseClaim claim, OptionalDouble z) {
    PhaseDecision claimed = new PhaseDecision(claim.phases(), claim, z);
    return claimed.isContradicted() && claim.mayBeOverruled()
        ? new PhaseDecision(claim.phases().other(), claim, z)
        : claimed;
  }

  /** Whether the particles tell how their phases are. */
  public boolean isDecided() {
    return z.isPresent() && Math.abs(z.getAsDouble()) >= DECISIVE;
  }

  /** Whether the particles show clearly that what was taken is wrong. */
  public boolean isContradicted() {
    return isDecided() && shown() != taken;
  }

  /** Whether the particles overruled the claim. */
  public boolean isOverruled() {
    return taken != claim.phases();
  }

  private CtfPhases shown() {
    return z.orElseThrow() > 0 ? CtfPhases.FLIPPED : CtfPhases.UNFLIPPED;
  }

  /** The source's particles with the CTF as it was taken to be. */
  public SpectrumSource applyTo(SpectrumSource source) {
    return taken.applyTo(source);
  }
}
