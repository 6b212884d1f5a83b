package org.cryoudl.alignment.averages;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Random;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Test;

/** Averages without a tenth of the particles, against sums that leave these out one by one. */
class FoldAveragesTest {

  private static final int BOX = 30;
  private static final int RADIUS = 10;
  private static final double MASK = 0.43;
  private static final double NOISE = 80;
  private static final FrequencyDisc FULL = new FrequencyDisc(BOX, 13);
  private static final GaussianBlobs VIEW = GaussianBlobs.asymmetric(6, 1.7);

  /** Not a multiple of ten. */
  private static final int COUNT = 43;

  private static final AnalyticParticles PARTICLES =
      AnalyticParticles.simulate(
          VIEW, FULL, COUNT, NOISE, 2, i -> Optional.of(AnalyticParticles.oscillation(FULL, i)), 5);

  private final ParticlePoses poses = poses();
  private final FoldAverages folds =
      FoldAverages.of(PARTICLES, poses, AnalyticParticles.flat(FULL, NOISE), RADIUS, MASK);

  private static ParticlePoses poses() {
    ParticlePoses poses = PARTICLES.atTruth();
    for (int i = 0; i < COUNT; i++) {
      poses.weight[i] = 0.7 + 0.02 * i;
    }
    poses.outlier[4] = true;
    poses.outlier[17] = true;
    return poses;
  }

  @Test
  void everyFoldIsLeftOutOfItsAverage() {
    for (int f = 0; f < FoldAverages.FOLDS; f++) {
      AverageAccumulator sum = new AverageAccumulator(folds.all().side(), RADIUS);
      for (int i = 0; i < COUNT; i++) {
        if (i % 10 != f && !poses.outlier[i]) {
          addPlain(sum, i);
        }
      }
      float[] expected =
          Averages.masked(
              sum.average(folds.all().penalty()),
              CircularMask.aroundParticle(folds.all().side(), MASK));
      assertArrayEquals(expected, folds.withoutFold().get(f), tolerance(expected), "fold " + f);
    }
  }

  @Test
  void theAverageOfAllHoldsEveryFold() {
    AverageAccumulator sum = new AverageAccumulator(folds.all().side(), RADIUS);
    for (int i = 0; i < COUNT; i++) {
      if (!poses.outlier[i]) {
        addPlain(sum, i);
      }
    }
    double[] open = new double[RADIUS + 1];
    open[0] = Double.POSITIVE_INFINITY;
    float[] expected = sum.average(open);
    assertArrayEquals(expected, folds.all().unfiltered(), tolerance(expected));
  }

  /**
   * What it is for: an image of noise correlates with an average that it is part of, and not with
   * one that it is no part of.
   */
  @Test
  void anImageOfNoiseHasNoShareInTheAverageWithoutIt() {
    int count = 300;
    AnalyticParticles noise =
        AnalyticParticles.simulate(
            new GaussianBlobs(new double[][] {{1e-9, 0, 0, 2}}),
            FULL,
            count,
            NOISE,
            0,
            AnalyticParticles.NO_CTF,
            6);
    ParticlePoses some = new ParticlePoses(count);
    Random random = new Random(1);
    for (int i = 0; i < count; i++) {
      some.poses[i] = new Pose(360 * random.nextDouble(), 0, 0);
    }
    FoldAverages made =
        FoldAverages.of(noise, some, AnalyticParticles.flat(FULL, NOISE), RADIUS, MASK);
    double withOwn = 0;
    double without = 0;
    AverageModel all = new AverageModel(made.all().unfiltered(), made.all().side(), RADIUS);
    AverageModel[] left = made.models(RADIUS);
    for (int i = 0; i < count; i++) {
      withOwn += correlation(noise.get(i), all, some.poses[i]) / count;
      without += correlation(noise.get(i), left[FoldAverages.fold(i)], some.poses[i]) / count;
    }
    // Of 300 correlations over about 300 numbers, the mean scatters by 0.003.
    assertEquals(0, without, 0.015);
    // A particle's own part of a plain average of n is one over n of its square.
    assertEquals(1 / Math.sqrt(count), withOwn, 0.015);
  }

  private static double correlation(ParticleSpectrum particle, AverageModel model, Pose pose) {
    FrequencyDisc disc = new FrequencyDisc(BOX, RADIUS);
    int[] positions = disc.positionsIn(FULL);
    float[] template = new float[2 * disc.size()];
    model.sample(disc, pose.psiDegrees(), template);
    double xt = 0;
    double xx = 0;
    double tt = 0;
    for (int j = 0; j < template.length; j++) {
      double x = particle.values()[2 * positions[j / 2] + j % 2];
      xt += x * template[j];
      xx += x * x;
      tt += template[j] * template[j];
    }
    return xt / Math.sqrt(xx * tt);
  }

  /** Adds CTF X / sigma^2, moved to the centre, and CTF^2 / sigma^2. */
  private void addPlain(AverageAccumulator sum, int i) {
    FrequencyDisc disc = new FrequencyDisc(BOX, RADIUS);
    int[] positions = disc.positionsIn(FULL);
    float[] values = new float[2 * disc.size()];
    float[] weights = new float[disc.size()];
    Pose pose = poses.poses[i];
    float[] x = PARTICLES.get(i).values();
    for (int j = 0; j < disc.size(); j++) {
      double c = poses.weight[i] * PARTICLES.get(i).ctf().orElseThrow()[positions[j]];
      double angle =
          -2
              * Math.PI
              * (disc.kx(j) * pose.originXPixels() + disc.ky(j) * pose.originYPixels())
              / BOX;
      double re = x[2 * positions[j]];
      double im = x[2 * positions[j] + 1];
      values[2 * j] = (float) (c / NOISE * (re * Math.cos(angle) - im * Math.sin(angle)));
      values[2 * j + 1] = (float) (c / NOISE * (re * Math.sin(angle) + im * Math.cos(angle)));
      weights[j] = (float) (c * c / NOISE);
    }
    sum.add(disc, values, weights, pose.psiDegrees());
  }

  private static float tolerance(float[] expected) {
    double squares = 0;
    for (float value : expected) {
      squares += value * value;
    }
    return (float) (1e-4 * Math.sqrt(squares / expected.length));
  }
}
