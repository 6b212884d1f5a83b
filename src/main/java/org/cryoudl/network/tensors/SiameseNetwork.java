package org.cryoudl.network.tensors;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;

/** A network that compares two images through one branch that both pass; kept without weights. */
public interface SiameseNetwork {

  /** The word model files and configurations call it by: {@code polar} or {@code cartesian}. */
  String kind();

  /** Its sizes. */
  Record architecture();

  /** Names and shapes of all parameters and statistics, in file order. */
  Map<String, Shape> shapes();

  /**
   * Fresh weights, decided by {@code seed} alone.
   *
   * @param manager owns them
   */
  Weights initialise(NDManager manager, long seed);
}
