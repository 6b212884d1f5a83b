package org.cryoudl.cli.wording;

import java.util.Locale;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.AlignmentReason;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.pipeline.align.MethodReason;
import org.cryoudl.pipeline.align.output.PoseFormat;

/** How {@code align} words why it cannot do what is wanted. */
public final class AlignmentWording {

  private AlignmentWording() {}

  /** The option that says what is known of a view; the first that does. */
  public static String option(ViewConstraints constraints) {
    if (!constraints.symmetry().isNone()) {
      return "--symmetry " + constraints.symmetry();
    }
    return constraints.mirror() ? "--mirror" : "--min-correlation";
  }

  static void addTo(Sentences sentences) {
    plan(sentences);
    view(sentences);
    reference(sentences);
    classes(sentences);
    particles(sentences);
  }

  private static void plan(Sentences sentences) {
    sentences
        .say(
            AlignmentReason.StartNotUsed.class,
            reason ->
                "--start metadata refines the poses of the metadata, "
                    + option(reason.mode())
                    + " does not use them; leave one of the two out")
        .say(
            AlignmentReason.NothingForNetwork.class,
            reason ->
                "--only shifts leaves nothing to do for the network of "
                    + option(reason.mode())
                    + "; use --mode joint or refine")
        .say(
            AlignmentReason.SynchronisationOfSingleReference.class,
            reason ->
                "--initial synchronisation makes the network's angles consistent, but --mode udl"
                    + " compares each image with the reference alone; leave --initial out")
        .say(
            AlignmentReason.SynchronisationWithoutNetwork.class,
            reason ->
                "--initial synchronisation makes the network's angles consistent, but --start"
                    + " metadata and --only shifts use no network; leave --initial out");
  }

  private static void view(Sentences sentences) {
    sentences
        .say(
            CyclicSymmetry.UnknownSymmetry.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--symmetry must be C1 to C%d, the rotational symmetry of the view in the plane, got '%s'",
                    CyclicSymmetry.LARGEST,
                    reason.name()))
        .say(
            AlignmentReason.CorrelationOutOfRange.class,
            reason -> "--min-correlation must lie between -1 and 1, got " + reason.correlation())
        .say(
            AlignmentReason.NeedsWholeAlignment.class,
            reason ->
                option(reason.constraints())
                    + " goes with a whole alignment, --mode refine from nothing; leave --mode,"
                    + " --only and --start out")
        .say(
            AlignmentReason.TooFewCorrelate.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--min-correlation %s leaves %d of %d particles, too few for an average (the"
                        + " median correlation is %.3f); choose a lower one",
                    reason.least(),
                    reason.left(),
                    reason.particles(),
                    reason.median()))
        .say(
            MethodReason.MirrorInStar.class,
            reason ->
                "--mirror flips particles, which no STAR or .cs file can hold; write XMD only, with"
                    + " --format xmd")
        .say(
            PoseFormat.UnknownFormat.class,
            reason -> "--format must be both, star, xmd or cs, got '" + reason.name() + "'");
  }

  private static void reference(Sentences sentences) {
    sentences
        .say(
            AlignmentReason.SymmetryWithPicture.class,
            reason ->
                "--symmetry brings the axis to the centre of the box, a picture as --reference keeps"
                    + " its own centre; leave one of the two out")
        .say(
            AlignmentReason.FirstAnglesWithReference.class,
            reason ->
                "--initial spectra and random do not measure angles against a reference; leave"
                    + " --reference out")
        .say(
            AlignmentReason.FirstAnglesNotRefined.class,
            reason ->
                "--initial spectra and random give first angles to --mode refine; leave --start,"
                    + " --only shifts and other modes out")
        .say(
            AlignmentReason.PriorWithoutSearch.class,
            reason ->
                "--prior network guides the search for poses from nothing in --mode refine; leave"
                    + " --start, --only shifts and other modes out")
        .say(
            AlignmentReason.ReferenceNotUsed.class,
            reason ->
                "--reference cannot be used with --start metadata or --only shifts, where the angles"
                    + " of the metadata decide what poses are measured against; leave it out")
        .say(
            AlignmentReason.ReferenceOutOfRange.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--reference %d is out of range: %s holds %d images",
                    reason.number(),
                    reason.file(),
                    reason.images()))
        .say(
            AlignmentReason.ReferenceIsConstant.class,
            reason ->
                "--reference "
                    + reason.number()
                    + " is an image that holds a single value; choose another");
  }

  private static void classes(Sentences sentences) {
    sentences
        .say(
            AlignmentReason.ReferenceOfClasses.class,
            reason ->
                "classify --classes "
                    + reason.classes()
                    + " makes its own averages; leave --reference out")
        .say(
            AlignmentReason.ClassesNeedWholeAlignment.class,
            reason ->
                "classify --classes "
                    + reason.classes()
                    + " finds classes, angles and shifts together; leave --mode, --only, --start and"
                    + " --initial out")
        .say(
            AlignmentReason.ConstraintsOfOneView.class,
            reason ->
                option(reason.constraints())
                    + " is about one view, but classify --classes "
                    + reason.classes()
                    + " makes several; sort first, then align the particles of one class with it")
        .say(
            AlignmentReason.TooManyClasses.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--classes %d is more than the %d particles in %s; choose fewer",
                    reason.classes(),
                    reason.particles(),
                    reason.file()))
        .say(
            MethodReason.ClassesOfOtherMethod.class,
            reason -> "classify goes with --method cryoudl only, got " + reason.method())
        .say(
            AlignmentReason.ResolutionWithoutPixelSize.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--max-resolution %s A needs the pixel size, which %s does not hold; leave it"
                        + " out, or name metadata that hold the pixel size",
                    reason.angstroms(),
                    reason.file()))
        .say(
            AlignmentReason.OtherDetailUsed.class,
            reason ->
                String.format(
                    Locale.ROOT,
                    "--max-resolution %s A: the search for classes %s, so it uses %.1f A (%d cycles"
                        + " per box)",
                    reason.wantedAngstroms(),
                    reason.wantedAngstroms() < reason.usedAngstroms()
                        ? "goes no finer"
                        : "needs at least 3 cycles per box",
                    reason.usedAngstroms(),
                    reason.rings()))
        .say(
            AlignmentReason.NothingToSort.class,
            reason ->
                "--classes 1 is an alignment of all particles: --max-resolution and --seed have no"
                    + " part in it");
  }

  private static void particles(Sentences sentences) {
    sentences
        .advise(
            AlignmentReason.NoneAboveThreshold.class,
            "choose a lower --threshold, or --threshold auto")
        .advise(
            AlignmentReason.NoStartPose.class,
            "leave out --start metadata to find poses from nothing")
        .advise(AlignmentReason.ShiftBeyondBox.class, "choose a smaller one with --max-shift")
        .advise(AlignmentReason.MaskBeyondBox.class, "choose a smaller --mask-radius, in pixels")
        .advise(AlignmentReason.PhasesContradicted.class, "leave --phases out")
        .advise(AlignmentReason.ParticlesLookDark.class, "if they are, use --invert-contrast")
        .advise(
            MethodReason.StackOfSeveralPixelSizes.class,
            "leave the stack out (align --no-stack; classify without --stack), or take the particles of"
                + " one pixel size (convert --pixel-size)")
        .advise(MethodReason.OracleNeedsTruth.class, "name both with --truth and --template");
  }

  private static String option(AlignmentPlan.Mode mode) {
    return "--mode " + mode.name().toLowerCase(Locale.ROOT);
  }
}
