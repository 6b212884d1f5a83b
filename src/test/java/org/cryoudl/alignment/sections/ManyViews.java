package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;

/** Gaussian blobs in space, whose pictures from all directions are known in closed form. */
public final class ManyViews {

  public static final int BOX = 48;
  public static final double MASK = 0.42;

  /** Weight, place from the centre in pixels, standard deviation. */
  private static final double[][] BLOBS = {
    {1.5, 9, 2, -3, 2.9},
    {1.0, -7, 6, 2, 2.5},
    {0.9, -2, -8, 6, 2.4},
    {1.1, 1, 3, 11, 2.4},
    {0.8, 4, -6, -8, 2.4},
    {1.2, -5, 1, -4, 3.1},
    {0.7, 7, 9, 3, 2.3},
    {1.0, 12, -2, 2, 2.3},
    {1.3, 2, 0, 1, 3.3}
  };

  /** Another molecule. */
  static final double[][] OTHER = {
    {1.4, 0, 0, 12, 2.8},
    {1.4, 0, 2, -12, 2.8},
    {1.2, 5, 0, 6, 2.5},
    {1.0, -4, 3, 0, 2.6},
    {0.9, 1, -4, -6, 2.4}
  };

  private ManyViews() {}

  /**
   * The picture in a direction.
   *
   * @param frame the picture's axes to the right and down, three numbers each
   */
  public static GaussianBlobs seen(double[] frame) {
    return seen(BLOBS, frame);
  }

  private static GaussianBlobs seen(double[][] molecule, double[] frame) {
    double[][] blobs = new double[molecule.length][];
    for (int n = 0; n < blobs.length; n++) {
      double[] b = molecule[n];
      blobs[n] =
          new double[] {
            b[0],
            frame[0] * b[1] + frame[1] * b[2] + frame[2] * b[3],
            frame[3] * b[1] + frame[4] * b[2] + frame[5] * b[3],
            b[4]
          };
    }
    return new GaussianBlobs(blobs);
  }

  /** Frames of particles that are seen from anywhere, at any turn. */
  public static double[][] frames(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] frames = new double[count][];
    Arrays.setAll(frames, i -> ViewGrid.randomRotation(random));
    return frames;
  }

  /** Particles of these frames, shifted by up to 2 px, with CTFs and noise. */
  public static AnalyticParticles particles(double[][] frames, double noiseVariance, long seed) {
    return particles(BLOBS, frames, noiseVariance, seed);
  }

  /** The same of a molecule of blobs. */
  static AnalyticParticles particles(
      double[][] molecule, double[][] frames, double noiseVariance, long seed) {
    FrequencyDisc disc = new FrequencyDisc(BOX, 20);
    Random random = new Random(seed);
    ParticleSpectrum[] spectra = new ParticleSpectrum[frames.length];
    Pose[] poses = new Pose[frames.length];
    for (int i = 0; i < spectra.length; i++) {
      double x = 4 * random.nextDouble() - 2;
      double y = 4 * random.nextDouble() - 2;
      poses[i] = new Pose(0, -x, -y);
      float[] values =
          AnalyticParticles.coefficients(seen(molecule, frames[i]).moved(new Pose(0, x, y)), disc);
      float[] ctf = AnalyticParticles.oscillation(disc, i);
      for (int j = 0; j < values.length; j++) {
        values[j] =
            (float) (ctf[j / 2] * values[j] + Math.sqrt(noiseVariance / 2) * random.nextGaussian());
      }
      spectra[i] = new ParticleSpectrum(values, Optional.of(ctf));
    }
    return new AnalyticParticles(disc, spectra, poses);
  }
}
