package org.cryoudl.pipeline.demo;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.align.output.AlignmentOutput;
import org.cryoudl.pipeline.synthesize.SynthesizeJob;

/**
 * Shows in one row what an alignment does: one particle as it came, the average of all as they
 * came, the average of all aligned, and the molecule that was simulated.
 *
 * @param simulated folder of the simulated set
 * @param aligned folder of the alignment
 * @param frame brings the true picture into the frame of the aligned average
 */
record DemoPicture(Path simulated, Path aligned, Pose frame) {

  private static final int TILES = 4;

  void write(Path file) {
    Image particle;
    Image unaligned;
    try (MrcFile stack = MrcFile.open(simulated.resolve(SynthesizeJob.STACK))) {
      particle = stack.read(0);
      unaligned = average(stack);
    }
    Image truth;
    try (MrcFile templates = MrcFile.open(simulated.resolve(SynthesizeJob.TEMPLATES))) {
      Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);
      truth = warp.apply(templates.read(0), frame);
    }
    Image average = PngImage.read(aligned.resolve(AlignmentOutput.AVERAGE_PNG));
    PngImage.writeLevels(
        ContactSheet.DEFAULT
            .withColumns(TILES)
            .layOut(List.of(particle, unaligned, average, truth)),
        file);
  }

  private static Image average(ImageSource images) {
    Image sum = Image.square(images.width());
    float[] pixels = new float[sum.pixels().length];
    for (int i = 0; i < images.size(); i++) {
      images.read(i, pixels);
      for (int p = 0; p < pixels.length; p++) {
        sum.pixels()[p] += pixels[p] / images.size();
      }
    }
    return sum;
  }
}
