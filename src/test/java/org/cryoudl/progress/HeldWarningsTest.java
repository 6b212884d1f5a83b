package org.cryoudl.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.alignment.plan.ClassStartReason;
import org.cryoudl.testing.Warnings;
import org.junit.jupiter.api.Test;

class HeldWarningsTest {

  private final Warnings shown = new Warnings();
  private final HeldWarnings held = new HeldWarnings(shown);

  @Test
  void warningsWaitAndComeInTheirOrder() {
    ClassStartReason reason = new ClassStartReason.Inverted(Path.of("averages.mrcs"));
    held.warn("first");
    held.warn(reason);
    assertEquals(List.of(), shown.sentences());
    held.release();
    assertEquals(List.of("first", reason.sentence()), shown.sentences());
    held.release();
    assertEquals(2, shown.sentences().size());
  }

  @Test
  void warningsThatDoNotHoldAreNeverShown() {
    held.warn("of the first search");
    held.drop();
    held.warn("of the second search");
    held.release();
    assertEquals(List.of("of the second search"), shown.sentences());
  }
}
