package org.cryoudl.network.tensors;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;

/** A network as model files keep it: its kind, sizes and parameters; kept without weights. */
public interface StoredNetwork {

  /** The word model files and configurations call it by. */
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
