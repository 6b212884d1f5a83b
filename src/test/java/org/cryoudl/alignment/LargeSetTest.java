package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.search.GaussNewtonStep;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.io.scratch.ScratchFile;
import org.cryoudl.io.scratch.ScratchFolder;
import org.cryoudl.io.scratch.ScratchSpace;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.parallel.Workforce;
import org.cryoudl.pipeline.health.SurveyedParticles;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.FreshNetwork;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done otherwise in sets too large to be treated whole. */
class LargeSetTest {

  @RegisterExtension static final FreshNetwork NETWORK = new FreshNetwork();

  private static final int BOX = 32;

  @TempDir static Path folder;

  /** A part of 40 makes the average, 20 others join it. */
  @Test
  void someParticlesJoinLater() {
    assertLaterOnesAreAlignedAsWell(40, 60);
  }

  /** A part of 80 makes the average, 320 others join it. */
  @Tag("slow")
  @Test
  void mostParticlesJoinLater() {
    assertLaterOnesAreAlignedAsWell(80, 400);
  }

  private static void assertLaterOnesAreAlignedAsWell(int first, int count) {
    SimulatedSet set = SimulatedSet.of(count, BOX, CtfModel.Mode.PHASE_FLIPPED, 2);
    Path star = set.write(folder, "large" + count);
    Alignment part;
    Alignment whole;
    try (ParticleSet particles = SimulatedSet.open(star)) {
      Units units = new Units(() -> {});
      part = aligner(first, units).align(particles);
      whole = aligner(count, Progress.silent()).align(particles);
      // Longer steps count for more, and in the end all are done.
      assertEquals(units.total, units.done);
      assertTrue(units.total > 2 * 16, units.total + " units");
    }
    double error = set.meanTurnError(part.particles().poses());
    assertEquals(set.meanTurnError(whole.particles().poses()), error, 0.1);
    assertTrue(error < 1.5, "mean error " + error);
    assertTrue(
        Arrays.stream(set.turnErrors(part.particles().poses())).allMatch(e -> Math.abs(e) < 30));
    assertEquals(0, part.particles().networkConfidence().map(all -> all.length).orElse(0));
    assertEquals(count, whole.particles().networkConfidence().map(all -> all.length).orElse(0));
    assertEquals(Optional.of(CtfPhases.FLIPPED), part.phases());
  }

  /** Counts the units of the refinement, and does something after a quarter of them. */
  private static final class Units implements Progress {
    private final Runnable afterSome;
    private long total;
    private long done;

    Units(Runnable afterSome) {
      this.afterSome = afterSome;
    }

    @Override
    public Stage start(String stage, long units) {
      boolean counts = stage.equals("refining poses");
      total += counts ? units : 0;
      return new Stage() {
        @Override
        public void advance(long more) {
          done += counts ? more : 0;
          if (counts && done > total / 4) {
            afterSome.run();
          }
        }

        @Override
        public void note(String text) {
          // Nothing is shown.
        }

        @Override
        public void close() {
          // Nothing is shown.
        }
      };
    }

    @Override
    public void warn(String message) {
      // Nothing is shown.
    }

    @Override
    public void detail(String message) {
      // Nothing is shown.
    }
  }

  private static ParticleAligner aligner(int modelParticles, Progress progress) {
    return new ParticleAligner(
        Optional.of(NETWORK.model()),
        AlignmentOptions.DEFAULT,
        modelParticles,
        Checkpoints.none(),
        progress);
  }

  @Test
  void spectraAreTheSameKeptOrMadeAnew() {
    SimulatedSet set = SimulatedSet.of(6, BOX, CtfModel.Mode.FULL, 1);
    try (ParticleSet particles = SimulatedSet.open(set.write(folder, "spectra"))) {
      ParticleImages images = ParticleImages.survey(particles.images(), false, Progress.silent());
      long bytes = 12L * new FrequencyDisc(BOX, 15).size() * 6;
      ParticleSpectra kept = spectra(images, particles, bytes);
      // Half of the bytes are those of the first three.
      ParticleSpectra half = spectra(images, particles, bytes / 2);
      kept.offer(2, images.read(2));
      half.offer(2, images.read(2));
      half.offer(4, images.read(4));
      for (int i = 0; i < 6; i++) {
        assertSame(kept.get(i), kept.get(i));
        assertEquals(i < 3, half.get(i) == half.get(i), "kept: " + i);
        assertArrayEquals(kept.get(i).values(), half.get(i).values());
        assertArrayEquals(kept.get(i).ctf().orElseThrow(), half.get(i).ctf().orElseThrow());
      }
    }
  }

