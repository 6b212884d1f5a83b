package org.cryoudl.evaluation.errors;

/**
 * A figure with its 95 % bootstrap interval.
 *
 * @param value over all particles
 * @param low lower end of the interval
 * @param high upper end of the interval
 */
public record Estimate(double value, double low, double high) {}
