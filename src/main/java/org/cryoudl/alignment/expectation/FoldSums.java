package org.cryoudl.alignment.expectation;

import java.util.Arrays;
import org.cryoudl.alignment.harmonics.AlignedHarmonics;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The sums of the particles in {@link #FOLDS} folds, apart. A particle is compared with averages of
 * the other folds alone: otherwise it would agree with its own noise in the average of the class
 * that it was in, and stay there.
 */
public final class FoldSums {

  /** Number of folds; so many parts of the particles make each average, less one. */
  public static final int FOLDS = 10;

  private final ClassSums[] folds;

  private FoldSums(ClassSums[] folds) {
    this.folds = folds;
  }

  /** Sums of nothing. */
  public FoldSums(int classes, PolarFrequencies frequencies) {
    this(new ClassSums[FOLDS]);
    Arrays.setAll(folds, f -> new ClassSums(classes, frequencies));
  }

  /**
   * The sums of particles at known classes and poses.
   *
   * @param classOf of each particle; -1 of one that is in none
   * @param positions of the particles in the set whose folds count
   */
  public static FoldSums of(
      PolarParticles particles,
      PolarFrequencies frequencies,
      int classes,
      int[] classOf,
      Pose[] poses,
      int[] positions) {
    AlignedHarmonics aligned = new AlignedHarmonics(particles, frequencies);
    return ParallelLoop.reduce(
        classOf.length,
        () -> new FoldSums(classes, frequencies),
        (into, i) -> {
          if (classOf[i] >= 0) {
            into.fold(foldOf(positions[i]))
                .add(classOf[i], aligned.of(i, poses[i]), particles.ctfSquared(i));
          }
        },
        FoldSums::add);
  }

  /** The sums of all folds, to be kept. */
  public record Kept(ClassSums.Kept[] folds) {

    /** The same sums. */
    public FoldSums restored() {
      return new FoldSums(
          Arrays.stream(folds).map(ClassSums.Kept::restored).toArray(ClassSums[]::new));
    }
  }

  /** The sums of all folds, to be kept. */
  public Kept kept() {
    return new Kept(Arrays.stream(folds).map(ClassSums::kept).toArray(ClassSums.Kept[]::new));
  }

  /** The fold of a particle. */
  public static int foldOf(int particle) {
    return particle % FOLDS;
  }

  /** The sums of one fold; may be added to. */
  public ClassSums fold(int fold) {
    return folds[fold];
  }

  public int classes() {
    return folds[0].classes();
  }

  /** The sums of all particles. */
  public ClassSums total() {
    return folds[0].empty().plus(folds);
  }

  /** The sums of all folds but one. */
  public ClassSums without(int fold) {
    ClassSums[] others = new ClassSums[FOLDS - 1];
    for (int f = 0, n = 0; f < FOLDS; f++) {
      if (f != fold) {
        others[n++] = folds[f];
      }
    }
    return folds[0].empty().plus(others);
  }

  /** Adds other sums of the same shape. */
  public void add(FoldSums other) {
    for (int f = 0; f < FOLDS; f++) {
      folds[f].add(other.folds[f]);
    }
  }

  /**
   * Sums whose averages lie beyond these, on the way from those before: {@code these + factor
   * (these - before)}; denominators stay.
   */
  public FoldSums beyond(FoldSums before, double factor) {
    ClassSums[] beyond = new ClassSums[FOLDS];
    Arrays.setAll(beyond, f -> folds[f].beyond(before.folds[f], factor));
    return new FoldSums(beyond);
  }
}
