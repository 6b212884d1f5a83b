package org.cryoudl.alignment.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.refinement.Refined;
import org.cryoudl.alignment.refinement.RefinedViews;
import org.cryoudl.alignment.refinement.RefinementOptions;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.ExpectationRound;
import org.cryoudl.alignment.search.PoseSearch;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;

/**
 * The classes of particles that were held out of all averages, and their poses in them.
 *
 * @param particles one a held-out particle
 * @param membership the same
 */
record HeldOutClasses(ParticlePoses particles, ClassMembership membership) {

  /**
   * Searches the averages of all views.
   *
   * @param heldOut the particles, with the CTF as the views have it
   */
  static HeldOutClasses find(
      SpectrumSource heldOut, RefinedViews views, RefinementOptions options) {
    HeldOutClasses found =
        new HeldOutClasses(
            new ParticlePoses(heldOut.size()), new ClassMembership(heldOut.size(), views.count()));
    CoarseToFine schedule = new CoarseToFine(heldOut.disc().box(), options.maxShiftPixels());
    Search search = Search.of(heldOut, views, schedule.shiftSigmaPixels(), options.maskRadius());
    int finest = 0;
    for (Optional<Refined> view : views.views()) {
      finest = Math.max(finest, view.map(r -> r.averages().resolvedShell()).orElse(0));
    }
    search.run(schedule.anywhere(), found, i -> new double[views.count()][0]);
    search.run(schedule.choice(finest), found, found.membership::bothHalfTurns);
    return found;
  }

  /** The averages of all views, and the noise about them. */
  private record Search(
      SpectrumSource source,
      float[][][] halves,
      int side,
      double[] weights,
      NoiseSpectrum noise,
      double shiftSigmaPixels,
      double maskRadius) {

    static Search of(
        SpectrumSource source, RefinedViews views, double shiftSigmaPixels, double maskRadius) {
      List<NoiseSpectrum> noise = new ArrayList<>();
      List<Integer> members = new ArrayList<>();
      float[][][] halves = new float[views.count()][][];
      int side = 0;
      for (int k = 0; k < halves.length; k++) {
        if (views.views().get(k).isPresent()) {
          Refined refined = views.views().get(k).get();
          float[] all = refined.averages().full(); // held-out particles are part of neither half
          halves[k] = new float[][] {all, all};
          side = refined.averages().side();
          noise.add(refined.noise());
          members.add(refined.particles().size());
        }
      }
      return new Search(
          source,
          halves,
          side,
          views.membership().weights(),
          NoiseSpectrum.mean(noise, members),
          shiftSigmaPixels,
          maskRadius);
    }

    void run(ExpectationRound round, HeldOutClasses into, IntFunction<double[][]> centres) {
      round.run(
          source,
          into.particles,
          Optional.of(into.membership),
          new ExpectationRound.Start(
              halves,
              side,
              weights,
              noise,
              centres,
              shiftSigmaPixels,
              maskRadius,
              PoseSearch.Scale.LIKELIHOOD));
    }
  }
}
