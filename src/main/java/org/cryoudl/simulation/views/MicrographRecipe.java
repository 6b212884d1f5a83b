package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.Bounds;
import org.cryoudl.simulation.imaging.CtfModel;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides simulated micrographs, as configs/micrograph.yaml holds it.
 *
 * @param description one sentence about them
 * @param seed decides every random number; 1 by default
 * @param count number of micrographs; 1 by default
 * @param widthPixels columns of a micrograph; 1024 by default
 * @param heightPixels rows of a micrograph; as many as columns by default
 * @param pixelSizeAngstroms pixel size in A; 2 by default
 * @param specimens the molecules, each with its share; none by default: ice and noise only
 * @param directions where molecules are seen from; uniform by default
 * @param particles molecules on one micrograph; 50 by default
 * @param minimumDistanceAngstroms least distance between the centres of two molecules in A; the
 *     diameter of the largest molecule by default
 * @param ice its structure, gradient and contamination
 * @param ctf the microscope; one defocus a micrograph
 * @param snr variance of the filtered signal inside a molecule over that of the dose noise; 0.1 by
 *     default
 * @param electronsPerSquareAngstrom dose in electrons per A^2; each pixel is a Poisson number of
 *     electrons; 40 by default
 * @param contrast whether molecules are dark, as a microscope shows them, or white; dark by default
 */
public record MicrographRecipe(
    @JsonPropertyDescription("one sentence about the micrographs") @Nullable String description,
    @JsonPropertyDescription("decides every random number") Long seed,
    @JsonPropertyDescription("number of micrographs") Integer count,
    @JsonPropertyDescription("columns of a micrograph") Integer widthPixels,
    @JsonPropertyDescription("rows of a micrograph; as many as columns if left out")
        Integer heightPixels,
    @JsonPropertyDescription("pixel size in A") Double pixelSizeAngstroms,
    @JsonPropertyDescription("the molecules, each with its share; none for ice and noise only")
        List<SpecimenSource> specimens,
    @JsonPropertyDescription("where molecules are seen from") DirectionModel directions,
    @JsonPropertyDescription("molecules on one micrograph") Integer particles,
    @JsonPropertyDescription("least distance of two molecules' centres in A")
        @Nullable Double minimumDistanceAngstroms,
    @JsonPropertyDescription("structure, gradient and contamination of the ice") IceModel ice,
    @JsonPropertyDescription("the microscope; one defocus a micrograph") CtfModel ctf,
    @JsonPropertyDescription("variance of the signal inside a molecule over that of the dose noise")
        Double snr,
    @JsonPropertyDescription("electrons per A^2; each pixel is a Poisson number of them")
        Double electronsPerSquareAngstrom,
    @JsonPropertyDescription("dark: as a microscope shows molecules; white") Contrast contrast) {

  /** How molecules look. */
  public enum Contrast {
    /** Darker than the ice. */
    @JsonProperty("dark")
    DARK,
    /** Brighter than the ice. */
    @JsonProperty("white")
    WHITE
  }

  /** What is null takes its default. */
  public MicrographRecipe(
      @Nullable String description,
      @Nullable Long seed,
      @Nullable Integer count,
      @Nullable Integer widthPixels,
      @Nullable Integer heightPixels,
      @Nullable Double pixelSizeAngstroms,
      @Nullable List<SpecimenSource> specimens,
      @Nullable DirectionModel directions,
      @Nullable Integer particles,
      @Nullable Double minimumDistanceAngstroms,
      @Nullable IceModel ice,
      @Nullable CtfModel ctf,
      @Nullable Double snr,
      @Nullable Double electronsPerSquareAngstrom,
      @Nullable Contrast contrast) {
    this.description = description;
    this.seed = seed == null ? 1 : seed;
    this.count = Bounds.within("count", count, 1, 1, 100_000);
    this.widthPixels = Bounds.within("width_pixels", widthPixels, 1024, 64, 16_384);
    this.heightPixels = Bounds.within("height_pixels", heightPixels, this.widthPixels, 64, 16_384);
    this.pixelSizeAngstroms =
        Bounds.within("pixel_size_angstroms", pixelSizeAngstroms, 2, 0.05, 100);
    this.specimens = specimens == null ? List.of() : List.copyOf(specimens);
    this.directions = directions == null ? DirectionModel.uniform() : directions;
    this.particles = Bounds.within("particles", particles, 50, 0, 1_000_000);
    if (minimumDistanceAngstroms != null) {
      Bounds.within("minimum_distance_angstroms", minimumDistanceAngstroms, 0, 0, 1e5);
    }
    this.minimumDistanceAngstroms = minimumDistanceAngstroms;
    this.ice = ice == null ? IceModel.standard() : ice;
    this.ctf = ctf == null ? CtfModel.standard() : ctf;
    this.snr = Bounds.within("snr", snr, 0.1, 1e-4, 1e9);
    this.electronsPerSquareAngstrom =
        Bounds.within("electrons_per_square_angstrom", electronsPerSquareAngstrom, 40, 0.01, 1e6);
    this.contrast = contrast == null ? Contrast.DARK : contrast;
  }

  /**
   * This recipe with its paths made absolute and all specimens named.
   *
   * @throws IllegalArgumentException if two specimens have one name
   */
  public MicrographRecipe resolvedAgainst(Path folder) {
    return new MicrographRecipe(
        description,
        seed,
        count,
        widthPixels,
        heightPixels,
        pixelSizeAngstroms,
        SpecimenSource.allResolvedAgainst(folder, specimens),
        directions.resolvedAgainst(folder),
        particles,
        minimumDistanceAngstroms,
        ice,
        ctf,
        snr,
        electronsPerSquareAngstrom,
        contrast);
  }

  /** The files it names. */
  public List<Path> files() {
    return SpecimenSource.allFiles(directions, specimens);
  }
}
