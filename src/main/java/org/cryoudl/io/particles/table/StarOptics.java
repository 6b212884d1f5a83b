package org.cryoudl.io.particles.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.metadata.PixelSize;

/**
 * The optics of the particles of a STAR file. A value is taken from the row's optics group if the
 * file has groups and they hold it, else from the row itself, as RELION 3.0 has it.
 */
public final class StarOptics {

  public static final String GROUP = "rlnOpticsGroup";
  public static final String PIXEL_SIZE = "rlnImagePixelSize";
  public static final String BOX = "rlnImageSize";
  public static final String PHASES_FLIPPED = "rlnCtfDataArePhaseFlipped";

  private final StarTable particles;
  private final Optional<StarTable> groups;
  private final Map<Integer, Integer> groupRows = new TreeMap<>();
  private final StarColumn particleGroup;
  private final int[] knownGroupRows;
  private final List<Source> pixelSizes;
  private final List<Source> voltages;
  private final List<Source> aberrations;
  private final List<Source> amplitudes;
  private final List<Source> phaseShifts;
  private final List<Source> boxes;
  private final StarColumn detectorPixelMicrometres;
  private final StarColumn magnification;

  private record Source(StarColumn column, boolean ofGroup) {}

  StarOptics(StarFile file, StarTable particles) {
    this.particles = particles;
    groups = findGroups(file, particles);
    particleGroup = StarColumn.of(particles, GROUP);
    knownGroupRows = new int[particles.rowCount()];
    groups.ifPresent(this::indexGroups);
    pixelSizes = sources(PIXEL_SIZE, "rlnPixelSize");
    voltages = sources(CtfColumn.VOLTAGE.starName());
    aberrations = sources(CtfColumn.SPHERICAL_ABERRATION.starName());
    amplitudes = sources(CtfColumn.AMPLITUDE_CONTRAST.starName());
    phaseShifts = sources(CtfColumn.PHASE_SHIFT.starName());
    boxes = sources(BOX);
    detectorPixelMicrometres = StarColumn.of(particles, "rlnDetectorPixelSize");
    magnification = StarColumn.of(particles, "rlnMagnification");
  }

  /** The block called optics; else the only other one that holds optics groups. */
  private static Optional<StarTable> findGroups(StarFile file, StarTable particles) {
    List<StarTable> others =
        file.tables().stream()
            .filter(table -> table != particles && table.has(GROUP) && table.rowCount() > 0)
            .filter(table -> !table.has(StarParticles.IMAGE))
            .toList();
    Optional<StarTable> named =
        others.stream().filter(table -> table.block().equals("optics")).findFirst();
    return named.isPresent() || others.size() != 1 ? named : Optional.of(others.get(0));
  }

  private void indexGroups(StarTable table) {
    int column = table.require(GROUP);
    for (int row = 0; row < table.rowCount(); row++) {
      int number = table.wholeNumber(row, column);
      Integer earlier = groupRows.put(number, row);
      if (earlier != null) {
        throw new DataException(
            table.place(row)
                + ": the optics group "
                + number
                + " is defined already at "
                + table.place(earlier));
      }
    }
    if (!particleGroup.isPresent() && table.rowCount() > 1) {
      throw new DataException(
          particles.place(0)
              + ": the block data_"
              + particles.block()
              + " has no column _"
              + GROUP
              + ", but there are "
              + table.rowCount()
              + " optics groups to choose from");
    }
  }

  private List<Source> sources(String... names) {
    List<Source> found = new ArrayList<>();
    for (String name : names) {
      groups
          .filter(table -> table.has(name))
          .ifPresent(table -> found.add(new Source(StarColumn.of(table, name), true)));
    }
    for (String name : names) {
      if (particles.has(name)) {
        found.add(new Source(StarColumn.of(particles, name), false));
      }
    }
    return found;
  }

  private OptionalDouble first(List<Source> sources, int row) {
    if (sources.isEmpty()) {
      return OptionalDouble.empty();
    }
    Source source = sources.get(0);
    return source.column().number(source.ofGroup() ? groupRow(row) : row);
  }

  /** The row of its optics group in the table of groups, of a file that has one. */
  public int groupRow(int row) {
    if (!particleGroup.isPresent()) {
      return 0;
    }
    // Read several times for every row; 0 stands for a row not looked at yet.
    if (knownGroupRows[row] == 0) {
      knownGroupRows[row] = findGroupRow(row) + 1;
    }
    return knownGroupRows[row] - 1;
  }

