package org.cryoudl.alignment.plan;

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
    return this == UNFLIPPED ? source : new CtfView(source, CtfPhases::absolute);
  }

  /**
   * The source's particles with those coefficients alone that both models explain alike, where the
   * CTF is positive; it is 0 elsewhere, so that no average or comparison looks there. What is found
   * with it says nothing of the phases, and does not depend on them.
   */
  public static SpectrumSource whereBothAgree(SpectrumSource source) {
    return new CtfView(source, CtfPhases::positive);
  }

  /** The other of the two. */
  public CtfPhases other() {
    return this == FLIPPED ? UNFLIPPED : FLIPPED;
  }

  private static float[] positive(float[] ctf) {
    float[] positive = new float[ctf.length];
    for (int j = 0; j < ctf.length; j++) {
      positive[j] = Math.max(0, ctf[j]);
    }
    return positive;
  }

  private static float[] absolute(float[] ctf) {
    float[] absolute = new float[ctf.length];
    for (int j = 0; j < ctf.length; j++) {
      absolute[j] = Math.abs(ctf[j]);
    }
    return absolute;
  }
}
