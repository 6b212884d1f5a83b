package org.cryoudl.io.star;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.cryoudl.metadata.CtfParameters;

/**
 * What the images of one of RELION's optics groups share. This class owns the table of groups that
 * RELION 3.1 reads; a column is there where all groups know its value.
 *
 * @param microscope voltage, Cs and amplitude contrast; what belongs to single images is left out
 * @param pixelSizeAngstroms in A
 * @param boxPixels side of particle images; micrographs have none
 * @param phasesFlipped whether phases of particle images were flipped
 */
public record OpticsGroup(
    Optional<CtfParameters> microscope,
    OptionalDouble pixelSizeAngstroms,
    OptionalInt boxPixels,
    boolean phasesFlipped) {

  public OpticsGroup {
    microscope = microscope.map(OpticsGroup::withoutDefocus);
  }

  private static CtfParameters withoutDefocus(CtfParameters ctf) {
    return new CtfParameters(
        ctf.voltageKilovolts(),
        ctf.sphericalAberrationMillimetres(),
        ctf.amplitudeContrast(),
        0,
        0,
        0,
        0);
  }

  /** Numbers different groups from 1, in the order in which they come first. */
  public static Map<OpticsGroup, Integer> numbered(Stream<OpticsGroup> groups) {
    Map<OpticsGroup, Integer> numbers = new LinkedHashMap<>();
    groups.forEachOrdered(group -> numbers.putIfAbsent(group, numbers.size() + 1));
    return numbers;
  }

  /** Writes the table of the groups of particles, in their order. */
  public static void writeOfParticles(StarWriter star, Collection<OpticsGroup> groups)
      throws IOException {
    write(star, groups, List.of("rlnImagePixelSize"), true);
  }

  /** Writes the table of the groups of micrographs, in their order. */
  public static void writeOfMicrographs(StarWriter star, Collection<OpticsGroup> groups)
      throws IOException {
    write(star, groups, List.of("rlnMicrographOriginalPixelSize", "rlnMicrographPixelSize"), false);
  }

  private static void write(
      StarWriter star, Collection<OpticsGroup> groups, List<String> pixelSizes, boolean particles)
      throws IOException {
    boolean microscope = groups.stream().allMatch(group -> group.microscope.isPresent());
    boolean pixels = groups.stream().allMatch(group -> group.pixelSizeAngstroms.isPresent());
    boolean boxes = groups.stream().allMatch(group -> group.boxPixels.isPresent());
    boolean flipped = groups.stream().anyMatch(OpticsGroup::phasesFlipped);
    List<String> columns = new ArrayList<>(List.of("rlnOpticsGroup", "rlnOpticsGroupName"));
    if (microscope) {
      columns.addAll(List.of("rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast"));
    }
    if (pixels) {
      columns.addAll(pixelSizes);
    }
    if (boxes) {
      columns.add("rlnImageSize");
    }
    if (particles) {
      columns.add("rlnImageDimensionality");
    }
    if (flipped) {
      columns.add("rlnCtfDataArePhaseFlipped");
    }
    star.open("optics", columns);
    int number = 0;
    for (OpticsGroup group : groups) {
      number++;
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(number));
      cells.add("opticsGroup" + number);
      if (microscope) {
        CtfParameters known = group.microscope.orElseThrow();
        cells.add(decimal(known.voltageKilovolts()));
        cells.add(decimal(known.sphericalAberrationMillimetres()));
        cells.add(decimal(known.amplitudeContrast()));
      }
      for (int i = 0; pixels && i < pixelSizes.size(); i++) {
        cells.add(decimal(group.pixelSizeAngstroms.getAsDouble()));
      }
      if (boxes) {
        cells.add(Integer.toString(group.boxPixels.getAsInt()));
      }
      if (particles) {
        cells.add("2");
      }
      if (flipped) {
        cells.add(group.phasesFlipped ? "1" : "0");
      }
      star.row(cells);
    }
    star.end();
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
