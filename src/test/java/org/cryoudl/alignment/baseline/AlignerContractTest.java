package org.cryoudl.alignment.baseline;

import java.util.stream.Stream;

/** The quickest way to align. */
class AlignerContractTest extends AlignerContract {

  static Stream<Method> methods() {
    return Stream.of(Method.POLAR_SPECTRUM);
  }
}
