package org.cryoudl.simulation;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.Bounds;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.imaging.NoiseModel;

/**
 * Everything that decides a simulated data set, as synthetic/*.yaml hold it.
 *
 * @param description one sentence about the data set
 * @param seed decides every random number; 1 by default
 * @param count number of particles; 1000 by default
 * @param boxPixels side length of the images in pixels; 128 by default
 * @param pixelSizeAngstroms pixel size in A; 2 by default
 * @param sources what the particles show
 * @param poses how particles lie in their boxes
 * @param ctf the microscope
 * @param noise the noise
 * @param scaling how grey values are scaled at the end; standardised by default
 * @param writeClean whether the noise-free images, without CTF, are written too; false by default
 */
public record Recipe(
    @JsonPropertyDescription("one sentence about the data set") String description,
    @JsonPropertyDescription("decides every random number") Long seed,
    @JsonPropertyDescription("number of particles") Integer count,
    @JsonPropertyDescription("side length of the images in pixels") Integer boxPixels,
    @JsonPropertyDescription("pixel size in A") Double pixelSizeAngstroms,
    @JsonPropertyDescription("what the particles show") List<ParticleSource> sources,
    @JsonPropertyDescription("how particles lie in their boxes") PoseRange poses,
    @JsonPropertyDescription("the microscope") CtfModel ctf,
    @JsonPropertyDescription("the noise") NoiseModel noise,
    @JsonPropertyDescription("how grey values are scaled at the end") Scaling scaling,
    @JsonPropertyDescription("whether noise-free images without CTF are written too")
        Boolean writeClean) {

  /** How the grey values of each image are scaled at the end. */
  public enum Scaling {
    /** As they come: a specimen's blobs keep their weights. */
    @JsonProperty("none")
    NONE,
    /** Mean 0, variance 1 over the image. */
    @JsonProperty("standardised")
    STANDARDISED,
    /** Least 0, largest 255, rounded to whole numbers, as in the published benchmark. */
    @JsonProperty("eight_bit")
    EIGHT_BIT
  }

  public Recipe {
    seed = seed == null ? 1 : seed;
    count = Bounds.within("count", count, 1000, 1, 100_000_000);
    boxPixels = Bounds.within("box_pixels", boxPixels, 128, 8, 4096);
    pixelSizeAngstroms = Bounds.within("pixel_size_angstroms", pixelSizeAngstroms, 2, 0.05, 100);
    if (sources == null || sources.isEmpty()) {
      throw new IllegalArgumentException("sources must list at least one source, got none");
    }
    sources = List.copyOf(sources);
    poses = poses == null ? PoseRange.standard() : poses;
    ctf = ctf == null ? CtfModel.standard() : ctf;
    noise = noise == null ? NoiseModel.standard() : noise;
    scaling = scaling == null ? Scaling.STANDARDISED : scaling;
    writeClean = writeClean != null && writeClean;
    if (poses.shiftMaximumPixels() > boxPixels / 2.0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shift_maximum_pixels must be at most half of box_pixels (%s), got %s",
              boxPixels / 2.0,
              poses.shiftMaximumPixels()));
    }
  }

  /** This recipe with other sources. */
  public Recipe withSources(List<ParticleSource> others) {
    return new Recipe(
        description,
        seed,
        count,
        boxPixels,
        pixelSizeAngstroms,
        others,
        poses,
        ctf,
        noise,
        scaling,
        writeClean);
  }
}
