package org.cryoudl.io;

import org.junit.jupiter.api.Tag;

/** Five times as many damages. */
@Tag("slow")
class ManyDamagedFilesTest extends DamagedFilesTest {

  @Override
  int mutants() {
    return 1500;
  }
}
