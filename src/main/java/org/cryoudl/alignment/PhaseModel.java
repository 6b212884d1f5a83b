package org.cryoudl.alignment;

/** How the contrast transfer function is in the images. */
public enum PhaseModel {
  /** As the microscope made it, with its sign. */
  UNFLIPPED,
  /** Its absolute value: a program has flipped the phases. */
  FLIPPED;

  /** The source's particles with the CTF as this model has it; without CTF nothing changes. */
  SpectrumSource applyTo(SpectrumSource source) {
    return this == UNFLIPPED ? source : new CtfView(source, PhaseModel::absolute);
  }

  private static float[] absolute(float[] ctf) {
    float[] absolute = new float[ctf.length];
    for (int j = 0; j < ctf.length; j++) {
      absolute[j] = Math.abs(ctf[j]);
    }
    return absolute;
  }
}
