package org.cryoudl.alignment;

/**
 * An alignment and what it is worth.
 *
 * @param particles poses and what is known about each
 * @param averages of all particles but the outliers, with all frequencies
 * @param phases how the CTF is in the images
 * @param testimony what particles that had no part in the average say of it
 * @param undecidedHalfTurns share of half-turns that noise must have decided wrongly, 0 to 0.5
 * @param patternRatio strongest pattern shared by the residuals over chance
 */
record Appraised(
    AlignedParticles particles,
    Averages averages,
    PhaseModel phases,
    Testimony testimony,
    double undecidedHalfTurns,
    double patternRatio) {}
