package org.cryoudl.alignment.plan;

import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.failure.UsageException;

/**
 * What makes an alignment faster at the price of precision: fewer particles, coarser pixels.
 *
 * @param particles how many are aligned, evenly spread over the set; all if empty or if there are
 *     no more
 * @param bin how many pixels become one along each axis, 1 or more; 1 leaves the images as they are
 */
public record QuickLook(Optional<Integer> particles, double bin) {

  /** All particles as they are. */
  public static final QuickLook NONE = new QuickLook(Optional.empty(), 1);

  private static final int FEWEST = 2;

  /**
   * @throws UsageException if there would be fewer than two particles, or more pixels than now
   */
  public QuickLook {
    if (particles.isPresent() && particles.get() < FEWEST) {
      throw new UsageException(
          "at least " + FEWEST + " particles are needed, got " + particles.get());
    }
    if (!(bin >= 1 && bin < Double.POSITIVE_INFINITY)) {
      throw new UsageException(
          String.format(Locale.ROOT, "binning joins 1 or more pixels, got %s", bin));
    }
  }

  /** The rows that are aligned of a set of a size, ascending and evenly spread. */
  public int[] rows(int size) {
    return SubsetSource.evenly(size, particles.orElse(size));
  }

  /** The side of binned images: even, and nearest to {@code box / bin}. */
  public int binnedBox(int box) {
    return bin == 1 ? box : Math.min(box, 2 * (int) Math.round(box / bin / 2));
  }

  /** In a few words; empty if it changes nothing of the set. */
  public Optional<String> inWords(int size, int box) {
    boolean fewer = rows(size).length < size;
    boolean coarser = binnedBox(box) < box;
    if (!fewer && !coarser) {
      return Optional.empty();
    }
    String some = fewer ? rows(size).length + " of " + size + " particles, evenly spread" : "";
    String pixels =
        coarser
            ? String.format(
                Locale.ROOT,
                "binned %.2f times, %d px to %d px",
                (double) box / binnedBox(box),
                box,
                binnedBox(box))
            : "";
    return Optional.of(some + (fewer && coarser ? "; " : "") + pixels);
  }
}
