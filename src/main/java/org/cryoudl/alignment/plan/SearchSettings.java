package org.cryoudl.alignment.plan;

import java.util.OptionalInt;
import org.cryoudl.failure.UsageException;

/**
 * How a search for classes goes, where it is not to go as usual.
 *
 * @param start where it begins
 * @param posesHeld whether particles keep the poses of their metadata, so that only classes are
 *     looked for
 * @param balanced whether classes are brought to one size
 * @param mostPasses most passes over the particles at the final number of classes, at least 1; as
 *     many as are useful if empty
 * @param batch most particles that make the classes of a large set, at least 1; the others are
 *     placed afterwards. 4,000, or 200 a class where that is more, if empty
 * @param prior what is known of averages before particles are compared with them
 */
public record SearchSettings(
    ClassStart start,
    boolean posesHeld,
    boolean balanced,
    OptionalInt mostPasses,
    OptionalInt batch,
    Prior prior) {

  /** What is known of averages. */
  public enum Prior {
    /** How strong their signal is at each frequency: the Wiener filter. */
    WIENER,
    /** What the shipped network learnt of molecules, where particles confirm it. */
    NETWORK
  }

  /** From nothing, everything free. */
  public static final SearchSettings DEFAULT =
      new SearchSettings(new ClassStart.Chosen(), false, false, OptionalInt.empty());

  /** With averages that are Wiener filtered. */
  public SearchSettings(
      ClassStart start,
      boolean posesHeld,
      boolean balanced,
      OptionalInt mostPasses,
      OptionalInt batch) {
    this(start, posesHeld, balanced, mostPasses, batch, Prior.WIENER);
  }

  /** A search whose classes are made by as many particles as usual. */
  public SearchSettings(
      ClassStart start, boolean posesHeld, boolean balanced, OptionalInt mostPasses) {
    this(start, posesHeld, balanced, mostPasses, OptionalInt.empty());
  }

  /**
   * @throws UsageException if the parts do not go together
   */
  public SearchSettings {
    if (start instanceof ClassStart.FromVolume
        && (posesHeld || balanced || mostPasses.isPresent())) {
      throw new UsageException(new ClassStartReason.NotWithVolume());
    }
    if (mostPasses.isPresent() && mostPasses.getAsInt() < 1) {
      throw new IllegalArgumentException("at least 1 pass is needed, got " + mostPasses.getAsInt());
    }
    if (batch.isPresent() && batch.getAsInt() < 1) {
      throw new IllegalArgumentException(
          "at least 1 particle makes classes, got " + batch.getAsInt());
    }
  }
}
