package org.cryoudl.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryShortageTest {

  @Test
  void javaWithoutHeapIsToldFromABugWhereverItIsWrapped() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    for (Throwable failure :
        List.of(
            error,
            new IllegalStateException("a loop", error),
            new ExceptionInInitializerError(error))) {
      String sentence = MemoryShortage.sentence(failure).orElseThrow();
      assertTrue(sentence.startsWith("out of memory (Java heap space): Java may use at most "));
      assertTrue(sentence.contains("CRYOUDL_JAVA_OPTS=-Xmx"), sentence);
    }
  }

  @Test
  void theEnginesShortageIsNamedWithItsFirstLine() {
    String sentence =
        MemoryShortage.sentence(
                new EngineException(
                    "DefaultCPUAllocator: not enough memory: you tried to allocate 99 bytes\nat c10"))
            .orElseThrow();
    assertTrue(sentence.contains("you tried to allocate 99 bytes); take fewer"), sentence);
  }

  @Test
  void otherFailuresAreNone() {
    assertEquals(Optional.empty(), MemoryShortage.sentence(new IllegalStateException("a bug")));
    assertEquals(Optional.empty(), MemoryShortage.sentence(new EngineException("wrong shape")));
  }
}
