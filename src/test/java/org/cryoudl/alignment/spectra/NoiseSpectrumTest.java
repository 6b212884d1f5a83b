package org.cryoudl.alignment.spectra;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.geometry.Pose;
import org.cryoudl.statistics.VectorSums;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;

class NoiseSpectrumTest {

  private static final FrequencyDisc DISC = new FrequencyDisc(24, 10);

  @Test
  void totalPowerIsTheVarianceOfEachShell() {
    int count = 200;
    ParticleSpectrum[] spectra = new ParticleSpectrum[count];
    for (int i = 0; i < count; i++) {
      float[] values = PlainTransform.noise(2 * DISC.size(), i);
      for (int j = 0; j < values.length; j++) {
        values[j] *= (float) Math.sqrt(0.5 * DISC.shell(j / 2));
      }
      spectra[i] = new ParticleSpectrum(values, Optional.empty());
    }
    Pose[] poses = new Pose[count];
    Arrays.fill(poses, Pose.IDENTITY);
    NoiseSpectrum power =
        NoiseSpectrum.totalPower(new AnalyticParticles(DISC, spectra, poses), count);
    for (int s = 1; s <= 10; s++) {
      // A shell holds about pi s coefficients.
      assertEquals(s, power.variance(s), 4 * s / Math.sqrt(count * Math.PI * s), "shell " + s);
    }
    assertEquals(power.variance(1), power.variance(0));
  }

  @Test
  void powerOfFewParticlesIsTheirPlainMean() {
    AnalyticParticles particles =
        AnalyticParticles.simulate(
            GaussianBlobs.asymmetric(5, 2), DISC, 7, 3, 2, AnalyticParticles.NO_CTF, 1);
    NoiseSpectrum power = NoiseSpectrum.totalPower(particles, 7);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < 7; i++) {
      float[] x = particles.get(i).values();
      for (int j = 0; j < DISC.size(); j++) {
        if (Math.round(Math.hypot(DISC.kx(j), DISC.ky(j))) == 4) {
          sum += Math.pow(x[2 * j], 2) + Math.pow(x[2 * j + 1], 2);
          count++;
        }
      }
    }
    assertEquals(sum / count, power.variance(4), 1e-4 * power.variance(4));
  }

  @Test
  void inverseIsZeroWhereThereIsNoNoise() {
    double[] noise = new double[11];
    noise[3] = 4;
    float[] inverse = NoiseSpectrum.of(noise).inverseOn(DISC);
    for (int j = 0; j < DISC.size(); j++) {
      assertEquals(DISC.shell(j) == 3 ? 0.25f : 0, inverse[j]);
    }
    double[] sum = {1, 2};
    VectorSums.addInto(sum, new double[] {10, 20});
    assertArrayEquals(new double[] {11, 22}, sum);
  }
}
