package org.cryoudl.progress;

import org.cryoudl.failure.Reason;

/**
 * Shows everything in two places.
 *
 * @param first one of them
 * @param second the other
 */
public record JoinedProgress(Progress first, Progress second) implements Progress {

  @Override
  public Stage start(String stage, long total) {
    Stage one = first.start(stage, total);
    Stage other = second.start(stage, total);
    return new Stage() {
      @Override
      public void advance(long units) {
        one.advance(units);
        other.advance(units);
      }

      @Override
      public void note(String text) {
        one.note(text);
        other.note(text);
      }

      @Override
      public void close() {
        one.close();
        other.close();
      }
    };
  }

  @Override
  public void warn(String message) {
    first.warn(message);
    second.warn(message);
  }

  @Override
  public void warn(Reason reason) {
    first.warn(reason);
    second.warn(reason);
  }

  @Override
  public void detail(String message) {
    first.detail(message);
    second.detail(message);
  }
}
