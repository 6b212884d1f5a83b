package org.cryoudl.pipeline.synthesize;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.VolumeBlobs;
import org.cryoudl.testing.PixelCorrelation;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;

/**
 * Our projections of a map against particles that others simulated from it, by their truth: angles,
 * signs of shifts and of the CTF. Skipped where the data are absent.
 */
class SharedViewsTest {

  private static final double PIXEL = 5.6;
  private static final int IMAGES = 100;

  @Test
  void projectionsLieWhereTheTruthOfOthersSaysTheyLie() {
    MrcVolume map = MrcVolume.read(SharedData.file("data/volumes/clean70SRibosome_vol_65p.mrc"));
    Density density = VolumeBlobs.of(map, PIXEL, PIXEL, OptionalDouble.empty());
    List<CsvReader.Line> truth =
        CsvReader.read(SharedData.file("data/views/ribosome-snr10.truth.csv"), "truth");
    CtfModel ctf = new CtfModel(null, null, null, null, null, null, null, 0.0, null);
    double right = 0;
    double opposite = 0;
    try (ParticleSet set =
        ParticleSet.open(
            SharedData.file("data/views/ribosome-snr10.star"), ParticleSetOptions.DEFAULT)) {
      for (int i = 0; i < IMAGES; i++) {
        double[] t = truth.get(i + 1).cells().stream().mapToDouble(Double::parseDouble).toArray();
        Image theirs = set.images().read(i);
        var view = density.project(new EulerAngles(t[1], t[2], 0), PIXEL);
        Image ours = view.render(theirs.box(), new Pose(t[3], -t[4], -t[5]));
        Image wrong = view.render(theirs.box(), new Pose(-t[3], t[4], t[5]));
        for (Image each : List.of(ours, wrong)) {
          ctf.apply(each.pixels(), each.box(), PIXEL, set.ctf(i).orElseThrow());
        }
        right += PixelCorrelation.of(ours.pixels(), theirs.pixels()) / IMAGES;
        opposite += PixelCorrelation.of(wrong.pixels(), theirs.pixels()) / IMAGES;
      }
    }
    // Their noise alone allows about 0.19: a tenth of the noise's variance on a third of the box.
    assertTrue(right > 0.15, "correlation " + right);
    assertTrue(opposite < 0.5 * right, "with signs reversed " + opposite);
  }
}
