package org.cryoudl.pipeline.model;

import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;

/**
 * The network that a job uses, and where it runs.
 *
 * @param model which network
 * @param device where it runs
 */
public record NetworkChoice(ModelChoice model, ComputeDevice device) {

  /** Loads it; fails as {@link ModelChoice#load}. */
  public AngleModel load() {
    return model.load(device);
  }
}
