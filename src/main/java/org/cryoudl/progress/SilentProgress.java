package org.cryoudl.progress;

/** Shows nothing; for tests and for use as a library. */
enum SilentProgress implements Progress, Progress.Stage {
  INSTANCE;

  @Override
  public Stage start(String stage, long total) {
    return this;
  }

  @Override
  public void warn(String message) {}

  @Override
  public void detail(String message) {}

  @Override
  public void advance(long units) {}

  @Override
  public void note(String text) {}

  @Override
  public void close() {}
}