  private int findGroupRow(int row) {
    int number = particles.wholeNumber(row, particleGroup.index());
    Integer found = groupRows.get(number);
    if (found == null) {
      throw new DataException(
          particles.place(row)
              + ": the optics group "
              + number
              + " is not among the "
              + groupRows.size()
              + " groups defined, "
              + groupRows.keySet());
    }
    return found;
  }

  /** The table of optics groups, if the file has one. */
  public Optional<StarTable> groups() {
    return groups;
  }

  /** The number of the only group, if the rows ought to name it but do not. */
  public Optional<String> missingGroup() {
    return particleGroup.isPresent()
        ? Optional.empty()
        : groups.map(table -> table.text(0, table.require(GROUP)));
  }

  OptionalDouble pixelSizeAngstroms(int row) {
    OptionalDouble given = first(pixelSizes, row);
    if (given.isPresent() || !detectorPixelMicrometres.isPresent() || !magnification.isPresent()) {
      return checked(given, row);
    }
    double detector = detectorPixelMicrometres.number(row).getAsDouble();
    return checked(
        OptionalDouble.of(1e4 * detector / magnification.number(row).getAsDouble()), row);
  }

  private OptionalDouble checked(OptionalDouble size, int row) {
    if (size.isPresent() && !PixelSize.isPossible(size.getAsDouble())) {
      throw new DataException(
          place(pixelSizes, row) + ": " + PixelSize.objection(size.getAsDouble()) + "; correct it");
    }
    return size;
  }

  /** Where the value of a row stands: in the row itself or in its optics group. */
  private String place(List<Source> sources, int row) {
    return !sources.isEmpty() && sources.get(0).ofGroup()
        ? groups.orElseThrow().place(groupRow(row))
            + " (optics group of "
            + particles.place(row)
            + ")"
        : particles.place(row);
  }

  /** Where a quantity of a row's CTF stands. */
  String placeOf(int row, CtfColumn column) {
    List<Source> found =
        switch (column) {
          case VOLTAGE -> voltages;
          case SPHERICAL_ABERRATION -> aberrations;
          case AMPLITUDE_CONTRAST -> amplitudes;
          case PHASE_SHIFT -> phaseShifts;
          case DEFOCUS_U, DEFOCUS_V -> List.of();
        };
    return place(found, row) + ": _" + column.starName();
  }

  String placeOfBox(int row) {
    return place(boxes, row) + ": _" + BOX;
  }

  OptionalDouble voltageKilovolts(int row) {
    return first(voltages, row);
  }

  OptionalDouble sphericalAberrationMillimetres(int row) {
    return first(aberrations, row);
  }

  OptionalDouble amplitudeContrast(int row) {
    return first(amplitudes, row);
  }

  /** A phase plate's shift in degrees; 0 where nothing is said. */
  double phaseShiftDegrees(int row) {
    return first(phaseShifts, row).orElse(0);
  }

  OptionalInt boxPixels(int row) {
    if (boxes.isEmpty()) {
      return OptionalInt.empty();
    }
    Source source = boxes.get(0);
    return OptionalInt.of(
        source
            .column()
            .table()
            .wholeNumber(source.ofGroup() ? groupRow(row) : row, source.column().index()));
  }

  PhaseState phases() {
    if (isSet("rlnCtfDataAreCtfPremultiplied")) {
      return PhaseState.PREMULTIPLIED;
    }
    return isSet(PHASES_FLIPPED) ? PhaseState.FLIPPED : PhaseState.UNKNOWN;
  }

  private boolean isSet(String flag) {
    List<Source> found = sources(flag);
    if (found.isEmpty()) {
      return false;
    }
    Source source = found.get(0);
    StarTable table = source.column().table();
    boolean first = source.column().numberOr(0, 0) != 0;
    for (int row = 1; row < table.rowCount(); row++) {
      if (source.column().numberOr(row, 0) != 0 != first) {
        throw new DataException(
            table.place(row)
                + ": _"
                + flag
                + " is not the same as at "
                + table.place(0)
                + ", but phases must be treated alike in all images; use one optics group at a"
                + " time");
      }
    }
    return first;
  }

  List<String> warnings(boolean defocusGiven) {
    List<String> warnings = new ArrayList<>();
    if (missingGroup().isPresent()) {
      warnings.add(
          particles.place(0)
              + ": the particles name no optics group; the only one, "
              + missingGroup().get()
              + ", is taken");
    }
    if (defocusGiven && (voltages.isEmpty() || aberrations.isEmpty() || amplitudes.isEmpty())) {
      warnings.add(
          particles.place(0)
              + ": a defocus is given, but not all of rlnVoltage, rlnSphericalAberration and"
              + " rlnAmplitudeContrast, so the CTF stays unknown");
    }
    return warnings;
  }
}
