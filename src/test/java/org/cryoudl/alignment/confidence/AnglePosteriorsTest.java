package org.cryoudl.alignment.confidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.KnownAlignment;
import org.cryoudl.testing.plain.PlainTransform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnglePosteriorsTest {

  private static final int BOX = 32;
  private static final int COUNT = 24;

  @TempDir Path folder;

  @Test
  void curvesAreThoseOfThePlainFormula() {
    GaussianBlobs molecule = GaussianBlobs.asymmetric(7, 1.8);
    Pose[] poses = poses();
    try (ParticleSet set = write(molecule, poses, 1.0)) {
      Alignment alignment = alignment(molecule, poses);
      AnglePosteriors posteriors = AnglePosteriors.of(set, alignment, false);
      float[][] curves = posteriors.curves(new int[] {0, 7});
      ParticleImages images =
          ParticleImages.known(set.images(), false, alignment.particles().rows());
      FrequencyDisc disc = new FrequencyDisc(BOX, posteriors.radius());
      double[] noise = noise(images, molecule, poses, disc);
      for (int c = 0; c < 2; c++) {
        int position = 7 * c;
        double[] slow = slowCurve(images.read(position), molecule, poses[position], disc, noise);
        double depth = -Arrays.stream(slow).min().orElseThrow();
        assertTrue(depth > 20, "depth " + depth);
        for (int t = 0; t < AnglePosteriors.TURNS; t++) {
          assertEquals(slow[t], curves[c][t], 0.03 * depth, "particle " + position + " turn " + t);
        }
      }
    }
  }

  @Test
  void theBestTurnIsTheParticlesOwn() {
    GaussianBlobs molecule = GaussianBlobs.asymmetric(7, 1.8);
    Pose[] poses = poses();
    try (ParticleSet set = write(molecule, poses, 0.2)) {
      float[][] curves =
          AnglePosteriors.of(set, alignment(molecule, poses), false)
              .curves(IntStream.range(0, COUNT).toArray());
      for (int i = 0; i < COUNT; i++) {
        int best = best(curves[i]);
        double apart = Math.abs(Math.IEEEremainder(2.0 * best - poses[i].psiDegrees(), 360));
        assertTrue(apart <= 6, "particle " + i + ": " + 2 * best + ", " + poses[i].psiDegrees());
        assertEquals(0, curves[i][best]);
      }
    }
  }

  @Test
  void everyParticleIsComparedWithItsOwnClass() {
    GaussianBlobs[] molecules = {
      GaussianBlobs.asymmetric(7, 1.8),
      new GaussianBlobs(new double[][] {{1, 5, -3, 2}, {0.8, -7, 1, 1.5}, {-0.6, 1, 6, 2}})
    };
    Pose[] poses = poses();
    int[] classIndex = IntStream.range(0, COUNT).map(i -> i % 2).toArray();
    try (ParticleSet set = write(i -> molecules[i % 2], poses, 0.2)) {
      float[][] curves =
          AnglePosteriors.of(set, alignment(molecules, classIndex, poses), false)
              .curves(IntStream.range(0, COUNT).toArray());
      for (int i = 0; i < COUNT; i++) {
        double apart =
            Math.abs(Math.IEEEremainder(2.0 * best(curves[i]) - poses[i].psiDegrees(), 360));
        assertTrue(apart <= 10, "particle " + i + " of class " + i % 2 + ": " + apart);
      }
    }
  }

  @Test
  void twofoldViewsHaveTwoEqualPeaks() {
    GaussianBlobs twofold =
        new GaussianBlobs(
            new double[][] {{1, 6, 0, 1.8}, {1, -6, 0, 1.8}, {0.6, 2, 4, 1.5}, {0.6, -2, -4, 1.5}});
    Pose[] poses = poses();
    try (ParticleSet set = write(twofold, poses, 0.5)) {
      float[] curve =
          AnglePosteriors.of(set, alignment(twofold, poses), false).curves(new int[] {3})[0];
      double depth = -IntStream.range(0, 180).mapToDouble(t -> curve[t]).min().orElseThrow();
      for (int t = 0; t < 90; t++) {
        assertEquals(curve[t], curve[t + 90], 0.02 * depth, "turn " + t);
      }
    }
  }

  private static int best(float[] curve) {
    int best = 0;
    for (int t = 1; t < curve.length; t++) {
      best = curve[t] > curve[best] ? t : best;
    }
    return best;
  }

  private static Pose[] poses() {
    Random random = new Random(3);
    return IntStream.range(0, COUNT)
        .mapToObj(
            i ->
                new Pose(
                    360 * random.nextDouble() - 180,
                    4 * random.nextDouble() - 2,
                    4 * random.nextDouble() - 2))
        .toArray(Pose[]::new);
  }

  /** From the average's frame to the particle's. */
  private static Pose inverse(Pose pose) {
    double[] centre = pose.apply(0, 0);
    return new Pose(-pose.psiDegrees(), -centre[0], -centre[1]);
  }

  private ParticleSet write(GaussianBlobs molecule, Pose[] poses, double sigma) {
    return write(i -> molecule, poses, sigma);
  }

  private ParticleSet write(IntFunction<GaussianBlobs> molecule, Pose[] poses, double sigma) {
    Path stack = folder.resolve("p.mrcs");
    Random random = new Random(11);
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(3))) {
      for (int i = 0; i < poses.length; i++) {
        float[] pixels = molecule.apply(i).moved(inverse(poses[i])).image(BOX);
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] += (float) (sigma * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return ParticleSet.open(stack, ParticleSetOptions.DEFAULT);
  }

  private static Alignment alignment(GaussianBlobs molecule, Pose[] poses) {
    return alignment(new GaussianBlobs[] {molecule}, new int[COUNT], poses);
  }

  private static Alignment alignment(GaussianBlobs[] molecules, int[] classIndex, Pose[] poses) {
    return KnownAlignment.of(
            Arrays.stream(molecules)
                .map(molecule -> view(molecule, COUNT / molecules.length))
                .toArray(ViewResult[]::new))
        .classIndex(classIndex)
        .poses(poses)
        .pixelSizeAngstroms(OptionalDouble.of(3))
        .build();
  }

  private static ViewResult view(GaussianBlobs molecule, int particles) {
    double[] rings = new double[BOX / 2];
    Arrays.fill(rings, 1);
    Image average = Image.square(BOX, molecule.image(BOX));
    return new ViewResult(particles, average, average, rings, rings, 1, 0, Optional.empty());
  }

  /** The average's coefficient at a frequency in cycles per box. */
  private static double[] average(GaussianBlobs molecule, double kx, double ky) {
    return molecule.transform(kx / BOX, ky / BOX);
  }

  /** The particle's coefficient after a shift by o, about the centre. */
  private static double[] shifted(float[] image, int kx, int ky, double ox, double oy) {
    double[] x = PlainTransform.coefficient(image, BOX, kx, ky);
    double angle = -2 * Math.PI * (kx * ox + ky * oy) / BOX;
    return new double[] {
      x[0] * Math.cos(angle) - x[1] * Math.sin(angle),
      x[0] * Math.sin(angle) + x[1] * Math.cos(angle)
    };
  }

  private static double[] template(GaussianBlobs molecule, int kx, int ky, double psiDegrees) {
    double cos = Math.cos(Math.toRadians(psiDegrees));
    double sin = Math.sin(Math.toRadians(psiDegrees));
    return average(molecule, cos * kx - sin * ky, sin * kx + cos * ky);
  }

  private static double[] noise(
      ParticleImages images, GaussianBlobs molecule, Pose[] poses, FrequencyDisc disc) {
    double[] sum = new double[disc.radius() + 1];
    double[] count = new double[disc.radius() + 1];
    for (int i = 0; i < COUNT; i++) {
      float[] image = images.read(i);
      for (int j = 0; j < disc.size(); j++) {
        Pose pose = poses[i];
        double[] x =
            shifted(image, disc.kx(j), disc.ky(j), pose.originXPixels(), pose.originYPixels());
        double[] a = template(molecule, disc.kx(j), disc.ky(j), pose.psiDegrees());
        sum[disc.shell(j)] += square(x[0] - a[0]) + square(x[1] - a[1]);
        count[disc.shell(j)]++;
      }
    }
    for (int s = 1; s < sum.length; s++) {
      sum[s] /= count[s];
    }
    return sum;
  }

  private static double[] slowCurve(
      float[] image, GaussianBlobs molecule, Pose pose, FrequencyDisc disc, double[] noise) {
    double step = 0.01 * BOX;
    double[][][] x = new double[49][disc.size()][];
    for (int s = 0; s < 49; s++) {
      double ox = pose.originXPixels() + (s % 7 - 3) * step;
      double oy = pose.originYPixels() + (s / 7 - 3) * step;
      for (int j = 0; j < disc.size(); j++) {
        x[s][j] = shifted(image, disc.kx(j), disc.ky(j), ox, oy);
      }
    }
    double[] curve = new double[AnglePosteriors.TURNS];
    for (int t = 0; t < curve.length; t++) {
      double[] log = new double[49];
      for (int j = 0; j < disc.size(); j++) {
        double[] a = template(molecule, disc.kx(j), disc.ky(j), 2.0 * t);
        for (int s = 0; s < 49; s++) {
          log[s] -= (square(x[s][j][0] - a[0]) + square(x[s][j][1] - a[1])) / noise[disc.shell(j)];
        }
      }
      double largest = Arrays.stream(log).max().orElseThrow();
      curve[t] = largest + Math.log(Arrays.stream(log).map(l -> Math.exp(l - largest)).sum());
    }
    double best = Arrays.stream(curve).max().orElseThrow();
    return Arrays.stream(curve).map(c -> c - best).toArray();
  }

  private static double square(double value) {
    return value * value;
  }
}
