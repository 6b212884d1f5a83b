package org.cryoudl.alignment.plan;

import java.util.Optional;
import org.cryoudl.failure.UsageException;

/**
 * How much of an alignment is done, and from where it starts.
 *
 * @param mode how far it goes
 * @param estimate what is looked for; the rest is held
 * @param initial where the first angles come from
 * @param start windows about the poses that the metadata hold; empty to use none of them
 */
public record AlignmentPlan(
    Mode mode, Estimate estimate, Initial initial, Optional<PoseWindow> start) {

  /** Everything, from nothing. */
  public static final AlignmentPlan DEFAULT =
      new AlignmentPlan(Mode.REFINE, Estimate.ALL, Initial.AVERAGE, Optional.empty());

  /** How far an alignment goes. */
  public enum Mode {
    /** The network's angle of each image against the reference image. */
    UDL,
    /** The network's angle of each image against the average of all images' features. */
    JUDL,
    /** As {@link #JUDL}, with half-turns and shifts from a few rounds of averaging. */
    JOINT,
    /** As {@link #JUDL}, then everything refined together. */
    REFINE
  }

  /** What is looked for. */
  public enum Estimate {
    ALL,
    /** Angles are held at those of the metadata, or at zero. */
    SHIFTS,
    /** Shifts are held at those of the metadata, or at zero. */
    ANGLES,
    /** Poses are held at those of the metadata. */
    NOTHING;

    /** Takes what is held out of the normal equations of a step in {psi, ox, oy}. */
    public void hold(double[][] normal, double[] gradient) {
      for (int a = 0; a < 3; a++) {
        boolean held = this == NOTHING || this == (a == 0 ? SHIFTS : ANGLES);
        for (int b = 0; held && b < 3; b++) {
          gradient[a] = 0;
          if (a != b) {
            normal[a][b] = 0;
            normal[b][a] = 0;
          }
        }
      }
    }
  }

  /** Where the first angles come from: the network, made consistent in one of two ways, or not. */
  public enum Initial {
    /** Each image against the average of the others' features, round by round. */
    AVERAGE,
    /** Pairs of images, and the angles that fit all pairs best ({@code AngularSynchronisation}). */
    SYNCHRONISATION,
    /** The polar log-spectra as they are, against their joint average: no network. */
    SPECTRA,
    /** Chance: all turns are tried in the first rounds. */
    RANDOM;

    /** Whether the network has a part in it. */
    public boolean byNetwork() {
      return this == AVERAGE || this == SYNCHRONISATION;
    }
  }

  /**
   * How far poses may lie from where they start.
   *
   * @param degrees largest turn, above 0
   * @param pixels longest shift, above 0
   */
  public record PoseWindow(double degrees, double pixels) {}

  /**
   * @throws UsageException if the parts do not go together
   */
  public AlignmentPlan {
    if (start.isPresent() && mode != Mode.REFINE) {
      throw new UsageException(new AlignmentReason.StartNotUsed(mode));
    }
    if (estimate == Estimate.SHIFTS && (mode == Mode.UDL || mode == Mode.JUDL)) {
      throw new UsageException(new AlignmentReason.NothingForNetwork(mode));
    }
    if (initial == Initial.SYNCHRONISATION && mode == Mode.UDL) {
      throw new UsageException(new AlignmentReason.SynchronisationOfSingleReference());
    }
    if (initial == Initial.SYNCHRONISATION && (start.isPresent() || estimate == Estimate.SHIFTS)) {
      throw new UsageException(new AlignmentReason.SynchronisationWithoutNetwork());
    }
    boolean whole = mode == Mode.REFINE && start.isEmpty() && estimate != Estimate.SHIFTS;
    if (!initial.byNetwork() && !whole) {
      throw new UsageException(new AlignmentReason.FirstAnglesNotRefined());
    }
  }

  /** Whether the network measures angles. */
  public boolean needsNetwork() {
    return start.isEmpty() && estimate != Estimate.SHIFTS;
  }
}
