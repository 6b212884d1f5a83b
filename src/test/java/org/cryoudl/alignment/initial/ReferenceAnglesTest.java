package org.cryoudl.alignment.initial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.cryoudl.testing.plain.MomentNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole alignments that start from the network cartesian. */
class ReferenceAnglesTest {

  private static final int COUNT = 60;

  @TempDir static Path folder;

  private static AngleModel network;
  private static SimulatedSet simulated;
  private static Path file;

  @BeforeAll
  static void open() {
    network =
        AngleModel.load(MomentNetwork.write(folder.resolve("m.safetensors")), ComputeDevice.CPU);
    simulated = SimulatedSet.of(COUNT, 45, CtfModel.Mode.NONE, 0.5);
    file = simulated.write(folder, "plain");
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @Test
  void severalReferencesLeadToTheTrueAngles() {
    Alignment alignment = align(AlignmentOptions.DEFAULT);
    double error = simulated.meanTurnError(alignment.particles().poses());
    assertTrue(error < 1, "mean error " + error);
    double agreement =
        Arrays.stream(alignment.particles().networkConfidence().orElseThrow())
            .average()
            .orElseThrow();
    assertTrue(agreement > 0.8 && agreement <= 1, "agreement " + agreement);
  }

  @Test
  void oneReferenceKeepsItsOrientation() {
    AlignmentOptions options = AlignmentOptions.DEFAULT.withReference(new Reference.Particle(7));
    Alignment alignment = align(options);
    assertEquals(0, alignment.particles().poses()[7].psiDegrees(), 1e-9);
    assertTrue(simulated.meanTurnError(alignment.particles().poses()) < 1);
  }

  private static Alignment align(AlignmentOptions options) {
    try (ParticleSet set = ParticleSet.open(file, ParticleSetOptions.DEFAULT)) {
      return new ParticleAligner(network, options, Progress.silent()).align(set);
    }
  }
}
