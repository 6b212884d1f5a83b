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

/**
 * The optics of the particles of a STAR file. A value is taken from the row's optics group if the
 * file has groups and they hold it, else from the row itself, as RELION 3.0 has it.
 */
public final class StarOptics {

  public static final String GROUP = "rlnOpticsGroup";
  public static final String PIXEL_SIZE = "rlnImagePixelSize";

  private final StarTable particles;
  private final Optional<StarTable> groups;
  private final Map<Integer, Integer> groupRows = new TreeMap<>();
  private final StarColumn particleGroup;
  private final List<Source> pixelSizes;
  private final List<Source> voltages;
  private final List<Source> aberrations;
  private final List<Source> amplitudes;
  private final StarColumn detectorPixelMicrometres;
  private final StarColumn magnification;

  private record Source(StarColumn column, boolean ofGroup) {}

  StarOptics(StarFile file, StarTable particles) {
    this.particles = particles;
    groups = findGroups(file, particles);
    particleGroup = StarColumn.of(particles, GROUP);
    groups.ifPresent(this::indexGroups);
    pixelSizes = sources(PIXEL_SIZE, "rlnPixelSize");
    voltages = sources("rlnVoltage");
    aberrations = sources("rlnSphericalAberration");
    amplitudes = sources("rlnAmplitudeContrast");
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

  private int groupRow(int row) {
    if (!particleGroup.isPresent()) {
      return 0;
    }
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
    if (size.isPresent() && !(size.getAsDouble() > 0 && size.getAsDouble() < 1e6)) {
      throw new DataException(
          particles.place(row)
              + ": the pixel size is "
              + size.getAsDouble()
              + " A, but must be above 0");
    }
    return size;
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

  OptionalInt boxPixels(int row) {
    OptionalDouble box = first(sources("rlnImageSize"), row);
    return box.isPresent() ? OptionalInt.of((int) box.getAsDouble()) : OptionalInt.empty();
  }

  PhaseState phases() {
    if (isSet("rlnCtfDataAreCtfPremultiplied")) {
      return PhaseState.PREMULTIPLIED;
    }
    return isSet("rlnCtfDataArePhaseFlipped") ? PhaseState.FLIPPED : PhaseState.UNKNOWN;
  }

  private boolean isSet(String flag) {
    List<Source> found = sources(flag);
    return !found.isEmpty() && first(found, 0).getAsDouble() != 0;
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
