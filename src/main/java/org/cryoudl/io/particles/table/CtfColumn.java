package org.cryoudl.io.particles.table;

import org.cryoudl.metadata.CtfQuantity;

/** What the columns of the quantities of a CTF are called in each format. */
public enum CtfColumn {
  VOLTAGE(CtfQuantity.VOLTAGE, "rlnVoltage", "ctfVoltage", "ctf/accel_kv"),
  SPHERICAL_ABERRATION(
      CtfQuantity.SPHERICAL_ABERRATION,
      "rlnSphericalAberration",
      "ctfSphericalAberration",
      "ctf/cs_mm"),
  AMPLITUDE_CONTRAST(
      CtfQuantity.AMPLITUDE_CONTRAST, "rlnAmplitudeContrast", "ctfQ0", "ctf/amp_contrast"),
  DEFOCUS_U(CtfQuantity.DEFOCUS_U, "rlnDefocusU", "ctfDefocusU", "ctf/df1_A"),
  DEFOCUS_V(CtfQuantity.DEFOCUS_V, "rlnDefocusV", "ctfDefocusV", "ctf/df2_A"),
  PHASE_SHIFT(CtfQuantity.PHASE_SHIFT, "rlnPhaseShift", "ctfVPPphaseshift", "ctf/phase_shift_rad");

  private final CtfQuantity quantity;
  private final String starName;
  private final String xmdName;
  private final String cryosparcName;

  CtfColumn(CtfQuantity quantity, String starName, String xmdName, String cryosparcName) {
    this.quantity = quantity;
    this.starName = starName;
    this.xmdName = xmdName;
    this.cryosparcName = cryosparcName;
  }

  public CtfQuantity quantity() {
    return quantity;
  }

  public String starName() {
    return starName;
  }

  public String xmdName() {
    return xmdName;
  }

  public String cryosparcName() {
    return cryosparcName;
  }
}
