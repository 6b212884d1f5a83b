package org.cryoudl.alignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.alignment.averages.AverageAccumulator;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.protocol.CrossValidatedAlignment;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SymmetricSource;
import org.cryoudl.fourier.Fft2D;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Particles that may be mirrored. */
class MirrorTest {

  private static final int BOX = 33;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 14);

  /** The transform of an image whose pixels were put in reverse order, about the centre pixel. */
  @ParameterizedTest
  @ValueSource(ints = {24, 25})
  void aMirroredSpectrumIsThatOfTheMirroredImage(int box) {
    FrequencyDisc disc = new FrequencyDisc(box, (box - 1) / 2);
    Random random = new Random(3);
    float[] image = new float[box * box];
    float[] mirrored = new float[box * box];
    for (int p = 0; p < image.length; p++) {
      image[p] = (float) random.nextGaussian();
    }
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        int from = Math.floorMod(2 * (box / 2) - column, box);
        mirrored[row * box + column] = image[row * box + from];
      }
    }
    // A CTF that a mirror changes: it differs between (kx, ky) and (kx, -ky).
    float[] ctf = new float[disc.size()];
    float[] turnedOver = new float[disc.size()];
    for (int j = 0; j < ctf.length; j++) {
      ctf[j] = (float) Math.cos(0.1 * disc.kx(j) * disc.ky(j) + 0.2 * disc.kx(j));
      turnedOver[j] = (float) Math.cos(-0.1 * disc.kx(j) * disc.ky(j) + 0.2 * disc.kx(j));
    }
    AnalyticParticles one =
        new AnalyticParticles(
            disc,
            new ParticleSpectrum[] {
              new ParticleSpectrum(
                  disc.pack(Fft2D.of(box).forward(image.clone())), Optional.of(ctf))
            },
            new Pose[] {Pose.IDENTITY});
    ParticleSpectrum flipped = new MirroredSource(one, new boolean[] {true}).get(0);
    assertArrayEquals(disc.pack(Fft2D.of(box).forward(mirrored.clone())), flipped.values(), 1e-3f);
    assertArrayEquals(turnedOver, flipped.ctf().orElseThrow(), 1e-6f);
    assertArrayEquals(one.get(0).values(), new MirroredSource(one, new boolean[1]).get(0).values());
  }

  @Test
  void aMirroredSumIsTheSumOfMirroredParticles() {
    AnalyticParticles particles = simulate(20, 30, 1);
    AverageAccumulator plain = new AverageAccumulator(BOX, DISC.radius());
    AverageAccumulator mirrored = new AverageAccumulator(BOX, DISC.radius());
    boolean[] all = new boolean[20];
    Arrays.fill(all, true);
    MirroredSource other = new MirroredSource(particles, all);
    float[] weights = new float[DISC.size()];
    Arrays.fill(weights, 1);
    for (int i = 0; i < 20; i++) {
      plain.add(DISC, particles.get(i).values(), weights, 17.3 * i);
      mirrored.add(DISC, other.get(i).values(), weights, -17.3 * i);
    }
    AverageAccumulator back = new AverageAccumulator(BOX, DISC.radius());
    back.mergeMirrored(mirrored);
    double[] open = new double[DISC.radius() + 1];
    assertArrayEquals(plain.average(open), back.average(open), 1e-3f);
  }

  /** A particle that is flipped lands where it did, seen in a mirror. */
  @Test
  void flippingAPoseMirrorsWhereThingsLand() {
    ParticlePoses particles = new ParticlePoses(1);
    Pose onMirrorImage = new Pose(37, 2.5, -1.25);
    particles.flip(0, onMirrorImage, 12);
    assertTrue(particles.flipped[0]);
    double[] lands = onMirrorImage.apply(4, 1);
    double[] mirroredFirst = particles.poses[0].apply(-4, 1);
    assertEquals(-lands[0], mirroredFirst[0], 1e-9);
    assertEquals(lands[1], mirroredFirst[1], 1e-9);
    assertEquals(-12, particles.otherPsiDegrees[0]);
  }

  /**
   * Half of the particles are mirrored; which half is not given. The network's angles, which do not
   * know of mirrors, are wrong for all.
   */
  @Tag("slow")
  @Test
  void mirroredParticlesAreFound() {
    assertMirroredParticlesAreFound(1);
  }

  @Tag("slow")
  @Test
  void mirroredParticlesOfASymmetricViewAreFound() {
    assertMirroredParticlesAreFound(3);
  }

  private static void assertMirroredParticlesAreFound(int order) {
    int count = 80;
    AnalyticParticles seen = simulate(count, 60, order);
    boolean[] truth = new boolean[count];
    for (int i = 0; i < count; i++) {
      truth[i] = (i * 7 % 16) < 8;
    }
    MirroredSource source = new MirroredSource(seen, truth);
    CyclicSymmetry symmetry = new CyclicSymmetry(order);
    ViewConstraints given = new ViewConstraints(symmetry, true, OptionalDouble.empty());
    RefinementOptions options = RefinementOptionsOf.known(0.43, 6, CtfPhases.UNFLIPPED, given);
    Refined refined =
        new CrossValidatedAlignment(
                new SymmetricSource(source, symmetry), options, Progress.silent())
            .oneView(new double[count], new double[count], new Reference.Auto())
            .views()
            .get(0)
            .orElseThrow();
    ParticlePoses found = refined.particles();
    int same = 0;
    for (int i = 0; i < count; i++) {
      same += found.flipped[i] == truth[i] ? 1 : 0;
    }
    boolean overall = same < count / 2; // the average shows the other side
    assertTrue(Math.max(same, count - same) >= 0.97 * count, same + " of " + count);
    double error = meanError(found, seen, truth, overall, symmetry.periodDegrees());
    assertTrue(error < 2, "mean error " + error);
    double confidence = Arrays.stream(found.confidence).average().orElseThrow();
    assertTrue(confidence > 0.9, "confidence " + confidence);
    assertTrue(Arrays.stream(found.flipProbability).average().orElseThrow() > 0.95);
  }

  /** Mean error of rightly flipped particles; seen in a mirror, all turn the other way. */
  private static double meanError(
      ParticlePoses found,
      AnalyticParticles particles,
      boolean[] truth,
      boolean overall,
      double period) {
    double re = 0;
    double im = 0;
    double[] turn = new double[truth.length];
    for (int i = 0; i < turn.length; i++) {
      double right = (overall ? -1 : 1) * particles.poses()[i].psiDegrees();
      turn[i] = found.poses[i].psiDegrees() - right;
      re += Math.cos(2 * Math.PI * turn[i] / period);
      im += Math.sin(2 * Math.PI * turn[i] / period);
    }
    double common = Math.atan2(im, re) * period / (2 * Math.PI);
    double sum = 0;
    int count = 0;
    for (int i = 0; i < turn.length; i++) {
      if ((found.flipped[i] == truth[i]) != overall) {
        sum += Math.abs(Angles.wrap(turn[i] - common, period));
        count++;
      }
    }
    return sum / count;
  }

  @Test
  void withoutTheOptionNothingIsFlipped() {
    AnalyticParticles particles = simulate(30, 60, 1);
    RefinementOptions options = RefinementOptionsOf.unknownView(0.43, 5, CtfPhases.UNFLIPPED);
    double[] psi = new double[30];
    for (int i = 0; i < psi.length; i++) {
      psi[i] = Angles.wrap(particles.poses()[i].psiDegrees(), 180);
    }
    ParticlePoses found =
        new CrossValidatedAlignment(particles, options, Progress.silent())
            .oneView(psi, new double[30], new Reference.Auto())
            .particles();
    for (boolean flipped : found.flipped) {
      assertFalse(flipped);
    }
  }

  /** A chiral view: pinwheels of the order, lopsided ones where there is no symmetry. */
  private static AnalyticParticles simulate(int count, double noise, int order) {
    double[][] blobs = new double[Math.max(3, order) * 2][];
    for (int n = 0; n < blobs.length / 2; n++) {
      double[] arm = Angles.rotate(120.0 * n, 6.5, 0);
      double[] tip = Angles.rotate(120.0 * n, 7.5, 4);
      double weight = order == 1 ? 0.5 + 0.5 * n : 1;
      blobs[2 * n] = new double[] {weight, arm[0], arm[1], 1.8};
      blobs[2 * n + 1] = new double[] {0.9 * weight, tip[0], tip[1], 1.4};
    }
    return AnalyticParticles.simulate(
        new GaussianBlobs(blobs), DISC, count, noise, 2, AnalyticParticles.NO_CTF, 9);
  }
}
