package org.cryoudl.cli.wording;

import org.cryoudl.alignment.plan.ClassStartReason;

/** How {@code classify} words what is wrong with where its search is to begin. */
final class ClassStartWording {

  private ClassStartWording() {}

  static void addTo(Sentences sentences) {
    sentences
        .say(
            ClassStartReason.FewerThanStart.class,
            reason ->
                "--classes "
                    + reason.wanted()
                    + " is fewer than the "
                    + reason.present()
                    + " classes to start from in "
                    + reason.file()
                    + "; leave out --classes, or keep fewer classes with select first")
        .advise(
            ClassStartReason.NoStartClass.class,
            "leave out --start metadata to find classes from nothing")
        .advise(
            ClassStartReason.NoClassAboveZero.class,
            "leave out --start metadata to find classes from nothing")
        .advise(ClassStartReason.NoPoseToHold.class, "leave out --no-align to find the poses too")
        .advise(
            ClassStartReason.OtherBox.class,
            "write the pixel sizes into the headers, or name averages in the box of the particles"
                + " with --start")
        .advise(ClassStartReason.NotSquare.class, "name another file with --start")
        .advise(ClassStartReason.NoAverage.class, "name another file with --start")
        .advise(
            ClassStartReason.EmptyAverages.class,
            "to have more classes than averages are left, add --classes")
        .advise(
            ClassStartReason.Inverted.class,
            "if the particles are dark on a bright ground, add --invert-contrast")
        .say(
            ClassStartReason.NotWithVolume.class,
            reason ->
                "--start volume finds the poses and makes classes of neighbouring views, so"
                    + " --no-align, --balance and --passes do not go with it; leave them out")
        .say(
            ClassStartReason.OnlyForSeveral.class,
            reason ->
                "--classes 1 is an alignment of all particles, but --start, --no-align, --balance"
                    + " and --passes are about several classes; leave them out, or use align"
                    + " --start metadata");
  }
}
