package org.cryoudl.alignment.plan;

import java.util.Optional;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.CircularMask;

/**
 * What a user may decide about an alignment.
 *
 * @param reference what angles are first measured against
 * @param phases how the CTF is in the images; if empty, what the metadata state holds unless the
 *     particles contradict it clearly
 * @param useCtf whether to use the CTF where the metadata hold it
 * @param invertContrast whether particles are dark and are to be made white
 * @param maxShiftPixels largest shift looked for; a fifth of the box if empty
 * @param maskRadiusPixels radius of the mask around the average; if empty 0.43 of the box, or half
 *     of it where particles go on beyond
 * @param plan how much is done, and from where it starts
 * @param given what the user knows of the particles
 * @param prior what is known of averages before particles are compared with them
 */
public record AlignmentOptions(
    Reference reference,
    Optional<CtfPhases> phases,
    boolean useCtf,
    boolean invertContrast,
    Optional<Double> maxShiftPixels,
    Optional<Double> maskRadiusPixels,
    AlignmentPlan plan,
    ViewConstraints given,
    SearchSettings.Prior prior) {

  private static final double DEFAULT_SHIFT = 0.2;

  /** Radius of the mask as a share of the box. */
  private static final double DEFAULT_MASK = 0.43;

  private static final double WIDEST_MASK = 0.5;

  /** Everything found out from the particles. */
  public static final AlignmentOptions DEFAULT =
      new AlignmentOptions(
          new Reference.Auto(),
          Optional.empty(),
          true,
          false,
          Optional.empty(),
          Optional.empty(),
          AlignmentPlan.DEFAULT,
          ViewConstraints.NOTHING,
          SearchSettings.Prior.WIENER);

  /**
   * @throws UsageException if the parts do not go together
   */
  public AlignmentOptions {
    given.requireWholeAlignment(plan);
    if (!plan.initial().byNetwork() && !(reference instanceof Reference.Auto)) {
      throw new UsageException(new AlignmentReason.FirstAnglesWithReference());
    }
    boolean searches = plan.needsNetwork() && plan.mode() == AlignmentPlan.Mode.REFINE;
    if (prior == SearchSettings.Prior.NETWORK && !searches) {
      throw new UsageException(new AlignmentReason.PriorWithoutSearch());
    }
    if (!given.symmetry().isNone() && reference instanceof Reference.Picture) {
      throw new UsageException(new AlignmentReason.SymmetryWithPicture());
    }
  }

  /** Starts with everything found out from the particles; the builder changes what it names. */
  public static Builder builder() {
    return DEFAULT.toBuilder();
  }

  /** Starts with these options; the builder changes what it names. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** These options with another plan. */
  public AlignmentOptions withPlan(AlignmentPlan other) {
    return toBuilder().plan(other).build();
  }

  /** These options with other knowledge of the particles. */
  public AlignmentOptions withGiven(ViewConstraints other) {
    return toBuilder().given(other).build();
  }

  /** These options with another reference. */
  public AlignmentOptions withReference(Reference other) {
    return toBuilder().reference(other).build();
  }

  /** Whether the user decided the largest shift. */
  public boolean hasMaxShift() {
    return maxShiftPixels.isPresent();
  }

  /** Largest shift looked for in images of a box. */
  public double maxShiftPixels(int box) {
    return maxShiftPixels.orElse(DEFAULT_SHIFT * box);
  }

  /** Radius of the mask as a share of the box. */
  public double maskRadius(int box) {
    return maskRadiusPixels.map(pixels -> pixels / box).orElse(DEFAULT_MASK);
  }

  /** Radius that the mask may grow to where particles go on beyond it, as a share of the box. */
  public double widestMaskRadius(int box) {
    return maskRadiusPixels.map(pixels -> pixels / box).orElse(WIDEST_MASK);
  }

  /** The soft disc through which averages of a box are looked at. */
  public CircularMask mask(int box) {
    return CircularMask.aroundParticle(box, maskRadius(box));
  }

  /** Options by name; what is not named stays as it was. */
  public static final class Builder {

    private Reference reference;
    private Optional<CtfPhases> phases;
    private boolean useCtf;
    private boolean invertContrast;
    private Optional<Double> maxShiftPixels;
    private Optional<Double> maskRadiusPixels;
    private AlignmentPlan plan;
    private ViewConstraints given;
    private SearchSettings.Prior prior;

    private Builder(AlignmentOptions start) {
      this.reference = start.reference;
      this.phases = start.phases;
      this.useCtf = start.useCtf;
      this.invertContrast = start.invertContrast;
      this.maxShiftPixels = start.maxShiftPixels;
      this.maskRadiusPixels = start.maskRadiusPixels;
      this.plan = start.plan;
      this.given = start.given;
      this.prior = start.prior;
    }

    /** What angles are first measured against. */
    public Builder reference(Reference value) {
      reference = value;
      return this;
    }

    /** How the CTF is in the images. */
    public Builder phases(CtfPhases value) {
      phases = Optional.of(value);
      return this;
    }

    /** Whether to use the CTF where the metadata hold it. */
    public Builder useCtf(boolean value) {
      useCtf = value;
      return this;
    }

    /** Whether particles are dark and are to be made white. */
    public Builder invertContrast(boolean value) {
      invertContrast = value;
      return this;
    }

    /** Largest shift looked for, in pixels. */
    public Builder maxShiftPixels(double value) {
      maxShiftPixels = Optional.of(value);
      return this;
    }

    /** Radius of the mask around the average, in pixels. */
    public Builder maskRadiusPixels(double value) {
      maskRadiusPixels = Optional.of(value);
      return this;
    }

    /** How much is done, and from where it starts. */
    public Builder plan(AlignmentPlan value) {
      plan = value;
      return this;
    }

    /** What is known of the particles. */
    public Builder given(ViewConstraints value) {
      given = value;
      return this;
    }

    /** What is known of averages before particles are compared with them. */
    public Builder prior(SearchSettings.Prior value) {
      prior = value;
      return this;
    }

    /**
     * The options.
     *
     * @throws UsageException if the parts do not go together
     */
    public AlignmentOptions build() {
      return new AlignmentOptions(
          reference,
          phases,
          useCtf,
          invertContrast,
          maxShiftPixels,
          maskRadiusPixels,
          plan,
          given,
          prior);
    }
  }
}
