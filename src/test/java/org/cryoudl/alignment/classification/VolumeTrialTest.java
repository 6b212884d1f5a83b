package org.cryoudl.alignment.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.sections.ManyViews;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VolumeTrialTest {

  private static final int CLASSES = 9;
  private static final double NOISE = 600;

  private static ClassSearch.Options options(SearchCourse course) {
    return new ClassSearch.Options(CLASSES, ManyViews.MASK, 4.8, 9, 1, SearchListener.NONE, course);
  }

  private static SearchCourse course(boolean triesVolume, boolean balanced) {
    return new SearchCourse(
        new SearchStart.FromNothing(triesVolume), Optional.empty(), balanced, OptionalInt.empty());
  }

  @Test
  void itIsTriedWhereNothingElseIsAskedFor() {
    assertTrue(VolumeTrial.isWorthwhile(options(course(true, false)), 1000, 9));
    assertFalse(VolumeTrial.isWorthwhile(options(course(true, false)), 999, 9));
    assertFalse(VolumeTrial.isWorthwhile(options(course(true, false)), 1000, 7));
    assertFalse(VolumeTrial.isWorthwhile(options(course(false, false)), 1000, 9));
    assertFalse(VolumeTrial.isWorthwhile(options(course(true, true)), 1000, 9));
  }

  /** Every tenth particle shows one strong blob, the others a molecule from anywhere. */
  @Tag("slow")
  @Test
  void junkStaysBesideTheViewsOfAMolecule() {
    double[][] frames = ManyViews.frames(1000, 3);
    AnalyticParticles particles = ManyViews.particles(frames, NOISE, 4);
    AnalyticParticles junk =
        AnalyticParticles.simulate(
            new GaussianBlobs(new double[][] {{25, -9, 7, 4}, {12, 3, -11, 3}}),
            particles.disc(),
            100,
            NOISE,
            2,
            i -> Optional.of(AnalyticParticles.oscillation(particles.disc(), i)),
            5);
    ParticleSpectrum[] all = particles.spectra().clone();
    Pose[] poses = particles.poses().clone();
    for (int i = 0; i < 100; i++) {
      all[10 * i] = junk.get(i);
      poses[10 * i] = junk.poses()[i];
    }
    ClassSearch.Found found =
        new ClassSearch(options(course(true, false)), Progress.silent())
            .run(new AnalyticParticles(particles.disc(), all, poses));
    assertTrue(found.viewGroups() > 0 && found.viewGroups() < CLASSES, "" + found.viewGroups());
    int right = 0;
    for (int i = 0; i < all.length; i++) {
      boolean beside = found.classIndex()[i] >= found.viewGroups();
      right += beside == (i % 10 == 0) ? 1 : 0;
    }
    assertEquals(1000, right, 20);
  }
}
