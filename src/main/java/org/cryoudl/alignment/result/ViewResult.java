package org.cryoudl.alignment.result;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.image.Image;

/**
 * One view of the specimen: the average of the particles that show it, and what is known of it.
 *
 * @param particles how many show it
 * @param average Wiener filtered and masked, with classes also {@link #resolved}; zero if the view
 *     is empty
 * @param unfilteredAverage neither filtered nor masked; zero if the view is empty
 * @param ringCorrelation Fourier ring correlation of the half averages per shell; the halves were
 *     aligned to a common average, so it errs on the good side; no shells if the view is empty
 * @param noisePower mean power of the noise per shell of the normalised images, {@code |F|^2}
 * @param memberPower mean power of its particles as they came, per shell, in the same units; no
 *     shells where it was not measured
 * @param heterogeneityRatio variance along the strongest pattern in what is left of the particles
 *     without the average, over what chance gives; near 1 if they show one view
 * @param halfTurnAmbiguity least share of half-turns that noise must have decided wrongly, 0 to
 *     0.5, if the average is right; an average that took up noise makes it look smaller
 * @param reliability how far the average can be relied on; empty if the method does not measure it,
 *     or the view has too few particles
 */
public record ViewResult(
    int particles,
    Image average,
    Image unfilteredAverage,
    double[] ringCorrelation,
    double[] noisePower,
    double[] memberPower,
    double heterogeneityRatio,
    double halfTurnAmbiguity,
    Optional<AverageReliability> reliability) {

  /** A view whose particles' power was not measured. */
  public ViewResult(
      int particles,
      Image average,
      Image unfilteredAverage,
      double[] ringCorrelation,
      double[] noisePower,
      double heterogeneityRatio,
      double halfTurnAmbiguity,
      Optional<AverageReliability> reliability) {
    this(
        particles,
        average,
        unfilteredAverage,
        ringCorrelation,
        noisePower,
        new double[0],
        heterogeneityRatio,
        halfTurnAmbiguity,
        reliability);
  }

  /** Shells so coarse that every average keeps them. */
  private static final double LEAST_SHELL = 6;

  /** A view that no particle shows. */
  public static ViewResult empty(int box) {
    Image nothing = Image.square(box, new float[box * box]);
    return new ViewResult(
        0, nothing, nothing, new double[0], new double[0], 1, 0, Optional.empty());
  }

  /**
   * How fine the average is resolved, in cycles per box: as far as its halves agree, and no further
   * than the held-out particles confirm, since halves that were aligned to one average agree on its
   * noise too. Below 1 if they confirm nothing; empty if nothing bounds it.
   */
  public OptionalDouble resolvedShell() {
    if (heldOut().indicatesNoise()) {
      return OptionalDouble.of(0);
    }
    OptionalDouble halves = rings().crossing(RingCorrelation.RESOLVED);
    OptionalInt confirmed = heldOut().confirmedShell();
    return confirmed.isPresent()
        ? OptionalDouble.of(Math.min(confirmed.getAsInt(), halves.orElse(Double.MAX_VALUE)))
        : halves;
  }

  /**
   * The same, its average without detail that is finer than it is resolved: where the Wiener filter
   * has too few particles to go by, it lets noise pass there. The edge is two shells wide.
   */
  public ViewResult resolved() {
    OptionalDouble crossing = resolvedShell();
    if (isEmpty() || crossing.isEmpty()) {
      return this;
    }
    double shell = Math.max(LEAST_SHELL, crossing.getAsDouble());
    RadialFilter filter = RadialFilter.lowPass((shell + 1) / average.box(), 2.0 / average.box());
    return new ViewResult(
        particles,
        filter.apply(average),
        unfilteredAverage,
        ringCorrelation,
        noisePower,
        memberPower,
        heterogeneityRatio,
        halfTurnAmbiguity,
        reliability);
  }

  /** The same whose detail counts up to a shell only, in cycles per box. */
  ViewResult bounded(int shell) {
    return new ViewResult(
        particles,
        average,
        unfilteredAverage,
        ringCorrelation,
        noisePower,
        memberPower,
        heterogeneityRatio,
        halfTurnAmbiguity,
        reliability.map(known -> known.with(known.heldOut().confirming(OptionalInt.of(shell)))));
  }

  /** Whether no particle shows it. */
  public boolean isEmpty() {
    return particles == 0;
  }

  /** What held-out particles say of the average; {@link HeldOutEvidence#NONE} without any. */
  public HeldOutEvidence heldOut() {
    return reliability.map(AverageReliability::heldOut).orElse(HeldOutEvidence.NONE);
  }

  /** The view's rotational symmetry; none if it was not measured. */
  public RotationalSymmetry symmetry() {
    return reliability.map(AverageReliability::symmetry).orElse(RotationalSymmetry.NONE);
  }

  /** How far halves of the set agree that were refined apart, where that was measured. */
  public Optional<HalfSetAgreement> agreement() {
    return reliability.flatMap(AverageReliability::agreement);
  }

  /**
   * The ring correlation of its half averages. A symmetry that was imposed makes noise alike too.
   */
  public RingCorrelation rings() {
    return new RingCorrelation(
        ringCorrelation, symmetry().imposed() ? 1.0 / symmetry().order() : 1);
  }
}
