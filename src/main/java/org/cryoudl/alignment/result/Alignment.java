package org.cryoudl.alignment.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseDecision;

/**
 * The outcome of an alignment: what is known of each particle, and of each view they show. Without
 * classes there is one view.
 *
 * @param particles the particles that were aligned
 * @param views the views, the one with the most particles first; as many as classes were requested,
 *     of which the last ones may be empty
 * @param constantRows rows of the set that were left out because their image holds one value only
 * @param phaseDecision how the CTF was taken to be in the images, and why; empty if none was used
 * @param pixelSizeAngstroms pixel size, if known
 * @param alike views that show the same as far as is known, or whose averages look the same
 * @param volumes by volume that was found first: the positions, ascending, of the views that are
 *     groups of its neighbouring views; none where all averages are free
 */
public record Alignment(
    ParticleResults particles,
    List<ViewResult> views,
    List<Integer> constantRows,
    Optional<PhaseDecision> phaseDecision,
    OptionalDouble pixelSizeAngstroms,
    List<ClassLikeness> alike,
    List<List<Integer>> volumes) {

  /** An alignment whose views were not found alike, nor in a volume. */
  public Alignment(
      ParticleResults particles,
      List<ViewResult> views,
      List<Integer> constantRows,
      Optional<PhaseDecision> phaseDecision,
      OptionalDouble pixelSizeAngstroms) {
    this(particles, views, constantRows, phaseDecision, pixelSizeAngstroms, List.of(), List.of());
  }

  public Alignment {
    if (views.isEmpty()) {
      throw new IllegalArgumentException("an alignment has at least one view");
    }
    views = List.copyOf(views);
    constantRows = List.copyOf(constantRows);
    alike = List.copyOf(alike);
    volumes = volumes.stream().map(List::copyOf).toList();
  }

  /** How the CTF was taken to be in the images; empty if none was used. */
  public Optional<CtfPhases> phases() {
    return phaseDecision.map(PhaseDecision::taken);
  }

  /** The number, from 1, of the volume of which a view is a group of views; empty if of none. */
  public OptionalInt volumeOf(int view) {
    return IntStream.range(0, volumes.size())
        .filter(v -> volumes.get(v).contains(view))
        .map(v -> v + 1)
        .findFirst();
  }

  /** Number of aligned particles. */
  public int size() {
    return particles.size();
  }

  /** The box of the particles and the averages, in pixels. */
  public int box() {
    return largestView().average().box();
  }

  /** The view that most particles show; the only one if they were not sorted into classes. */
  public ViewResult largestView() {
    return views.get(0);
  }

  /** Whether the particles were sorted into classes. */
  public boolean hasClasses() {
    return views.size() > 1;
  }

  /** Number of views that hold particles. */
  public int occupiedViews() {
    return (int) views.stream().filter(view -> !view.isEmpty()).count();
  }
}
