package org.cryoudl.alignment.refinement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two molecules that differ by one blob, averaged together at their true poses. */
class ClassSplitTest {

  private static final FrequencyDisc DISC = new FrequencyDisc(24, 11);
  private static final int COUNT = 60;

  /** Particles of the first molecule come first; the others have one blob more. */
  private static AnalyticParticles mixed(double noise, boolean withCtf, double extra) {
    GaussianBlobs first = GaussianBlobs.asymmetric(6, 1.6);
    double[][] more = new double[first.blobs().length + 1][];
    System.arraycopy(first.blobs(), 0, more, 0, first.blobs().length);
    more[first.blobs().length] = new double[] {extra, 3, -5, 1.8};
    IntFunction<Optional<float[]>> ctf =
        withCtf
            ? i -> Optional.of(AnalyticParticles.oscillation(DISC, i))
            : AnalyticParticles.NO_CTF;
    AnalyticParticles a = AnalyticParticles.simulate(first, DISC, COUNT / 2, noise, 2, ctf, 3);
    AnalyticParticles b =
        AnalyticParticles.simulate(new GaussianBlobs(more), DISC, COUNT / 2, noise, 2, ctf, 4);
    ParticleSpectrum[] spectra = new ParticleSpectrum[COUNT];
    Pose[] poses = new Pose[COUNT];
    for (int i = 0; i < COUNT; i++) {
      AnalyticParticles from = i < COUNT / 2 ? a : b;
      spectra[i] = from.get(i % (COUNT / 2));
      poses[i] = from.poses()[i % (COUNT / 2)];
    }
    return new AnalyticParticles(DISC, spectra, poses);
  }

  private static double[] shares(AnalyticParticles particles, double noise) {
    NoiseSpectrum spectrum = AnalyticParticles.flat(DISC, noise);
    ParticlePoses aligned = particles.atTruth();
    Averages average = new Reconstruction(particles, 0.45).at(aligned, spectrum, 11);
    return new ClassSplit(particles, spectrum, 0.45)
        .shares(aligned, IntStream.range(0, COUNT).toArray(), average, 1);
  }

  /** The CTF takes most of what lies at low frequency. */
  @ParameterizedTest
  @CsvSource({"false, 120", "true, 12"})
  void theTwoSidesAreTheTwoMolecules(boolean withCtf, double noise) {
    double[] shares = shares(mixed(noise, withCtf, 1), noise);
    int right = 0;
    double sum = 0;
    for (int i = 0; i < COUNT; i++) {
      right += shares[i] > 0 == i < COUNT / 2 ? 1 : 0;
      sum += shares[i];
    }
    assertTrue(Math.max(right, COUNT - right) >= COUNT - 3, right + " of " + COUNT);
    assertEquals(0, sum, 1e-6);
  }

  /** Without a second molecule the sides are chance: about half of each part on either side. */
  @Test
  void oneMoleculeGivesNoSides() {
    double noise = 120;
    double[] shares = shares(mixed(noise, false, 0), noise);
    int right = 0;
    for (int i = 0; i < COUNT; i++) {
      right += shares[i] > 0 == i < COUNT / 2 ? 1 : 0;
    }
    assertTrue(Math.abs(right - COUNT / 2) < COUNT / 4, right + " of " + COUNT);
  }
}
