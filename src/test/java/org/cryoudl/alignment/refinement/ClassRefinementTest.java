package org.cryoudl.alignment.refinement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.cryoudl.alignment.initial.ClassStart;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.cryoudl.testing.RefinementOptionsOf;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two molecules that the first classes hold together, and two empty images beside them. */
class ClassRefinementTest {

  private static final FrequencyDisc DISC = new FrequencyDisc(24, 11);
  private static final int EACH = 40;
  private static final int JUNK = 2;
  private static final double NOISE = 60;

  /**
   * The two images of noise fill the second class. If they were left alone there, the two molecules
   * could not part.
   */
  @Tag("slow")
  @Test
  void aClassOfTwoParticlesMakesWayForASplit() {
    AnalyticParticles particles = mixed();
    int count = particles.size();
    float[][] psi = new float[2][count];
    int[] first = new int[count];
    double[] score = new double[count];
    for (int i = 0; i < count; i++) {
      psi[0][i] = (float) Angles.wrap(particles.poses()[i].psiDegrees(), 180);
      psi[1][i] = psi[0][i];
      first[i] = i < 2 * EACH ? 0 : 1;
      score[i] = 1;
    }
    RefinedViews sorted =
        new ClassRefinement(
                particles,
                RefinementOptionsOf.unknownView(0.45, 4, CtfPhases.UNFLIPPED),
                2,
                Progress.silent())
            .run(new ClassStart.Found(first, psi, score, new double[count]));
    int[] found = sorted.membership().classIndex;
    long apart =
        IntStream.range(0, 2 * EACH)
            .filter(i -> found[i] == (i < EACH ? found[0] : 1 - found[0]))
            .count();
    assertTrue(apart >= 2 * EACH - 4, apart + " of " + 2 * EACH + " are with their like");
    assertEquals(count, sorted.membership().sizes()[0] + sorted.membership().sizes()[1]);
  }

  private static AnalyticParticles mixed() {
    GaussianBlobs one = GaussianBlobs.asymmetric(6, 1.6);
    double[][] more = new double[one.blobs().length + 1][];
    System.arraycopy(one.blobs(), 0, more, 0, one.blobs().length);
    more[one.blobs().length] = new double[] {2, 3, -5, 1.8};
    GaussianBlobs nothing = new GaussianBlobs(new double[][] {{1e-6, 0, 0, 2}});
    GaussianBlobs[] shown = {one, new GaussianBlobs(more), nothing};
    int[] counts = {EACH, EACH, JUNK};
    ParticleSpectrum[] spectra = new ParticleSpectrum[2 * EACH + JUNK];
    Pose[] poses = new Pose[spectra.length];
    int at = 0;
    for (int m = 0; m < shown.length; m++) {
      AnalyticParticles part =
          AnalyticParticles.simulate(
              shown[m], DISC, counts[m], NOISE, 1.5, AnalyticParticles.NO_CTF, 5 + m);
      for (int i = 0; i < counts[m]; i++, at++) {
        spectra[at] = part.get(i);
        poses[at] = part.poses()[i];
      }
    }
    return new AnalyticParticles(DISC, spectra, poses);
  }
}
