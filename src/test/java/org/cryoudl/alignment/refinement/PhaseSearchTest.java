package org.cryoudl.alignment.refinement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search from nothing, by half of the coefficients, says of the other half. */
class PhaseSearchTest {

  private static final int BOX = 32;
  private static final double MASK = 0.4;
  private static final double SHIFT_PIXELS = 4;
  private static final double SNR = 0.1;

  @TempDir Path folder;

  @Test
  void particlesShowBothConventions() {
    assertTrue(z(CtfModel.Mode.FULL, 1 / SNR) < -PhaseDecision.DECISIVE);
    assertTrue(z(CtfModel.Mode.PHASE_FLIPPED, 1 / SNR) > PhaseDecision.DECISIVE);
  }

  /** The search masks particles, which would let noise speak for itself if poses stayed so. */
  @Test
  void noiseShowsNeither() {
    double z = z(CtfModel.Mode.FULL, 1e5);
    assertTrue(Math.abs(z) < 3.5, "z " + z);
  }

  /** Four classes at least, of 50 particles each; six at most. */
  @Test
  void largerSetsAreSortedToo() {
    assertArrayEquals(new int[] {1}, counts(199));
    assertArrayEquals(new int[] {1, 4}, counts(200));
    assertArrayEquals(new int[] {1, 6}, counts(400));
  }

  private int[] counts(int particles) {
    try (ParticleSet set = set(CtfModel.Mode.FULL, 1 / SNR, particles)) {
      return search(set).classCounts();
    }
  }

  private double z(CtfModel.Mode mode, double noise) {
    try (ParticleSet set = set(mode, noise, 150)) {
      return search(set).in(1).z().orElseThrow();
    }
  }

  private ParticleSet set(CtfModel.Mode mode, double noise, int particles) {
    return SimulatedSet.open(SimulatedSet.of(particles, BOX, mode, noise).write(folder, "set", 4));
  }

  private static PhaseSearch search(ParticleSet set) {
    SpectrumSource signed =
        ParticleIntake.of(set, AlignmentOptions.DEFAULT, Progress.silent()).spectra();
    return new PhaseSearch(signed, NoiseSpectrum.totalPower(signed), MASK, SHIFT_PIXELS);
  }
}
