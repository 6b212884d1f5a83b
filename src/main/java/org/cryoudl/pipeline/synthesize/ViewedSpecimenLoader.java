package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.Specimen;
import org.cryoudl.simulation.specimen.VolumeBlobs;
import org.cryoudl.simulation.views.DirectionModel;
import org.cryoudl.simulation.views.SpecimenSource;
import org.cryoudl.simulation.views.ViewedSpecimen;

/** Makes the molecules of a recipe of many views: draws them, or reads specimens and maps. */
final class ViewedSpecimenLoader {

  private final List<SpecimenSource> sources;
  private final DirectionModel everyDirections;
  private final double pixelSizeAngstroms;
  private final Path recipeFile;
  private final Map<String, List<EulerAngles>> listed = new HashMap<>();

  /**
   * @param sources what to load
   * @param directions where molecules are seen from that name no directions of their own
   * @param pixelSizeAngstroms of the images to come, in A
   * @param recipeFile how messages call the recipe
   */
  ViewedSpecimenLoader(
      List<SpecimenSource> sources,
      DirectionModel directions,
      double pixelSizeAngstroms,
      Path recipeFile) {
    this.sources = sources;
    this.everyDirections = directions;
    this.pixelSizeAngstroms = pixelSizeAngstroms;
    this.recipeFile = recipeFile;
  }

  /**
   * All molecules, in the recipe's order.
   *
   * @throws DataException if a map or a file of directions cannot be read, or has no pixel size
   * @throws UsageException if a specimen cannot be read, or a motion names a part it lacks
   */
  List<ViewedSpecimen> load() {
    List<ViewedSpecimen> specimens = new ArrayList<>();
    for (SpecimenSource source : sources) {
      DirectionModel directions =
          source.directions() == null ? everyDirections : source.directions();
      specimens.add(
          new ViewedSpecimen(
              Objects.requireNonNull(source.name()),
              source.volume() == null ? molecule(source) : map(source),
              directions,
              rows(directions),
              source.share()));
    }
    return specimens;
  }

  private Density molecule(SpecimenSource source) {
    Specimen specimen =
        source.molecule() == null
            ? ConfigFile.load(Path.of(source.specimen()), ParticleClassLoader.SPECIMEN, List.of())
            : source.molecule().specimen();
    try {
      return specimen.density(source.motions());
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          recipeFile + ": in the motions of " + source.name() + ": " + e.getMessage(), e);
    }
  }

  private Density map(SpecimenSource source) {
    Path file = Path.of(source.volume());
    MrcVolume volume = MrcVolume.read(file);
    OptionalDouble known =
        source.pixelSizeAngstroms() == null
            ? volume.pixelSizeAngstroms()
            : OptionalDouble.of(source.pixelSizeAngstroms());
    double voxelAngstroms =
        known.orElseThrow(
            () ->
                new DataException(
                    file
                        + " does not know its pixel size; set pixel_size_angstroms of the"
                        + " specimen"));
    try {
      return VolumeBlobs.of(
          volume,
          voxelAngstroms,
          pixelSizeAngstroms,
          source.threshold() == null
              ? OptionalDouble.empty()
              : OptionalDouble.of(source.threshold()));
    } catch (IllegalArgumentException e) {
      throw new DataException(
          String.format(Locale.ROOT, "%s: %s; set threshold lower", file, e.getMessage()), e);
    }
  }

  private List<EulerAngles> rows(DirectionModel directions) {
    return directions.file() == null
        ? List.of()
        : listed.computeIfAbsent(directions.file(), name -> ListedDirections.read(Path.of(name)));
  }
}
