package org.cryoudl.pipeline.benchmark.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.pipeline.benchmark.record.RelionSettings;
import org.cryoudl.pipeline.benchmark.record.Usage;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelionRunTest {

  private static final int BOX = 32;
  private static final int COUNT = 30;

  @TempDir Path folder;

  private Path star;

  @BeforeEach
  void simulate() throws IOException {
    star = SimulatedSet.of(COUNT, BOX, CtfModel.Mode.PHASE_FLIPPED, 1).write(folder, "p");
  }

  private RelionRun prepared(RelionSettings settings, boolean withCtf) throws IOException {
    RelionRun run = new RelionRun(settings, withCtf, 1, folder);
    try (ParticleSet set = SimulatedSet.open(star)) {
      run.prepare(set);
    }
    return run;
  }

  /** The command of the measurement that is to be repeated, to the letter. */
  @Test
  void commandIsThatOfThePublishedMeasurement() throws IOException {
    RelionRun run = new RelionRun(RelionSettings.standard(), true, 1, folder);
    assertEquals(
        "relion_refine --i particles.star --o out/run --K 1 --iter 15 --tau2_fudge 2"
            + " --particle_diameter 235.520000 --psi_step 6.000000 --offset_range 12.000000"
            + " --offset_step 2.000000 --oversampling 1 --norm --scale --flatten_solvent --zero_mask"
            + " --dont_combine_weights_via_disc --preread_images --pool 30 --pad 1 --random_seed 1 --j 2 --ctf"
            + " --ctf_phase_flipped",
        String.join(" ", run.command(128, 2, true)));
    List<String> plain =
        new RelionRun(RelionSettings.standard(), false, 1, folder).command(128, 2, true);
    assertTrue(plain.stream().noneMatch(word -> word.startsWith("--ctf")), plain.toString());
  }

  @Test
  void particlesAreNormalisedToTheirBackground() throws IOException {
    Path own = prepared(RelionSettings.standard(), true).folder();
    try (MrcFile stack = MrcFile.open(own.resolve("particles.mrcs"));
        ParticleSet set = SimulatedSet.open(own.resolve("particles.star"));
        ParticleSet original = SimulatedSet.open(star)) {
      assertEquals(COUNT, stack.size());
      assertEquals(COUNT, set.size());
      for (int i = 0; i < COUNT; i++) {
        float[] pixels = stack.read(i).pixels();
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int p = 0; p < pixels.length; p++) {
          if (Math.hypot(p / BOX - BOX / 2, p % BOX - BOX / 2) > Math.floor(0.47 * BOX)) {
            sum += pixels[p];
            squares += pixels[p] * pixels[p];
            count++;
          }
        }
        assertEquals(0, sum / count, 1e-4);
        assertEquals(1, Math.sqrt(squares / count), 1e-4);
        CtfParameters expected = original.ctf(i).orElseThrow();
        CtfParameters written = set.ctf(i).orElseThrow();
        assertEquals(expected.defocusUAngstroms(), written.defocusUAngstroms(), 1e-3);
        assertEquals(expected.voltageKilovolts(), written.voltageKilovolts(), 1e-3);
        assertEquals(expected.amplitudeContrast(), written.amplitudeContrast(), 1e-6);
      }
    }
  }

  @Test
  void posesAreFoundByTheNumberOfTheImage() throws IOException {
    RelionRun run = new RelionRun(RelionSettings.standard(), true, 1, folder);
    assertEquals("RELION with CTF, 3.00 degree step", run.label());
    Path out = Files.createDirectories(run.folder().resolve("out"));
    Files.writeString(
        out.resolve("run_it015_data.star"),
        """

        # version 30001

        data_optics

        loop_
        _rlnOpticsGroup #1
        _rlnImagePixelSize #2
        1 2.0

        # version 30001

        data_particles

        loop_
        _rlnImageName #1
        _rlnOpticsGroup #2
        _rlnAnglePsi #3
        _rlnOriginXAngst #4
        _rlnOriginYAngst #5
        000002@particles.mrcs 1 20 4 -6
        000001@particles.mrcs 1 10 2 8
        """);
    Pose[] poses = run.poses(2);
    assertEquals(new Pose(10, 1, 4), poses[0]);
    assertEquals(new Pose(20, 2, -3), poses[1]);
  }

  @Test
  void relionRunsAndItsPosesAreRead() throws IOException {
    Assumptions.assumeTrue(RelionRun.isInstalled(), "RELION is not installed");
    RelionSettings quick =
        new RelionSettings(true, null, RelionSettings.CtfUse.WITH, 2, 24.0, 4.0, 2.0, 1);
    RelionRun run = prepared(quick, true);
    Usage usage = run.run(BOX, 4, true);
    assertEquals(0, usage.exitCode());
    assertTrue(usage.wallSeconds() > 0);
    Pose[] poses = run.poses(COUNT);
    assertEquals(COUNT, poses.length);
    try (ParticleSet found =
        ParticleSet.open(
            run.folder().resolve("out/run_it002_data.star"),
            ParticleSetOptions.DEFAULT.withoutImages())) {
      assertEquals(COUNT, found.size());
    }
  }
}
