package org.cryoudl.io.torch;

import java.util.Arrays;
import java.util.Optional;

/** The only functions and classes a state dict needs; no others are looked up, and none is run. */
enum PickleGlobal {
  ORDERED_DICT("collections", "OrderedDict"),
  REBUILD_TENSOR("torch._utils", "_rebuild_tensor_v2"),
  REBUILD_PARAMETER("torch._utils", "_rebuild_parameter");

  private final String module;
  private final String name;

  PickleGlobal(String module, String name) {
    this.module = module;
    this.name = name;
  }

  String fullName() {
    return module + "." + name;
  }

  static Optional<PickleGlobal> named(String module, String name) {
    return Arrays.stream(values())
        .filter(global -> global.module.equals(module) && global.name.equals(name))
        .findFirst();
  }
}
