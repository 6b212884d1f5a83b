package org.cryoudl.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideStepsTest {

  /** Writes down what it is told. */
  private static final class Told implements Progress.Stage {
    private final List<String> notes = new ArrayList<>();
    private long advanced;
    private int closed;

    @Override
    public void advance(long units) {
      advanced += units;
    }

    @Override
    public void note(String text) {
      notes.add(text);
    }

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void tellsHowFarItIsBehindABarThatItDoesNotMove() {
    Told bar = new Told();
    try (Progress.Stage side = bar.aside("volume 2", 160)) {
      side.advance(1);
      side.stepsOf(10).advance(4);
    }
    assertEquals(List.of("volume 2: step 1 of 160", "volume 2: step 41 of 160", ""), bar.notes);
    assertEquals(0, bar.advanced);
    assertEquals(0, bar.closed);
  }
}
