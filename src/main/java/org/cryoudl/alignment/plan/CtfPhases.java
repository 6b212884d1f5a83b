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

  private static float[] absolute(float[] ctf) {
    float[] absolute = new float[ctf.length];
    for (int j = 0; j < ctf.length; j++) {
      absolute[j] = Math.abs(ctf[j]);
    }
    return absolute;
  }
}
