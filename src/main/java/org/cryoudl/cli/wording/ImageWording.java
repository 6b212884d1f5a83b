package org.cryoudl.cli.wording;

import org.cryoudl.geometry.Length;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.pipeline.images.FilterJob;
import org.cryoudl.pipeline.images.MaskJob;
import org.cryoudl.pipeline.volumes.Views;

/** How commands that process images and volumes word what is wrong. */
final class ImageWording {

  private ImageWording() {}

  static void addTo(Sentences sentences) {
    sentences
        .advise(
            Length.PixelSizeUnknown.class,
            "give it with --pixel-size, or write the length in pixels, such as 3px")
        .say(
            Length.NoLength.class,
            reason ->
                reason.problem()
                    + "; write it above 0 and with its unit, such as --low-pass 20A or 3px")
        .advise(FilterJob.BeyondNyquist.class, "name a longer period for --low-pass or --high-pass")
        .advise(FilterJob.EmptyBand.class, "--low-pass must be the shorter one")
        .say(
            MaskJob.Useless.class,
            reason ->
                reason.problem()
                    + (reason.empty()
                        ? "; lower --threshold, or change --erode or --radius"
                        : "; raise --threshold, or change --dilate or --radius"))
        .advise(
            Views.CtfMissing.class,
            "add them, or go without: project --angles without --ctf, reconstruct with --no-ctf")
        .say(PointGroup.UnknownPointGroup.class, reason -> "--symmetry: " + reason.problem());
  }
}
