package org.cryoudl.io.particles.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.metadata.PixelSize;

/**
 * The optics of the particles of a STAR file. As in RELION (3.1.3, by experiment), a quantity of
 * the CTF is taken from the row itself where the row holds it, else from its optics group; pixel
 * size and box are taken from the group, else from the row, as version 3.0 has them. Where both
 * hold one and they differ, the one that is not taken is told.
 */
public final class StarOptics {

  public static final String GROUP = "rlnOpticsGroup";
  public static final String PIXEL_SIZE = "rlnImagePixelSize";
  public static final String BOX = "rlnImageSize";
  public static final String PHASES_FLIPPED = "rlnCtfDataArePhaseFlipped";
  private static final String DEFOCUS_ANGLE = "rlnDefocusAngle";

  private static final Set<CtfColumn> REQUIRED_BESIDE_DEFOCUS =
      EnumSet.of(CtfColumn.VOLTAGE, CtfColumn.SPHERICAL_ABERRATION, CtfColumn.AMPLITUDE_CONTRAST);

  /** Values that differ by no more than this share are the same, written with few decimals. */
  private static final double SAME = 1e-3;

  private final StarTable particles;
  private final Optional<StarTable> groups;
  private final Map<Integer, Integer> groupRows = new TreeMap<>();
  private final StarColumn particleGroup;
  private final int[] knownGroupRows;
  private final List<Source> pixelSizes;
  private final Map<CtfColumn, List<Source>> ctf = new EnumMap<>(CtfColumn.class);
  private final List<Source> defocusAngles;
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
    for (CtfColumn column : CtfColumn.values()) {
      ctf.put(column, rowFirst(column.starName()));
    }
    defocusAngles = rowFirst(DEFOCUS_ANGLE);
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

  /** As {@link #sources} of one name, but the rows come before their groups. */
  private List<Source> rowFirst(String name) {
    List<Source> found = sources(name);
    Collections.reverse(found);
    return found;
  }

  private OptionalDouble first(List<Source> sources, int row) {
    return sources.isEmpty() ? OptionalDouble.empty() : value(sources.get(0), row);
  }

  private OptionalDouble value(Source source, int row) {
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
    return place(sourcesOf(column), row) + ": _" + column.starName();
  }

  private List<Source> sourcesOf(CtfColumn column) {
    return ctf.getOrDefault(column, List.of());
  }

  String placeOfBox(int row) {
    return place(boxes, row) + ": _" + BOX;
  }

  /** A quantity of a row's CTF, in the units of {@link CtfParameters}; empty if nothing is said. */
  OptionalDouble number(int row, CtfColumn column) {
    return first(sourcesOf(column), row);
  }

  /** Whether rows or groups hold a quantity of the CTF. */
  boolean has(CtfColumn column) {
    return !sourcesOf(column).isEmpty();
  }

  /** Direction of the larger defocus; 0 where nothing is said. */
  double defocusAngleDegrees(int row) {
    return first(defocusAngles, row).orElse(0);
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

  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (missingGroup().isPresent()) {
      warnings.add(
          particles.place(0)
              + ": the particles name no optics group; the only one, "
              + missingGroup().get()
              + ", is taken");
    }
    if (has(CtfColumn.DEFOCUS_U) && !REQUIRED_BESIDE_DEFOCUS.stream().allMatch(this::has)) {
      warnings.add(
          particles.place(0)
              + ": a defocus is given, but not all of rlnVoltage, rlnSphericalAberration and"
              + " rlnAmplitudeContrast, so the CTF stays unknown");
    }
    warnings.addAll(contradictions());
    return warnings;
  }

  /** What rows and their groups both hold, but differently; a sentence for each quantity. */
  private List<String> contradictions() {
    List<List<Source>> quantities = new ArrayList<>(ctf.values());
    quantities.add(defocusAngles);
    quantities.add(pixelSizes);
    quantities.add(boxes);
    return quantities.stream().map(this::contradiction).flatMap(Optional::stream).toList();
  }

  private Optional<String> contradiction(List<Source> sources) {
    Optional<String> first = Optional.empty();
    int rows = 0;
    for (int row = 0; sources.size() > 1 && row < particles.rowCount(); row++) {
      Optional<String> here = contradiction(sources, row);
      first = first.or(() -> here);
      rows += here.isPresent() ? 1 : 0;
    }
    String often = rows > 1 ? "; " + rows + " rows are so" : "";
    return first.map(sentence -> sentence + often);
  }

  private Optional<String> contradiction(List<Source> sources, int row) {
    Source taken = sources.get(0);
    double value = value(taken, row).getAsDouble();
    for (Source other : sources.subList(1, sources.size())) {
      double otherValue = value(other, row).getAsDouble();
      double tolerance = SAME * Math.max(Math.abs(value), Math.abs(otherValue));
      if (!(Math.abs(value - otherValue) <= tolerance)) {
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s: %s is %s, but %s is %s; the first is taken, as RELION does",
                particles.place(row),
                words(taken, row),
                value,
                words(other, row),
                otherValue));
      }
    }
    return Optional.empty();
  }

  private String words(Source source, int row) {
    StarColumn column = source.column();
    String name = "_" + column.table().columns().get(column.index());
    return source.ofGroup()
        ? name + " of its optics group (" + groups.orElseThrow().place(groupRow(row)) + ")"
        : name + " of the row";
  }
}
