package org.cryoudl.alignment.diagnostics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseFlipDetectionTest {

  private static final FrequencyDisc DISC = new FrequencyDisc(32, 14);
  private static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(8, 1.1);

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1})
  void unflippedParticlesAreTold(double noise) {
    assertEquals(Optional.of(CtfPhases.UNFLIPPED), decide(simulate(false, noise), noise));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1})
  void flippedParticlesAreTold(double noise) {
    assertEquals(Optional.of(CtfPhases.FLIPPED), decide(simulate(true, noise), noise));
  }

  @Test
  void pureNoiseDoesNotTell() {
    AnalyticParticles particles =
        AnalyticParticles.simulate(
            new GaussianBlobs(new double[0][]),
            DISC,
            80,
            5,
            2,
            i -> Optional.of(AnalyticParticles.oscillation(DISC, i)),
            9);
    assertEquals(Optional.empty(), decide(particles, 5));
  }

  /** Where the CTF is never negative both models are the same. */
  @Test
  void ctfWithoutSignDoesNotTell() {
    float[] positive = new float[DISC.size()];
    Arrays.fill(positive, 0.5f);
    AnalyticParticles particles =
        AnalyticParticles.simulate(BLOBS, DISC, 20, 1, 2, i -> Optional.of(positive), 9);
    assertEquals(Optional.empty(), decide(particles, 1));
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

  private static Optional<CtfPhases> decide(AnalyticParticles particles, double noise) {
    return PhaseFlipDetection.decide(
        particles, particles.atTruth(), AnalyticParticles.flat(DISC, noise), 14, 0.45);
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
