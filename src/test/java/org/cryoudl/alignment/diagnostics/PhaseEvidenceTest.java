package org.cryoudl.alignment.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseEvidenceTest {

  private static final FrequencyDisc DISC = new FrequencyDisc(32, 14);
  private static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(8, 1.1);

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1})
  void unflippedParticlesAreTold(double noise) {
    double z = z(simulate(false, noise), noise).orElseThrow();
    assertTrue(z < -PhaseDecision.DECISIVE, "z " + z);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1})
  void flippedParticlesAreTold(double noise) {
    double z = z(simulate(true, noise), noise).orElseThrow();
    assertTrue(z > PhaseDecision.DECISIVE, "z " + z);
  }

  /** Over 200 sets of noise alone the statistic has the mean and the spread that it claims. */
  @Tag("slow")
  @Test
  void noiseIsStandardNormal() {
    double sum = 0;
    double squares = 0;
    int sets = 200;
    for (int n = 0; n < sets; n++) {
      double z = z(noise(n), 5).orElseThrow();
      sum += z;
      squares += z * z;
    }
    assertEquals(0, sum / sets, 3 / Math.sqrt(sets));
    // The larger of two estimates of the spread is taken, which errs on the safe side.
    assertEquals(0.93, Math.sqrt(squares / sets), 0.13);
  }

  private static AnalyticParticles noise(int seed) {
    return AnalyticParticles.simulate(
        new GaussianBlobs(new double[0][]),
        DISC,
        40,
        5,
        2,
        i -> Optional.of(AnalyticParticles.oscillation(DISC, i)),
        seed);
  }

  /** Where the CTF is never negative both models are the same. */
  @Test
  void ctfWithoutSignDoesNotTell() {
    float[] positive = new float[DISC.size()];
    Arrays.fill(positive, 0.5f);
    AnalyticParticles particles =
        AnalyticParticles.simulate(BLOBS, DISC, 20, 1, 2, i -> Optional.of(positive), 9);
    assertEquals(OptionalDouble.empty(), z(particles, 1));
  }

  /** The evidence of two sets adds as that of independent ones: z^2 of equal parts doubles. */
  @Test
  void evidenceAddsUp() {
    PhaseEvidence one = new PhaseEvidence(6, 4, 0, 5);
    assertEquals(3, one.z().orElseThrow(), 1e-12);
    assertEquals(3 * Math.sqrt(2), one.plus(one).z().orElseThrow(), 1e-12);
    assertEquals(0, one.plus(new PhaseEvidence(-6, 4, 0, 5)).z().orElseThrow(), 1e-12);
    assertEquals(OptionalDouble.empty(), PhaseEvidence.NONE.z());
  }

  @Test
  void flippedModelTakesTheSignAway() {
    AnalyticParticles particles = simulate(false, 1);
    assertSame(particles, CtfPhases.UNFLIPPED.applyTo(particles));
    SpectrumSource flipped = CtfPhases.FLIPPED.applyTo(particles);
    assertEquals(particles.size(), flipped.size());
    assertSame(DISC, flipped.disc());
    float[] signed = particles.get(3).ctf().orElseThrow();
    float[] absolute = flipped.get(3).ctf().orElseThrow();
    for (int j = 0; j < signed.length; j++) {
      assertEquals(Math.abs(signed[j]), absolute[j]);
    }
    assertArrayEquals(particles.get(3).values(), flipped.get(3).values());
    AnalyticParticles plain =
        AnalyticParticles.simulate(BLOBS, DISC, 2, 1, 2, AnalyticParticles.NO_CTF, 9);
    assertEquals(Optional.empty(), CtfPhases.FLIPPED.applyTo(plain).get(0).ctf());
  }

  private static OptionalDouble z(AnalyticParticles particles, double noise) {
    return PhaseEvidence.of(
            particles, particles.atTruth(), AnalyticParticles.flat(DISC, noise), 14, 0.45)
        .z();
  }

  /** Particles that know the signed CTF; flipped ones show its absolute value. */
  private static AnalyticParticles simulate(boolean flipped, double noise) {
    AnalyticParticles particles =
        AnalyticParticles.simulate(
            BLOBS,
            DISC,
            60,
            noise,
            2,
            i -> {
              float[] ctf = AnalyticParticles.oscillation(DISC, i);
              for (int j = 0; flipped && j < ctf.length; j++) {
                ctf[j] = Math.abs(ctf[j]);
              }
              return Optional.of(ctf);
            },
            4);
    ParticleSpectrum[] signed = new ParticleSpectrum[particles.size()];
    for (int i = 0; i < signed.length; i++) {
      signed[i] =
          new ParticleSpectrum(
              particles.get(i).values(), Optional.of(AnalyticParticles.oscillation(DISC, i)));
    }
    return new AnalyticParticles(DISC, signed, particles.poses());
  }
}
