package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SetInVolumesTest {

  private static final double NOISE = 300;
  private static final int GROUPS = 8;

  /**
   * Every second particle makes the volume; the others fall into the groups of their directions.
   */
  @Tag("slow")
  @Test
  void othersFindTheirViewsPieceByPiece() {
    double[][] frames = ManyViews.frames(500, 7);
    AnalyticParticles source = ManyViews.particles(frames, NOISE, 2);
    int[] part = IntStream.range(0, 250).map(n -> 2 * n).toArray();
    double[] noise = new double[8];
    Arrays.fill(noise, NOISE);
    InVolumes found =
        new VolumeSearch(
                PolarParticles.of(new SubsetSource(source, part), 8, ManyViews.MASK),
                noise,
                new VolumeSearch.Options(ManyViews.MASK, 4.8, 1.2, GROUPS, 1),
                List.of(new VolumeStages.Stage(4, 80, 30), new VolumeStages.Stage(6, 100, 20)),
                100,
                Checkpoints.none(),
                Progress.silent())
            .run(Progress.silent().start("steps", 1))
            .grouped(GROUPS, 1);
    SetInVolumes set =
        new SetInVolumes(
            source, found.model(), new VolumesModel.Comparison(noise, ManyViews.MASK, 4.8));
    Viewed.Grouped all = set.all(part, found.particles(), 33, Checkpoints.none());
    double own = within(frames, found.particles(), all, 0);
    double others = within(frames, found.particles(), all, 1);
    // The mean cosine to the middle of their group, of those that made it and of the others.
    assertTrue(own > 0.8, "own " + own);
    assertEquals(own, others, 0.03);
    Viewed.Grouped whole = set.all(part, found.particles(), 500, Checkpoints.none());
    for (int n = 0; n < part.length; n++) {
      assertSame(found.particles().poses()[n], all.poses()[part[n]]);
      assertArrayEquals(whole.shares()[2 * n + 1], all.shares()[2 * n + 1], 1e-3f);
    }
  }

  private static double within(
      double[][] frames, Viewed.Grouped made, Viewed.Grouped all, int from) {
    double[][] means = new double[GROUPS][3];
    for (int n = 0; n < made.shares().length; n++) {
      int g = Viewed.likeliest(made.shares()[n]);
      for (int x = 0; x < 3; x++) {
        means[g][x] += frames[2 * n][6 + x];
      }
    }
    double sum = 0;
    for (int i = from; i < frames.length; i += 2) {
      double[] mean = means[Viewed.likeliest(all.shares()[i])];
      double dot = 0;
      double square = 0;
      for (int x = 0; x < 3; x++) {
        dot += mean[x] * frames[i][6 + x];
        square += mean[x] * mean[x];
      }
      sum += dot / Math.sqrt(square);
    }
    return sum / (frames.length / 2);
  }
}
