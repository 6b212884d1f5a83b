package org.cryoudl.metadata;

/**
 * What the contrast transfer function of one particle depends on. Units and signs are RELION's.
 *
 * @param voltageKilovolts acceleration voltage in kV
 * @param sphericalAberrationMillimetres Cs in mm
 * @param amplitudeContrast fraction of amplitude contrast, 0 to 1
 * @param defocusUAngstroms larger defocus in A, positive is underfocus
 * @param defocusVAngstroms smaller defocus in A, positive is underfocus
 * @param defocusAngleDegrees direction of defocus U, from +x toward +row
 * @param phaseShiftDegrees phase-plate shift in degrees
 */
public record CtfParameters(
    double voltageKilovolts,
    double sphericalAberrationMillimetres,
    double amplitudeContrast,
    double defocusUAngstroms,
    double defocusVAngstroms,
    double defocusAngleDegrees,
    double phaseShiftDegrees) {}
