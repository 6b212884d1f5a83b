package org.cryoudl.progress;

import org.cryoudl.failure.Reason;

/** Where long work shows how far it is. Implementations draw a bar, print lines, or stay silent. */
public interface Progress {

  /**
   * Opens a stage of known length.
   *
   * @param stage what is being done, as a person would say it ("reading images")
   * @param total number of units the stage consists of
   */
  Stage start(String stage, long total);

  /** Shows one sentence that is not an error but that the user should see. */
  void warn(String message);

  /** As {@link #warn(String)}, of something that a program may word in terms of its options. */
  default void warn(Reason reason) {
    warn(reason.sentence());
  }

  /** Shows one sentence of detail, only if the user requested details. */
  void detail(String message);

  /** A running stage; closing it ends its bar. Safe to call from several threads. */
  interface Stage extends AutoCloseable {

    /** Counts finished units. */
    void advance(long units);

    /**
     * This stage for steps that are longer than others.
     *
     * @param units of this stage that one of them makes
     */
    default Stage stepsOf(long units) {
      return new LongSteps(this, units);
    }

    /**
     * Steps that this stage did not count on: its bar stands, and they are told behind it.
     *
     * @param name what is done
     * @param total number of steps
     */
    default Stage aside(String name, long total) {
      return new SideSteps(this, name, total);
    }

    /** Replaces the short text shown behind the bar (a loss, a resolution). */
    void note(String text);

    @Override
    void close();
  }

  /** A progress that shows nothing. */
  static Progress silent() {
    return SilentProgress.INSTANCE;
  }
}
