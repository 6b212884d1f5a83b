package org.cryoudl.alignment.classification;

import java.util.Optional;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.testing.AnalyticParticles;
import org.cryoudl.testing.GaussianBlobs;

/** Particles of two molecules by turns, in closed form, with CTF and noise. */
public final class TwoMolecules {

  public static final int BOX = 48;
  public static final double MASK = 0.42;
  public static final int RINGS = 9;
  private static final FrequencyDisc DISC = new FrequencyDisc(BOX, 20);

  private static final GaussianBlobs[] MOLECULES = {
    GaussianBlobs.asymmetric(9, 2.5),
    new GaussianBlobs(new double[][] {{1.2, -9, 2, 2.5}, {0.9, 4, 7, 3}, {0.8, 6, 1, 2.5}})
  };

  private TwoMolecules() {}

  /** The molecule of a particle is its number modulo 2. */
  public static AnalyticParticles of(int count, double noiseVariance) {
    ParticleSpectrum[] spectra = new ParticleSpectrum[count];
    Pose[] poses = new Pose[count];
    for (int k = 0; k < 2; k++) {
      AnalyticParticles each =
          AnalyticParticles.simulate(
              MOLECULES[k],
              DISC,
              (count + 1) / 2,
              noiseVariance,
              2,
              i -> Optional.of(AnalyticParticles.oscillation(DISC, i)),
              11 + k);
      for (int i = k; i < count; i += 2) {
        spectra[i] = each.get(i / 2);
        poses[i] = each.poses()[i / 2];
      }
    }
    return new AnalyticParticles(DISC, spectra, poses);
  }

  public static ClassSearch.Options options(int classes) {
    return new ClassSearch.Options(
        classes, MASK, 5, RINGS, 1, SearchListener.NONE, SearchCourse.DEFAULT);
  }
}
