package org.cryoudl.pipeline.align;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

  private static final long HEAP = 2L << 30;

  @TempDir static Path folder;

  /** 12 bytes a coefficient of half a disc of radius 63, and room for Java: 125 MB for 1,000. */
  @Test
  void spectraThatFitStayInMemory() {
    Rehearsal.Memory memory = new Rehearsal.Memory(128, false, 1, OptionalInt.empty());
    double one = 12 * Math.PI * 63 * 63 / 2;
    assertEquals(1e8 + 1000 * one / 0.6, memory.bytes(100_000_000, 1000, 1100, HEAP), 1);
    // 256 MB hold 3,587 of them.
    double part = 256 << 20;
    assertEquals(1e8 + part / 0.6, memory.bytes(100_000_000, 499_900, 500_000, HEAP), one / 0.6);
  }

  @Test
  void spectraThatDoNotFitGoToTheDiskIfItHasRoom() {
    SpectraPlace file = new SpectraPlace(1.8e9, 2e9);
    assertTrue(file.isKept());
    assertEquals(
        "the particles do not fit in Java's memory: a scratch file beside the results takes 1.8 GB"
            + " while the run lasts",
        file.line());
    SpectraPlace none = new SpectraPlace(1.8e9, 1e9);
    assertFalse(none.isKept());
    assertEquals(
        "the particles do not fit in Java's memory, nor a scratch file of 1.8 GB in half of what is"
            + " free beside the results (1.0 GB), so their transforms are computed from the images"
            + " again and again, which takes longer",
        none.line());
  }

  /**
   * A search for ten classes keeps the harmonics at 14 rings, 3.6 kB, of a part of 4,000 particles
   * and a piece of 20,000 together, and two numbers for each particle and class.
   */
  @Test
  void aSearchKeepsNoMoreThanAPartAndAPiece() {
    Rehearsal.Memory memory = new Rehearsal.Memory(128, true, 10, OptionalInt.empty());
    double harmonics = 4 * 65 * 14;
    double one = 12 * Math.PI * 63 * 63 / 2;
    double kept = 256 << 20;
    assertEquals(
        1e8 + (kept + 24_000 * harmonics + 500_000 * 80.0) / 0.6,
        memory.bytes(100_000_000, 499_900, 500_000, HEAP),
        one / 0.6);
    assertEquals(
        1e8 + (900 * one + 1000 * (harmonics + 80)) / 0.6,
        memory.bytes(100_000_000, 900, 1000, HEAP),
        1);
  }

  /** Most images hold nothing, and the reference is beyond those that are tried. */
  @Test
  void whatIsTriedAreParticlesThatHoldSomething() {
    Path star = SimulatedSet.of(60, 24, CtfModel.Mode.FULL, 1).write(folder, "few");
    try (ParticleSet set = ParticleSet.open(star, ParticleSetOptions.DEFAULT)) {
      AlignmentForecast forecast =
          new Rehearsal(
                  set,
                  new ReducedSet(set, QuickLook.NONE),
                  AlignMethod.of(AlignMethod.Kind.POLAR_SPECTRUM),
                  Optional.empty(),
                  ComputeDevice.AUTO,
                  AlignmentOptions.DEFAULT.withReference(new Reference.Particle(59)),
                  IntStream.range(2, 60).boxed().toList(),
                  0)
              .forecast();
      assertTrue(forecast.cpuSeconds() > 0, forecast + "");
      assertTrue(forecast.spectra().isKept());
      assertEquals("all particles fit in memory", forecast.lines().get(1));
      assertTrue(forecast.lines().get(0).startsWith("estimate: about "), forecast.lines() + "");
    }
  }
}
