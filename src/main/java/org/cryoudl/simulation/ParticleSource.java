package org.cryoudl.simulation;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.cryoudl.failure.Bounds;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.simulation.projection.SampledTemplate;
import org.jspecify.annotations.Nullable;

/**
 * What particles show: exactly one of a specimen, an image, a volume or a folder of pictures. Paths
 * are relative to the recipe's folder. Each view of a source, and each picture, is a class of its
 * own.
 *
 * @param specimen a specimen's YAML file
 * @param image a class average as PNG or MRC, or a folder that holds it as ori.png
 * @param volume an MRC volume
 * @param pictures a folder of pictures of any kind (PNG, JPEG, TIFF), with all folders in it; the
 *     square in the middle of each fills the box
 * @param pixelSizeAngstroms pixel size of the image or volume in A; for a volume the file's own by
 *     default; an image without it is scaled to fill the box
 * @param interpolation how an image or volume's projection is turned and scaled; fourier by default
 * @param views directions a specimen or volume is seen from; a specimen's first view by default, a
 *     volume's z axis by default
 * @param allViews whether every view that a specimen's file names is taken; false by default
 * @param proportion share of the particles relative to the other sources, spread evenly over views;
 *     1 by default
 */
public record ParticleSource(
    @JsonPropertyDescription("a specimen's YAML file") @Nullable String specimen,
    @JsonPropertyDescription("a class average (PNG, MRC) or a folder that holds ori.png")
        @Nullable String image,
    @JsonPropertyDescription("an MRC volume") @Nullable String volume,
    @JsonPropertyDescription("a folder of pictures (PNG, JPEG, TIFF), with all folders in it")
        @Nullable String pictures,
    @JsonPropertyDescription("pixel size of the image or volume in A")
        @Nullable Double pixelSizeAngstroms,
    @JsonPropertyDescription("fourier: exact; bilinear: as the published benchmark")
        SampledTemplate.Interpolation interpolation,
    @JsonPropertyDescription("directions a specimen or volume is seen from")
        List<EulerAngles> views,
    @JsonPropertyDescription("whether every view that a specimen's file names is taken")
        Boolean allViews,
    @JsonPropertyDescription("share of the particles relative to other sources")
        Double proportion) {

  public ParticleSource {
    long given = Stream.of(specimen, image, volume, pictures).filter(Objects::nonNull).count();
    if (given != 1) {
      throw new IllegalArgumentException(
          "a source must hold exactly one of specimen, image, volume and pictures, got " + given);
    }
    if (pictures != null && pixelSizeAngstroms != null) {
      throw new IllegalArgumentException(
          "pixel_size_angstroms must be left out where the source is pictures, which fill the box");
    }
    if (pixelSizeAngstroms != null) {
      Bounds.within("pixel_size_angstroms", pixelSizeAngstroms, 0, 0.01, 1000);
    }
    interpolation = interpolation == null ? SampledTemplate.Interpolation.FOURIER : interpolation;
    views = views == null ? List.of() : List.copyOf(views);
    if (!views.isEmpty() && specimen == null && volume == null) {
      throw new IllegalArgumentException("views must be left out where the source is an image");
    }
    allViews = allViews != null && allViews;
    if (allViews && (specimen == null || !views.isEmpty())) {
      throw new IllegalArgumentException(
          "all_views must be false where the source is no specimen or views are listed, got true");
    }
    proportion = Bounds.within("proportion", proportion, 1, 1e-6, 1e6);
  }

  /** This source with its path made absolute. */
  public ParticleSource resolvedAgainst(Path folder) {
    return new ParticleSource(
        resolved(specimen, folder),
        resolved(image, folder),
        resolved(volume, folder),
        resolved(pictures, folder),
        pixelSizeAngstroms,
        interpolation,
        views,
        allViews,
        proportion);
  }

  private static @Nullable String resolved(@Nullable String path, Path folder) {
    return path == null ? null : folder.resolve(path).toAbsolutePath().normalize().toString();
  }
}
