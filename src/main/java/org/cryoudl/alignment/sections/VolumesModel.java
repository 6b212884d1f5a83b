package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.expectation.ClassSums;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;

/**
 * Volumes, whose views are in groups, and free averages beside them: places particles that have no
 * part in them. The groups of the first volume come first, then those of the next ones, and then
 * the free classes.
 */
public record VolumesModel(List<SectionModel> volumes, Optional<Beside> beside) {

  /**
   * Free averages, some of which stay beside the volumes.
   *
   * @param sums of all free classes
   * @param kept those that stay
   * @param shiftSigmaPixels standard deviation of origins along an axis
   */
  public record Beside(ClassSums.Kept sums, int[] kept, double shiftSigmaPixels) {

    private int classes() {
      return sums.numerator().length;
    }
  }

  /**
   * How particles are compared.
   *
   * @param noise variance of a coefficient at each ring
   * @param maskRadius radius that holds the particles, as a share of the box
   * @param maxShiftPixels largest shift looked for
   */
  public record Comparison(double[] noise, double maskRadius, double maxShiftPixels) {

    private PolarPosteriors inAverages(PolarParticles particles, Beside free) {
      int rings = free.sums.rings();
      PolarFrequencies frequencies = new PolarFrequencies(particles.box(), rings, maskRadius);
      PolarPosteriors posteriors = new PolarPosteriors(particles.size(), free.classes());
      new ExpectationPass(
              frequencies,
              ShiftGrid.anywhere(frequencies, free.shiftSigmaPixels, maxShiftPixels),
              new RingMask(frequencies, maskRadius),
              Arrays.copyOf(noise, rings))
          .place(
              particles,
              free.sums.restored(),
              ExpectationPass.Prior.ofEqual(free.classes(), free.shiftSigmaPixels),
              posteriors);
      return posteriors;
    }
  }

  /** The groups of views of each volume. */
  public List<Integer> groups() {
    return volumes.stream().map(volume -> volume.groups().count()).toList();
  }

  /** Number of groups of views and of free classes. */
  public int classes() {
    return groups().stream().mapToInt(count -> count).sum()
        + beside.map(free -> free.kept.length).orElse(0);
  }

  /** Standard deviation of origins along an axis, in pixels. */
  public double shiftSigmaPixels() {
    return volumes.get(0).shiftSigmaPixels();
  }

  /** The largest frequency that is compared, in cycles per box. */
  public int rings() {
    return volumes.stream().mapToInt(SectionModel::rings).max().orElse(1);
  }

  /** Places particles of so many rings, or more. */
  public Viewed.Grouped place(PolarParticles particles, Comparison how) {
    List<Viewed.Grouped> found =
        volumes.stream().map(volume -> volume.place(particles, how)).toList();
    return beside.isEmpty()
        ? BesideClasses.of(found, Optional.empty())
        : BesideClasses.of(
            found,
            Optional.of(
                new BesideClasses.Free(
                    how.inAverages(particles, beside.get()),
                    beside.get().classes(),
                    beside.get().kept)));
  }
}
