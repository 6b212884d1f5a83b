package org.cryoudl.alignment.plan;

import java.util.function.UnaryOperator;
import org.cryoudl.alignment.spectra.CtfView;
import org.cryoudl.alignment.spectra.SpectrumSource;

/** How the contrast transfer function is in the images. */
public enum CtfPhases {
  /** As the microscope made it, with its sign. */
  UNFLIPPED,
  /** Its absolute value: a program has flipped the phases. */
  FLIPPED;

  /** The source's particles with the CTF as this model has it; without CTF nothing changes. */
  public SpectrumSource applyTo(SpectrumSource source) {
    return this == UNFLIPPED ? source : new CtfView(source, Change.ABSOLUTE);
  }

  /**
   * The source's particles with those coefficients alone that both models explain alike, where the
   * CTF is positive; it is 0 elsewhere, so that no average or comparison looks there. What is found
   * with it says nothing of the phases, and does not depend on them.
   */
  public static SpectrumSource whereBothAgree(SpectrumSource source) {
    return new CtfView(source, Change.POSITIVE);
  }

  /** The other of the two. */
  public CtfPhases other() {
    return this == FLIPPED ? UNFLIPPED : FLIPPED;
  }

  /** How the values of a CTF change; constants, which other processes know too. */
  private enum Change implements UnaryOperator<float[]> {
    ABSOLUTE,
    POSITIVE;

    @Override
    public float[] apply(float[] ctf) {
      float[] changed = new float[ctf.length];
      for (int j = 0; j < ctf.length; j++) {
        changed[j] = this == ABSOLUTE ? Math.abs(ctf[j]) : Math.max(0, ctf[j]);
      }
      return changed;
    }
  }
}
