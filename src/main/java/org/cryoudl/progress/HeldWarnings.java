package org.cryoudl.progress;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.failure.Reason;

/** Shows everything but warnings, which wait until it is known whether they hold. */
public final class HeldWarnings implements Progress {

  private final Progress shown;
  private final List<Runnable> held = new ArrayList<>();

  /**
   * @param shown where everything goes in the end
   */
  public HeldWarnings(Progress shown) {
    this.shown = shown;
  }

  /** Forgets the warnings that wait. */
  public synchronized void drop() {
    held.clear();
  }

  /** Shows the warnings that wait, in their order. */
  public synchronized void release() {
    held.forEach(Runnable::run);
    held.clear();
  }

  @Override
  public Stage start(String stage, long total) {
    return shown.start(stage, total);
  }

  @Override
  public synchronized void warn(String message) {
    held.add(() -> shown.warn(message));
  }

  @Override
  public synchronized void warn(Reason reason) {
    held.add(() -> shown.warn(reason));
  }

  @Override
  public void detail(String message) {
    shown.detail(message);
  }
}
