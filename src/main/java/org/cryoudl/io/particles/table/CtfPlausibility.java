package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.metadata.CtfParameters;

/**
 * Separates CTFs that an electron microscope can have from those that it cannot. A CTF that is zero
 * at every frequency (no defocus, no amplitude contrast, no phase shift), or of a microscope of
 * which all is 0, stands for one that was never measured: RELION writes 0 for what it does not
 * know.
 */
public final class CtfPlausibility {

  /** A set whose largest defocus is smaller than this many A has it in another unit. */
  private static final double LEAST_LARGEST_DEFOCUS = 50;

  private final MetadataTable table;

  private final boolean leftOut;

  /** The largest size of a defocus in the set; -1 until it is needed. */
  private volatile double largestDefocus = -1;

  /**
   * @param leftOut whether a CTF that cannot be counts as unknown
   */
  public CtfPlausibility(MetadataTable table, boolean leftOut) {
    this.table = table;
    this.leftOut = leftOut;
  }

  /** Whether a CTF is zero at every frequency, or nothing is known about the microscope. */
  public static boolean isNothing(CtfParameters ctf) {
    boolean flat =
        ctf.defocusUAngstroms() == 0
            && ctf.defocusVAngstroms() == 0
            && ctf.phaseShiftDegrees() == 0;
    boolean noMicroscope = ctf.voltageKilovolts() == 0 && ctf.sphericalAberrationMillimetres() == 0;
    return ctf.amplitudeContrast() == 0 && (flat || noMicroscope);
  }

  /**
   * The CTF of a row.
   *
   * @return empty if the file holds none, or one that is zero everywhere
   * @throws DataException naming file, row and value if no microscope can have it, unless that is
   *     to count as unknown
   */
  public Optional<CtfParameters> ctf(int row) {
    if (!leftOut) {
      return checked(row);
    }
    try {
      return checked(row);
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private Optional<CtfParameters> checked(int row) {
    Optional<CtfParameters> found = table.writtenCtf(row).filter(ctf -> !isNothing(ctf));
    if (found.isPresent()) {
      check(row, found.get());
    }
    return found;
  }

  /** What to say of CTFs that are zero everywhere, if there are any. */
  public Optional<String> zeros(Path file) {
    int nothing = countNothing();
    return nothing == 0
        ? Optional.empty()
        : Optional.of(
            file
                + ": the CTF of "
                + nothing
                + " of "
                + table.size()
                + " particles consists of zeros (defocus, amplitude contrast and phase shift, or"
                + " all of the microscope), so it counts as unknown");
  }

  /** How many rows hold a CTF that is zero everywhere; those before a cell that is no number. */
  private int countNothing() {
    int count = 0;
    try {
      for (int row = 0; row < table.size(); row++) {
        count += table.writtenCtf(row).filter(CtfPlausibility::isNothing).isPresent() ? 1 : 0;
      }
    } catch (DataException e) {
      return count; // reported to whoever wants to use the CTF
    }
    return count;
  }

  private void check(int row, CtfParameters ctf) {
    for (CtfColumn column : CtfColumn.values()) {
      double value = column.quantity().of(ctf);
      if (!column.quantity().isPossible(value)) {
        throw refusal(row, column, value, column.quantity().objection(value));
      }
    }
    if (largestDefocus < 0) {
      largestDefocus = findLargestDefocus();
    }
    if (largestDefocus > 0 && largestDefocus < LEAST_LARGEST_DEFOCUS) {
      throw refusal(
          row,
          CtfColumn.DEFOCUS_U,
          ctf.defocusUAngstroms(),
          "a defocus is in A, some thousands of them, and this one seems to be in micrometres");
    }
  }

  private DataException refusal(int row, CtfColumn column, double value, String objection) {
    return new DataException(
        new ImplausibleCtf(table.placeOf(row, column), plain(value), objection));
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }

  private double findLargestDefocus() {
    double largest = 0;
    for (int row = 0; row < table.size(); row++) {
      CtfParameters ctf = table.writtenCtf(row).orElse(null);
      if (ctf != null) {
        largest =
            Math.max(
                largest,
                Math.max(Math.abs(ctf.defocusUAngstroms()), Math.abs(ctf.defocusVAngstroms())));
      }
    }
    return largest;
  }
}
