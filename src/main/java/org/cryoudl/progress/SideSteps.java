package org.cryoudl.progress;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Steps whose number was not known when their stage began: they do not move its bar, but are told
 * behind it. Closing them leaves the stage open.
 */
final class SideSteps implements Progress.Stage {

  private final Progress.Stage stage;
  private final String name;
  private final long total;
  private final AtomicLong done = new AtomicLong();

  /**
   * @param name what is done
   * @param total number of steps
   */
  SideSteps(Progress.Stage stage, String name, long total) {
    this.stage = stage;
    this.name = name;
    this.total = total;
  }

  @Override
  public void advance(long steps) {
    stage.note(String.format(Locale.ROOT, "%s: step %d of %d", name, done.addAndGet(steps), total));
  }

  @Override
  public void note(String text) {
    stage.note(text);
  }

  @Override
  public void close() {
    stage.note("");
  }
}