  private static ParticleSpectra spectra(ParticleImages images, ParticleSet set, long bytes) {
    return new ParticleSpectra(
        images, 15, set::ctf, 4, Workforce.alone(), ScratchSpace.memoryOnly(bytes));
  }

  /**
   * Memory holds the spectra of few particles, and the others are in a file, or are made anew, or
   * are in a file that is lost on the way: poses are the same to the last bit, in two threads or in
   * one.
   */
  @ParameterizedTest
  @CsvSource({"IN_A_FILE, 2", "IN_A_FILE, 1", "MADE_ANEW, 2", "LOST, 2"})
  void posesDoNotDependOnWhereSpectraAre(Place place, int threads) {
    SimulatedSet set = SimulatedSet.of(60, BOX, CtfModel.Mode.PHASE_FLIPPED, 2);
    try (ParticleSet particles = SimulatedSet.open(set.write(folder, "places"));
        Scratch scratch = new Scratch(place, 10)) {
      Alignment expected = aligner(40, Progress.silent()).align(particles);
      Particles kept =
          new SurveyedParticles(particles, Optional.empty(), Workforce.alone(), scratch);
      Alignment found =
          Parallelism.of(threads)
              .call(
                  () ->
                      aligner(40, new Units(place == Place.LOST ? scratch::close : () -> {}))
                          .align(kept));
      assertArrayEquals(expected.particles().poses(), found.particles().poses());
      assertArrayEquals(expected.particles().correlation(), found.particles().correlation());
      assertArrayEquals(
          expected.largestView().average().pixels(), found.largestView().average().pixels());
      assertEquals(place == Place.MADE_ANEW ? 0 : 50, scratch.arrays);
    }
  }

  private enum Place {
    IN_A_FILE,
    MADE_ANEW,
    LOST
  }

  /** Memory for some spectra, and a file for the others if there is to be one. */
  private static final class Scratch implements ScratchSpace, AutoCloseable {
    private final Place place;
    private final long bytes;
    private final ScratchFolder files = new ScratchFolder(folder, any -> {});
    private int arrays;

    Scratch(Place place, int inMemory) {
      this.place = place;
      this.bytes = 12L * new FrequencyDisc(BOX, 15).size() * inMemory;
    }

    @Override
    public long memoryBytes() {
      return bytes;
    }

    @Override
    public Optional<ScratchFile> file(int count, int floats) {
      if (place == Place.MADE_ANEW) {
        return Optional.empty();
      }
      arrays = count;
      return files.file(count, floats);
    }

    @Override
    public void close() {
      files.close();
    }
  }

  /** One pass must give what a step and an average, one after the other, give. */
  @Test
  void stepAndAverageInOnePassAreThoseOfTwo() {
    FrequencyDisc disc = new FrequencyDisc(BOX, 15);
    GaussianBlobs blobs =
        new GaussianBlobs(new double[][] {{1, 6, 1, 1.4}, {0.7, -2, 5, 1.5}, {0.9, -4, -5, 1.3}});
    AnalyticParticles source =
        AnalyticParticles.simulate(blobs, disc, 40, 10, 2, AnalyticParticles.NO_CTF, 5);
    NoiseSpectrum noise = AnalyticParticles.flat(disc, 10);
    GaussNewtonStep round = new GaussNewtonStep(0.43);
    RefinementState two = RefinementState.averaged(source, source.atTruth(), noise, 12, 0.43);
    RefinementState one = two.withCopiedPoses();
    RefinementState both = round.stepAndAverage(one, 14, (i, pose) -> pose).state();
    RefinementState step = round.step(two);
    Averages next = new Reconstruction(source, 0.43).at(two.particles(), noise, 14);
    assertArrayEquals(two.particles().poses, one.particles().poses);
    assertArrayEquals(step.noise().perShell(), both.noise().perShell());
    assertArrayEquals(next.full(), both.averages().full());
    assertArrayEquals(next.ringCorrelation(), both.averages().ringCorrelation());
  }
}
