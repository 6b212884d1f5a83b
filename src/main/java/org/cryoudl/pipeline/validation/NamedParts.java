package org.cryoudl.pipeline.validation;

import java.util.Locale;
import java.util.function.LongSupplier;
import org.cryoudl.failure.Reason;
import org.cryoudl.progress.Progress;

/**
 * The progress of work that has several parts: every stage names its part, and the time left of all
 * parts stands behind it. That time is measured on the parts that are done, whose cost is in
 * proportion to their numbers of particles.
 */
final class NamedParts implements Progress {

  /** Columns for part and stage, so that what follows stands in line. */
  private static final String LABEL = "%-51s";

  private final Progress progress;
  private final int parts;
  private final LongSupplier nanos;

  private int part;
  private String name = "";
  private double doneBefore;
  private double secondsBefore;
  private double cost;
  private double all;
  private long start;

  /**
   * No part has begun.
   *
   * @param progress shows the stages
   * @param parts how many there will be
   * @param nanos a clock
   */
  NamedParts(Progress progress, int parts, LongSupplier nanos) {
    this.progress = progress;
    this.parts = parts;
    this.nanos = nanos;
  }

  /**
   * The next part begins.
   *
   * @param label what it is
   * @param costOfPart of it, in any unit
   * @param costOfAll of all parts, in the same unit
   */
  void begin(String label, double costOfPart, double costOfAll) {
    if (part == 0) {
      start = nanos.getAsLong();
    }
    part++;
    name = label;
    doneBefore += cost;
    secondsBefore = seconds();
    cost = costOfPart;
    all = costOfAll;
  }

  /**
   * The time left of all parts if they go as fast as those that are done; empty until the first is
   * done.
   */
  String left() {
    if (doneBefore == 0) {
      return "";
    }
    double secondsPerCost = secondsBefore / doneBefore;
    double ofPart = Math.max(0, secondsPerCost * cost - (seconds() - secondsBefore));
    double left = ofPart + secondsPerCost * Math.max(0, all - doneBefore - cost);
    return left < 60
        ? String.format(Locale.ROOT, "all: %.0f s left", left)
        : String.format(Locale.ROOT, "all: %.0f min left", Math.ceil(left / 60));
  }

  private double seconds() {
    return (nanos.getAsLong() - start) / 1e9;
  }

  @Override
  public Stage start(String stage, long total) {
    String label =
        String.format(Locale.ROOT, LABEL, part + " of " + parts + ", " + name + ": " + stage);
    Stage shown = progress.start(label, total);
    shown.note(left());
    return new Stage() {
      @Override
      public void advance(long units) {
        shown.note(left());
        shown.advance(units);
      }

      @Override
      public void note(String text) {
        // The time left of all stands there.
      }

      @Override
      public void close() {
        shown.close();
      }
    };
  }

  @Override
  public void warn(String message) {
    progress.warn(message);
  }

  @Override
  public void warn(Reason reason) {
    progress.warn(reason);
  }

  @Override
  public void detail(String message) {
    progress.detail(message);
  }
}
