package org.cryoudl.alignment.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.sections.ManyViews;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VolumeTrialTest {

  private static final int CLASSES = 9;
  private static final double NOISE = 1000;

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

  /** Every tenth box is empty, the others show a molecule from anywhere. */
  @Tag("slow")
  @Test
  void emptyBoxesStayBesideTheViewsOfAMolecule() {
    AnalyticParticles molecules = ManyViews.particles(ManyViews.frames(1000, 3), NOISE, 4);
    AnalyticParticles empty = noise(100, molecules.disc());
    ParticleSpectrum[] all = molecules.spectra().clone();
    for (int i = 0; i < 100; i++) {
      all[10 * i] = empty.get(i);
    }
    ClassSearch.Found found =
        search(new AnalyticParticles(molecules.disc(), all, molecules.poses()));
    assertEquals(1, found.viewGroups().size());
    int groups = found.viewGroups().get(0);
    assertTrue(groups >= CLASSES - 2 && groups < CLASSES);
    int right = 0;
    for (int i = 0; i < all.length; i++) {
      boolean beside = found.classIndex()[i] >= groups;
      right += beside == (i % 10 == 0) ? 1 : 0;
    }
    assertEquals(1000, right, 20);
  }

  /** Averages of noise stay what they are. */
  @Tag("slow")
  @Test
  void noiseMakesNoVolume() {
    assertEquals(List.of(), search(noise(1000, new FrequencyDisc(ManyViews.BOX, 20))).viewGroups());
  }

  private static AnalyticParticles noise(int count, FrequencyDisc disc) {
    return AnalyticParticles.simulate(
        new GaussianBlobs(new double[][] {{0, 0, 0, 3}}),
        disc,
        count,
        NOISE,
        0,
        i -> Optional.of(AnalyticParticles.oscillation(disc, i)),
        5);
  }

  private static ClassSearch.Found search(AnalyticParticles particles) {
    return new ClassSearch(options(course(true, false)), Progress.silent()).run(particles);
  }
}
