package org.cryoudl.pipeline.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.Test;

class NamedPartsTest {

  private static final long SECOND = 1_000_000_000L;

  private final List<String> stages = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long now = 5 * SECOND;

  /** Three parts of 4, 2 and 2 units; the first takes 40 s, so a unit takes 10 s. */
  @Test
  void partsAreNamedAndTheTimeOfAllIsEstimated() {
    NamedParts parts = new NamedParts(recording(), 3, () -> now);
    parts.begin("all particles", 4, 8);
    parts.start("refining", 10).close();
    assertEquals("", notes.get(0), "nothing is known before the first part is done");
    now += 40 * SECOND;
    parts.begin("half 1", 2, 8);
    try (Progress.Stage stage = parts.start("refining", 10)) {
      assertEquals("all: 40 s left", notes.get(notes.size() - 1));
      now += 15 * SECOND;
      stage.advance(5);
      assertEquals("all: 25 s left", notes.get(notes.size() - 1));
      now += 100 * SECOND; // longer than expected: the last part is still to come
      stage.advance(5);
      assertEquals("all: 20 s left", notes.get(notes.size() - 1));
    }
    parts.begin("half 2", 2, 8);
    parts.start("refining", 10).close();
    // 155 s for 6 units, so 52 s for 2.
    assertEquals("all: 52 s left", notes.get(notes.size() - 1));
    assertEquals(
        List.of(
            "1 of 3, all particles: refining",
            "2 of 3, half 1: refining",
            "3 of 3, half 2: refining"),
        stages.stream().map(String::strip).toList());
  }

  private Progress recording() {
    return new Progress() {
      @Override
      public Stage start(String stage, long total) {
        stages.add(stage);
        return new Stage() {
          @Override
          public void advance(long units) {}

          @Override
          public void note(String text) {
            notes.add(text);
          }

          @Override
          public void close() {}
        };
      }

      @Override
      public void warn(String message) {}

      @Override
      public void detail(String message) {}
    };
  }
}
