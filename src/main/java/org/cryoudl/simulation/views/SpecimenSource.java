package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.cryoudl.failure.Bounds;
import org.cryoudl.simulation.specimen.PartMotion;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.jspecify.annotations.Nullable;

/**
 * One specimen of a data set of many views: exactly one of a random molecule, a specimen's file and
 * a density map. Paths are relative to the recipe's folder.
 *
 * @param name what truth.csv calls it; specimen1, specimen2 ... by default
 * @param molecule a molecule that a seed decides
 * @param specimen a specimen's YAML file
 * @param volume a density map (MRC)
 * @param pixelSizeAngstroms size of the map's voxels in A; the file's own by default
 * @param threshold what is at or below it in the map is solvent; 5 % of its largest value by
 *     default
 * @param motions what makes it another conformation of its molecule or specimen; none by default
 * @param directions the directions it is seen from; the recipe's by default
 * @param share share of the molecules relative to the other specimens; 1 by default
 */
public record SpecimenSource(
    @JsonPropertyDescription("what truth.csv calls it") @Nullable String name,
    @JsonPropertyDescription("a molecule that a seed decides") @Nullable RandomSpecimen molecule,
    @JsonPropertyDescription("a specimen's YAML file") @Nullable String specimen,
    @JsonPropertyDescription("a density map (MRC)") @Nullable String volume,
    @JsonPropertyDescription("size of the map's voxels in A") @Nullable Double pixelSizeAngstroms,
    @JsonPropertyDescription("what is at or below it in the map is solvent")
        @Nullable Double threshold,
    @JsonPropertyDescription("parts that are moved: another conformation") List<PartMotion> motions,
    @JsonPropertyDescription("directions it is seen from; the recipe's if left out")
        @Nullable DirectionModel directions,
    @JsonPropertyDescription("share of the molecules relative to other specimens") Double share) {

  /** What truth.csv calls particles that are no molecules. */
  public static final String JUNK = "junk";

  /** What is null takes its default. */
  public SpecimenSource(
      @Nullable String name,
      @Nullable RandomSpecimen molecule,
      @Nullable String specimen,
      @Nullable String volume,
      @Nullable Double pixelSizeAngstroms,
      @Nullable Double threshold,
      @Nullable List<PartMotion> motions,
      @Nullable DirectionModel directions,
      @Nullable Double share) {
    int given = (molecule == null ? 0 : 1) + (specimen == null ? 0 : 1) + (volume == null ? 0 : 1);
    if (given != 1) {
      throw new IllegalArgumentException(
          "a specimen must hold exactly one of molecule, specimen and volume, got " + given);
    }
    if (name != null && (name.isBlank() || name.equals(JUNK) || name.equals("-1"))) {
      throw new IllegalArgumentException(
          "name must be none of junk, -1 and blank, which mean no molecule, got '" + name + "'");
    }
    if (volume == null && (pixelSizeAngstroms != null || threshold != null)) {
      throw new IllegalArgumentException(
          "pixel_size_angstroms and threshold must be left out where there is no volume");
    }
    if (pixelSizeAngstroms != null) {
      Bounds.within("pixel_size_angstroms", pixelSizeAngstroms, 0, 0.01, 1000);
    }
    this.motions = motions == null ? List.of() : List.copyOf(motions);
    if (volume != null && !this.motions.isEmpty()) {
      throw new IllegalArgumentException("motions must be left out where there is a volume");
    }
    this.share = Bounds.within("share", share, 1, 1e-6, 1e6);
    this.name = name;
    this.molecule = molecule;
    this.specimen = specimen;
    this.volume = volume;
    this.pixelSizeAngstroms = pixelSizeAngstroms;
    this.threshold = threshold;
    this.directions = directions;
  }

  /** This source with its paths made absolute and its name filled in. */
  SpecimenSource resolvedAgainst(Path folder, int number) {
    return new SpecimenSource(
        name == null ? "specimen" + number : name,
        molecule,
        resolved(specimen, folder),
        resolved(volume, folder),
        pixelSizeAngstroms,
        threshold,
        motions,
        directions == null ? null : directions.resolvedAgainst(folder),
        share);
  }

  /**
   * Sources with their paths made absolute, all of them named.
   *
   * @throws IllegalArgumentException if two have one name
   */
  static List<SpecimenSource> allResolvedAgainst(Path folder, List<SpecimenSource> sources) {
    List<SpecimenSource> resolved = new ArrayList<>();
    for (SpecimenSource source : sources) {
      resolved.add(source.resolvedAgainst(folder, resolved.size() + 1));
    }
    List<String> names = resolved.stream().map(SpecimenSource::name).sorted().toList();
    for (int i = 1; i < names.size(); i++) {
      if (names.get(i).equals(names.get(i - 1))) {
        throw new IllegalArgumentException("two specimens have the name '" + names.get(i) + "'");
      }
    }
    return resolved;
  }

  /** The files that directions and sources name. */
  static List<Path> allFiles(DirectionModel directions, List<SpecimenSource> sources) {
    List<@Nullable String> names = new ArrayList<>();
    names.add(directions.file());
    for (SpecimenSource source : sources) {
      names.add(source.specimen);
      names.add(source.volume);
      names.add(source.directions == null ? null : source.directions.file());
    }
    return names.stream().filter(Objects::nonNull).map(Path::of).toList();
  }

  static @Nullable String resolved(@Nullable String path, Path folder) {
    return path == null ? null : folder.resolve(path).toAbsolutePath().normalize().toString();
  }
}
