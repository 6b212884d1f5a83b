package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.files.StateFolder;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.EndingCheckpoints;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeSearchTest {

  private static final double NOISE = 600;

  private static Viewed search(double[][] frames, List<VolumeStages.Stage> stages) {
    return search(frames, stages, Checkpoints.none());
  }

  private static Viewed search(
      double[][] frames, List<VolumeStages.Stage> stages, Checkpoints checkpoints) {
    PolarParticles particles =
        PolarParticles.of(ManyViews.particles(frames, NOISE, 2), 8, ManyViews.MASK);
    double[] noise = new double[particles.rings()];
    Arrays.fill(noise, NOISE);
    try (Progress.Stage steps = Progress.silent().start("steps", 1)) {
      return new VolumeSearch(
              particles,
              noise,
              new VolumeSearch.Options(ManyViews.MASK, 4.8, 1.2, 12, 1),
              stages,
              100,
              checkpoints,
              Progress.silent())
          .run(steps);
    }
  }

  /** From nothing, particles of a group are seen from about the same direction. */
  @Tag("slow")
  @Test
  void directionsAreFound() {
    double[][] frames = ManyViews.frames(400, 7);
    int groups = 12;
    Viewed.Grouped found =
        search(
                frames,
                List.of(new VolumeStages.Stage(4, 80, 30), new VolumeStages.Stage(6, 100, 20)))
            .grouped(groups, 1)
            .particles();
    int[] groupOf = new int[frames.length];
    double[][] means = new double[groups][3];
    for (int i = 0; i < frames.length; i++) {
      for (int g = 1; g < groups; g++) {
        groupOf[i] = found.shares()[i][g] > found.shares()[i][groupOf[i]] ? g : groupOf[i];
      }
      for (int n = 0; n < 3; n++) {
        means[groupOf[i]][n] += frames[i][6 + n];
      }
    }
    double[] degrees = new double[frames.length];
    for (int i = 0; i < frames.length; i++) {
      double[] mean = means[groupOf[i]];
      double dot = 0;
      double square = 0;
      for (int n = 0; n < 3; n++) {
        dot += frames[i][6 + n] * mean[n];
        square += mean[n] * mean[n];
      }
      degrees[i] = Math.toDegrees(Math.acos(Math.min(1, dot / Math.sqrt(square))));
    }
    Arrays.sort(degrees);
    // Caps of a twelfth of the sphere, known without error, have a median of 23.6 degrees.
    assertTrue(degrees[200] < 28, "median " + degrees[200]);
  }

  @Test
  void threadsChangeNothing() {
    double[][] frames = ManyViews.frames(40, 9);
    List<VolumeStages.Stage> stages = List.of(new VolumeStages.Stage(3, 20, 3));
    float[][][] shares = new float[2][][];
    for (int n = 0; n < 2; n++) {
      int own = n;
      Parallelism.of(1 + 2 * n).run(() -> shares[own] = search(frames, stages).posteriors().shares);
    }
    for (int i = 0; i < frames.length; i++) {
      assertArrayEquals(shares[0][i], shares[1][i], 0);
    }
  }

  /** Where stages end is kept: what follows is the same to the last bit. */
  @Test
  void aSearchGoesOnWhereItEnded(@TempDir Path work) {
    double[][] frames = ManyViews.frames(40, 9);
    List<VolumeStages.Stage> stages =
        List.of(new VolumeStages.Stage(3, 20, 3), new VolumeStages.Stage(4, 20, 3));
    StateFolder folder = new StateFolder(work.resolve("state"), work);
    Checkpoints ending = new EndingCheckpoints(state(folder), new AtomicInteger());
    assertThrows(EndingCheckpoints.Killed.class, () -> search(frames, stages, ending));
    RunState kept = state(folder);
    assertTrue(kept.has("volume at ring 3"));
    float[][] resumed = search(frames, stages, kept).posteriors().shares;
    float[][] whole = search(frames, stages).posteriors().shares;
    for (int i = 0; i < frames.length; i++) {
      assertArrayEquals(whole[i], resumed[i], 0);
    }
  }

  private record Settings(int of) {}

  private static RunState state(StateFolder folder) {
    return RunState.open(
        folder, RunIdentity.of("search", new Settings(1), List.of()), Progress.silent());
  }
}
