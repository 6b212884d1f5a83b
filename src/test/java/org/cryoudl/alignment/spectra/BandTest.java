package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Against blobs whose transform is known in closed form, wherever they lie. */
class BandTest {

  private static final int BOX = 33;
  private static final FrequencyDisc FULL = new FrequencyDisc(BOX, 15);
  private static final GaussianBlobs BLOBS = GaussianBlobs.asymmetric(8, 1.6);
  private static final Pose POSE = new Pose(0, 1.3, -2.4);

  private static NoiseSpectrum rising() {
    double[] variance = new double[16];
    Arrays.setAll(variance, s -> 1 + s);
    return NoiseSpectrum.of(variance);
  }

  private static AnalyticParticles particles(boolean ctf) {
    return AnalyticParticles.simulate(
        BLOBS,
        FULL,
        5,
        0,
        2,
        i -> ctf ? Optional.of(AnalyticParticles.oscillation(FULL, i)) : Optional.empty(),
        3);
  }

  /** Moved by its origin, a particle is the blobs at their place plus that origin. */
  @Test
  void aCentredParticleIsTheBlobsMovedByTheOrigin() {
    float[] values = AnalyticParticles.coefficients(BLOBS, FULL);
    Band band = Band.of(FULL, 9, rising());
    CentredParticle centred = new CentredParticle(band);
    centred.load(new ParticleSpectrum(values, Optional.empty()), POSE);
    float[] expected =
        AnalyticParticles.coefficients(
            BLOBS.moved(new Pose(0, POSE.originXPixels(), POSE.originYPixels())), band.disc());
    assertArrayEquals(expected, centred.values(), 1e-3f);
    float[] none = new float[band.size()];
    Arrays.fill(none, 1);
    assertArrayEquals(none, centred.ctf());
  }

  /** {@code X - CTF A} of a particle that is CTF A is nothing. */
  @Test
  void theRightAverageLeavesNothing() {
    AnalyticParticles particles = particles(true);
    Band band = Band.of(particles, 12, rising());
    CentredParticle centred = new CentredParticle(band);
    for (int i = 0; i < particles.size(); i++) {
      Pose pose = particles.poses()[i];
      centred.load(particles.get(i), pose);
      float[] template =
          AnalyticParticles.coefficients(
              BLOBS.moved(new Pose(-pose.psiDegrees(), 0, 0)), band.disc());
      centred.subtractFrom(template);
      assertArrayEquals(new float[template.length], template, 1e-3f);
    }
  }

  /** Every sum by its definition, with the noise of each shell. */
  @Test
  void aWhitenedParticleIsWeighedByCtfAndNoise() {
    AnalyticParticles particles = particles(true);
    Band band = Band.of(particles, 12, rising());
    WhitenedParticle whitened = new WhitenedParticle(band);
    whitened.load(particles.get(2), Pose.IDENTITY, 0.5f);
    float[] x = particles.get(2).values();
    float[] ctf = particles.get(2).ctf().orElseThrow();
    float[] template = AnalyticParticles.coefficients(BLOBS, band.disc());
    double norm = 0;
    int at = 0;
    for (int j = 0; j < FULL.size(); j++) {
      double k = Math.hypot(FULL.kx(j), FULL.ky(j));
      if (k > 12) {
        continue;
      }
      double variance = 1 + Math.rint(k);
      double c = 0.5 * ctf[j];
      assertEquals(c * x[2 * j] / variance, whitened.values()[2 * at], 1e-4);
      assertEquals(c * x[2 * j + 1] / variance, whitened.values()[2 * at + 1], 1e-4);
      assertEquals(c * c / variance, whitened.weights()[at], 1e-6);
      double re = template[2 * at];
      double im = template[2 * at + 1];
      norm += c * c * (re * re + im * im) / variance;
      at++;
    }
    assertEquals(band.size(), at);
    assertEquals(norm, whitened.norm(template), 1e-5 * norm);
  }

  @Test
  void meanWeightsAreTheMeanSquareOfTheCtfOverTheNoise() {
    AnalyticParticles particles = particles(true);
    Band band = Band.of(particles, 15, rising());
    float[] weights = band.meanWeights(particles);
    for (int j = 0; j < FULL.size(); j++) {
      double mean = 0;
      for (int i = 0; i < particles.size(); i++) {
        double c = particles.get(i).ctf().orElseThrow()[j];
        mean += c * c / particles.size();
      }
      double variance = 1 + Math.rint(Math.hypot(FULL.kx(j), FULL.ky(j)));
      assertEquals(mean / variance, weights[j], 1e-6);
    }
  }

  /** More than particles hold cannot be compared. */
  @Test
  void aBandEndsWhereItsParticlesEnd() {
    assertEquals(15, Band.of(FULL, 40, rising()).radius());
    assertEquals(15, Band.unweighted(FULL, 40).radius());
    assertEquals(1, Band.unweighted(FULL, 4).inverseNoise()[7]);
  }
}
