package org.cryoudl.progress;

/**
 * A stage as its longer steps see it.
 *
 * @param units of the stage that one step makes
 */
record LongSteps(Progress.Stage stage, long units) implements Progress.Stage {

  @Override
  public void advance(long steps) {
    stage.advance(steps * units);
  }

  @Override
  public void note(String text) {
    stage.note(text);
  }

  @Override
  public void close() {
    stage.close();
  }
}
