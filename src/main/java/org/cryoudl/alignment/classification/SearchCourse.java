package org.cryoudl.alignment.classification;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.AveragesPrior;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.geometry.Pose;

/**
 * How a search goes, where it does not go as usual.
 *
 * @param start where it begins
 * @param heldPoses poses that all particles keep, so that only their classes are looked for
 * @param balanced whether classes are brought to one size
 * @param mostPasses most passes at the final number of classes
 * @param batch most particles that make the classes of a large set, if not as many as usual
 * @param prior what is known of averages
 */
public record SearchCourse(
    SearchStart start,
    Optional<Pose[]> heldPoses,
    boolean balanced,
    OptionalInt mostPasses,
    OptionalInt batch,
    AveragesPrior prior) {

  /** A course whose classes are made by as many particles as usual, Wiener filtered. */
  public SearchCourse(
      SearchStart start, Optional<Pose[]> heldPoses, boolean balanced, OptionalInt mostPasses) {
    this(start, heldPoses, balanced, mostPasses, OptionalInt.empty(), AveragesPrior.WIENER);
  }

  /** From nothing, free averages only, everything free. */
  public static final SearchCourse DEFAULT =
      new SearchCourse(
          new SearchStart.FromNothing(false), Optional.empty(), false, OptionalInt.empty());

  /** Whether particles keep their poses. */
  boolean posesHeld() {
    return heldPoses.isPresent();
  }

  /** Whether one volume may be tried beside free averages: only where nothing else is asked for. */
  boolean triesVolume() {
    return start instanceof SearchStart.FromNothing nothing
        && nothing.triesVolume()
        && !posesHeld()
        && !balanced
        && mostPasses.isEmpty()
        && prior == AveragesPrior.WIENER;
  }

  /** The course of some of the particles. */
  public SearchCourse pick(int[] indices) {
    return new SearchCourse(
        start.pick(indices),
        heldPoses.map(all -> pick(all, indices)),
        balanced,
        mostPasses,
        batch,
        prior);
  }

  /** Some of the poses of all particles. */
  public static Pose[] pick(Pose[] all, int[] indices) {
    return IntStream.of(indices).mapToObj(i -> all[i]).toArray(Pose[]::new);
  }

  /** Particles as passes compare them: in the frames of their classes, if their poses are held. */
  PolarParticles framed(PolarParticles particles) {
    return heldPoses.map(particles::moved).orElse(particles);
  }
}
