package org.cryoudl.cli.wording;

import org.cryoudl.pipeline.micrograph.MicrographReason;

/** How commands that work on micrographs word what is wrong. */
final class MicrographWording {

  private MicrographWording() {}

  static void addTo(Sentences sentences) {
    sentences
        .advise(MicrographReason.PixelSizeMissing.class, "give it with --pixel-size")
        .advise(
            MicrographReason.MicroscopeUnknown.class,
            "give --voltage, --cs and --amplitude-contrast")
        .advise(
            MicrographReason.NoRings.class,
            "an empty field has no CTF; else try --min-resolution, --max-resolution,"
                + " --min-defocus or --max-defocus")
        .advise(
            MicrographReason.CtfUnknown.class,
            "find it with ctf estimate, or leave it out with --no-ctf")
        .advise(MicrographReason.DiameterMissing.class, "give it with --diameter 200A")
        .advise(
            MicrographReason.ReferencePixelSizeMissing.class, "give it with --reference-pixel-size")
        .advise(
            MicrographReason.CoordinatesMissing.class,
            "name their file or folder with --coordinates");
  }
}
