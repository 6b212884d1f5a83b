package org.cryoudl.alignment.protocol;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.classification.ClassModel;
import org.cryoudl.alignment.classification.ClassSearch;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;

/**
 * The classes of particles that were held out of all averages, and their poses in them.
 *
 * @param particles one a held-out particle
 * @param membership the same
 */
record HeldOutClasses(ParticlePoses particles, ClassMembership membership) {

  /** The same, to be kept. */
  record Kept(ParticlePoses.Kept particles, ClassMembership.Kept membership) {

    HeldOutClasses restored(int classes) {
      return new HeldOutClasses(particles.restored(), membership.restored(classes));
    }
  }

  Kept kept() {
    return new Kept(particles.kept(), membership.kept());
  }

  /**
   * Finds the classes by the averages of the search, and the poses by those of the refined views.
   *
   * @param heldOut the particles, with the CTF as the views have it
   * @param heldPoses of these particles, if poses are held
   */
  static HeldOutClasses find(
      SpectrumSource heldOut,
      Optional<Pose[]> heldPoses,
      ClassModel model,
      RefinedViews views,
      RefinementOptions options) {
    HeldOutClasses found =
        new HeldOutClasses(
            new ParticlePoses(heldOut.size()), new ClassMembership(heldOut.size(), views.count()));
    ClassSearch.Found placed = model.place(heldOut, heldPoses);
    for (int i = 0; i < heldOut.size(); i++) {
      found.membership.put(i, placed.classIndex()[i], placed.shares()[i], placed.turns()[i]);
    }
    if (heldPoses.isPresent()) {
      System.arraycopy(heldPoses.get(), 0, found.particles.poses, 0, heldOut.size());
      return found;
    }
    CoarseToFine schedule = new CoarseToFine(heldOut.disc().box(), options.maxShiftPixels());
    for (int k = 0; k < views.count(); k++) {
      int own = k;
      int[] members =
          IntStream.range(0, heldOut.size()).filter(i -> placed.classIndex()[i] == own).toArray();
      Optional<Refined> view = views.views().get(k);
      if (members.length > 0 && view.isPresent()) {
        found.particles.put(
            members,
            poses(new SubsetSource(heldOut, members), view.get(), schedule, options.maskRadius()));
      }
    }
    return found;
  }

  /** Poses in one view, which is taken to be the right one. */
  private static ParticlePoses poses(
      SpectrumSource source, Refined view, CoarseToFine schedule, double maskRadius) {
    ParticlePoses particles = new ParticlePoses(source.size());
    float[] all = view.averages().full(); // held-out particles are part of neither half
    for (ExpectationRound round :
        List.of(schedule.anywhere(), schedule.choice(view.averages().resolvedShell()))) {
      boolean first = round.windowDegrees() >= 180;
      round.run(
          source,
          particles,
          Optional.empty(),
          new ExpectationRound.Start(
              new float[][][] {{all, all}},
              view.averages().side(),
              new double[] {1},
              view.noise(),
              i ->
                  first
                      ? new double[1][0]
                      : new double[][] {
                        {particles.poses[i].psiDegrees(), particles.poses[i].psiDegrees() + 180}
                      },
              schedule.shiftSigmaPixels(),
              maskRadius,
              PoseSearch.Scale.LIKELIHOOD));
    }
    return particles;
  }
}
