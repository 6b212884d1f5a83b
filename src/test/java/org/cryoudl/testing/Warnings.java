package org.cryoudl.testing;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.progress.Progress;

/** Keeps what a job warns of. */
public final class Warnings implements Progress {

  private final List<String> sentences = new ArrayList<>();

  /** All warnings so far, in their order. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }

  @Override
  public Stage start(String stage, long total) {
    return Progress.silent().start(stage, total);
  }

  @Override
  public void warn(String message) {
    sentences.add(message);
  }

  @Override
  public void detail(String message) {}
}
