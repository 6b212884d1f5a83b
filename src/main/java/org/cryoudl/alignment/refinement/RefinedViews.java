package org.cryoudl.alignment.refinement;

import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ClassMembership;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.result.ClassLikeness;

/**
 * All views at the end of a refinement, one or several.
 *
 * @param particles poses, each into the average of its view
 * @param membership views of the particles
 * @param views what is known of each; empty where it has no particle
 * @param phases how the CTF was taken to be in the images
 * @param alike views that show the same as far as is known, or whose averages look the same
 * @param viewGroups so many views are groups of views of each volume; those of the first come first
 */
public record RefinedViews(
    ParticlePoses particles,
    ClassMembership membership,
    List<Optional<Refined>> views,
    PhaseDecision phases,
    List<ClassLikeness> alike,
    List<Integer> viewGroups) {

  /** Views that were not compared with each other. */
  public RefinedViews(
      ParticlePoses particles,
      ClassMembership membership,
      List<Optional<Refined>> views,
      PhaseDecision phases) {
    this(particles, membership, views, phases, List.of(), List.of());
  }

  /** The only view, which all particles show. */
  public static RefinedViews ofOne(Refined refined) {
    ClassMembership membership = new ClassMembership(refined.particles().size(), 1);
    for (int i = 0; i < refined.particles().size(); i++) {
      membership.put(i, 0);
    }
    return new RefinedViews(
        refined.particles(), membership, List.of(Optional.of(refined)), refined.phases());
  }

  /**
   * Whether a view is a group of views of a volume, so that the turns of its particles are known.
   */
  public boolean isOfVolume(int view) {
    return view < viewGroups.stream().mapToInt(count -> count).sum();
  }

  /** How many views were looked for. */
  public int count() {
    return views.size();
  }
}
