package org.cryoudl.training.run;

import java.util.Map;

/**
 * What one update says about itself.
 *
 * @param loss the loss before it
 * @param terms the terms the loss is made of, by name; empty where there is but one
 * @param gradientNorm global norm of the gradient before clipping
 */
public record StepOutcome(double loss, Map<String, Double> terms, double gradientNorm) {}
