package org.cryoudl.cli.wording;

import org.cryoudl.geometry.Length;
import org.cryoudl.geometry.PointGroup;
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
        .advise(Views.CtfMissing.class, "add them, or leave out --ctf")
        .say(PointGroup.UnknownPointGroup.class, reason -> "--symmetry: " + reason.problem());
  }
}
