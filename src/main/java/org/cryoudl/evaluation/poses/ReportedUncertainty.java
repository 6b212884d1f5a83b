package org.cryoudl.evaluation.poses;

/**
 * What a method says about its own poses, one value a particle each.
 *
 * @param psiErrorDegrees standard error of psi
 * @param shiftErrorPixels standard error of the shift along its worse axis
 * @param confidence probability of the pose, 0 to 1; empty if the method reports none
 */
public record ReportedUncertainty(
    double[] psiErrorDegrees, double[] shiftErrorPixels, double[] confidence) {}
