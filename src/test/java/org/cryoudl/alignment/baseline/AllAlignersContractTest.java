package org.cryoudl.alignment.baseline;

import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/** All other ways to align. */
@Tag("slow")
class AllAlignersContractTest extends AlignerContract {

  static Stream<Method> methods() {
    return EnumSet.complementOf(EnumSet.of(Method.POLAR_SPECTRUM)).stream();
  }
}
