package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.Bounds;
import org.cryoudl.simulation.PoseRange;
import org.cryoudl.simulation.imaging.CtfModel;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides a simulated data set of many views, as configs/views.yaml holds it.
 *
 * @param description one sentence about the data set
 * @param seed decides every random number; 1 by default
 * @param count number of boxes; 2000 by default
 * @param boxPixels side length of the images in pixels; 64 by default
 * @param pixelSizeAngstroms pixel size in A; 5 by default
 * @param specimens the molecules, each with its share
 * @param directions where they are seen from; uniform by default
 * @param poses in-plane rotations, any by default, and shifts, up to 3 pixels by default
 * @param neighbourShare share of the good particles with another molecule at the rim of their box;
 *     0 by default
 * @param junk boxes that hold no good particle; none by default
 * @param micrographs what the particles of a micrograph share
 * @param ctf the microscope
 * @param snr variance of the filtered signal inside a molecule over that of the white noise; 0.1 by
 *     default
 * @param writeClean whether the noise-free images, without CTF, are written too; false by default
 */
public record ViewRecipe(
    @JsonPropertyDescription("one sentence about the data set") @Nullable String description,
    @JsonPropertyDescription("decides every random number") Long seed,
    @JsonPropertyDescription("number of boxes") Integer count,
    @JsonPropertyDescription("side length of the images in pixels") Integer boxPixels,
    @JsonPropertyDescription("pixel size in A") Double pixelSizeAngstroms,
    @JsonPropertyDescription("the molecules, each with its share") List<SpecimenSource> specimens,
    @JsonPropertyDescription("where molecules are seen from") DirectionModel directions,
    @JsonPropertyDescription("in-plane rotations and shifts") PoseRange poses,
    @JsonPropertyDescription("share of good particles with another at the rim")
        Double neighbourShare,
    @JsonPropertyDescription("boxes that hold no good particle") JunkModel junk,
    @JsonPropertyDescription("what the particles of a micrograph share")
        MicrographModel micrographs,
    @JsonPropertyDescription("the microscope") CtfModel ctf,
    @JsonPropertyDescription("variance of the signal inside a molecule over that of the noise")
        Double snr,
    @JsonPropertyDescription("whether noise-free images without CTF are written too")
        Boolean writeClean) {

  private static final double STANDARD_SHIFT_PIXELS = 3;

  /** What is null takes its default. */
  public ViewRecipe(
      @Nullable String description,
      @Nullable Long seed,
      @Nullable Integer count,
      @Nullable Integer boxPixels,
      @Nullable Double pixelSizeAngstroms,
      @Nullable List<SpecimenSource> specimens,
      @Nullable DirectionModel directions,
      @Nullable PoseRange poses,
      @Nullable Double neighbourShare,
      @Nullable JunkModel junk,
      @Nullable MicrographModel micrographs,
      @Nullable CtfModel ctf,
      @Nullable Double snr,
      @Nullable Boolean writeClean) {
    this.seed = seed == null ? 1 : seed;
    this.count = Bounds.within("count", count, 2000, 1, 100_000_000);
    this.boxPixels = Bounds.within("box_pixels", boxPixels, 64, 16, 4096);
    this.pixelSizeAngstroms =
        Bounds.within("pixel_size_angstroms", pixelSizeAngstroms, 5, 0.05, 100);
    if (specimens == null || specimens.isEmpty()) {
      throw new IllegalArgumentException("specimens must list at least one specimen, got none");
    }
    this.specimens = List.copyOf(specimens);
    this.directions = directions == null ? DirectionModel.uniform() : directions;
    this.poses = poses == null ? new PoseRange(null, null, STANDARD_SHIFT_PIXELS, null) : poses;
    this.neighbourShare = Bounds.within("neighbour_share", neighbourShare, 0, 0, 1);
    this.junk = junk == null ? JunkModel.none() : junk;
    this.micrographs = micrographs == null ? MicrographModel.standard() : micrographs;
    this.ctf = ctf == null ? CtfModel.standard() : ctf;
    this.snr = Bounds.within("snr", snr, 0.1, 1e-4, 1e9);
    this.writeClean = writeClean != null && writeClean;
    if (this.poses.shiftMaximumPixels() > this.boxPixels / 2.0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shift_maximum_pixels must be at most half of box_pixels (%s), got %s",
              this.boxPixels / 2.0,
              this.poses.shiftMaximumPixels()));
    }
    this.description = description;
  }

  /**
   * This recipe with its paths made absolute and all specimens named.
   *
   * @throws IllegalArgumentException if two specimens have one name
   */
  public ViewRecipe resolvedAgainst(Path folder) {
    return new ViewRecipe(
        description,
        seed,
        count,
        boxPixels,
        pixelSizeAngstroms,
        SpecimenSource.allResolvedAgainst(folder, specimens),
        directions.resolvedAgainst(folder),
        poses,
        neighbourShare,
        junk,
        micrographs,
        ctf,
        snr,
        writeClean);
  }

  /** The files it names. */
  public List<Path> files() {
    return SpecimenSource.allFiles(directions, specimens);
  }
}
