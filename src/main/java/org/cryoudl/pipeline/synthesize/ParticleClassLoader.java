package org.cryoudl.pipeline.synthesize;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.simulation.ParticleSimulator.ParticleClass;
import org.cryoudl.simulation.ParticleSource;
import org.cryoudl.simulation.Recipe;
import org.cryoudl.simulation.projection.PictureScaling;
import org.cryoudl.simulation.projection.PictureTemplate;
import org.cryoudl.simulation.projection.SampledTemplate;
import org.cryoudl.simulation.projection.VolumeProjector;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.Specimen;

/**
 * Turns the sources of a recipe into classes: reads specimens, class averages, volumes and
 * pictures.
 */
public final class ParticleClassLoader {

  /** Specimens that recipes name. */
  public static final ConfigKind<Specimen> SPECIMEN = new ConfigKind<>("specimen", Specimen.class);

  /** The name that a class average has in its folder. */
  private static final String AVERAGE_NAME = "ori.png";

  private final Recipe recipe;

  ParticleClassLoader(Recipe recipe) {
    this.recipe = recipe;
  }

  /**
   * All classes, a source's views one after the other.
   *
   * @throws DataException if an image or volume cannot be read or has no pixel size
   * @throws org.cryoudl.failure.UsageException if a specimen cannot be read
   */
  List<ParticleClass> load() {
    List<ParticleClass> classes = new ArrayList<>();
    for (ParticleSource source : recipe.sources()) {
      if (source.specimen() != null) {
        classes.addAll(ofSpecimen(source));
      } else if (source.image() != null) {
        classes.add(ofImage(source));
      } else if (source.volume() != null) {
        classes.addAll(ofVolume(source));
      } else {
        classes.addAll(ofPictures(source));
      }
    }
    return classes;
  }

  private List<ParticleClass> ofSpecimen(ParticleSource source) {
    Specimen specimen = ConfigFile.load(Path.of(source.specimen()), SPECIMEN, List.of());
    Density density = specimen.density();
    List<EulerAngles> views =
        source.views().isEmpty()
            ? specimen.views().subList(0, source.allViews() ? specimen.views().size() : 1)
            : source.views();
    List<ParticleClass> classes = new ArrayList<>();
    for (EulerAngles view : views) {
      classes.add(
          new ParticleClass(
              specimen.name() + " " + text(view),
              density.project(view, recipe.pixelSizeAngstroms()),
              source.proportion() / views.size()));
    }
    return classes;
  }

  private ParticleClass ofImage(ParticleSource source) {
    Path file = Path.of(source.image());
    if (Files.isDirectory(file)) {
      file = file.resolve(AVERAGE_NAME);
    }
    Image picture = readPicture(file);
    int side = Math.max(picture.width(), picture.height());
    int box = recipe.boxPixels();
    double step =
        source.pixelSizeAngstroms() == null
            ? (double) side / box
            : recipe.pixelSizeAngstroms() / source.pixelSizeAngstroms();
    Image template =
        PictureScaling.scale(picture, templateSide(side / step), step, source.interpolation());
    return new ParticleClass(
        file.toString(),
        new SampledTemplate(template, source.interpolation()),
        source.proportion());
  }

  private List<ParticleClass> ofVolume(ParticleSource source) {
    Path file = Path.of(source.volume());
    MrcVolume volume = MrcVolume.read(file);
    OptionalDouble known =
        source.pixelSizeAngstroms() == null
            ? volume.pixelSizeAngstroms()
            : OptionalDouble.of(source.pixelSizeAngstroms());
    double voxelsPerPixel =
        recipe.pixelSizeAngstroms()
            / known.orElseThrow(
                () ->
                    new DataException(
                        file
                            + " does not know its pixel size; set pixel_size_angstroms of the"
                            + " source"));
    int side = Math.max(volume.sizeX(), Math.max(volume.sizeY(), volume.sizeZ()));
    List<EulerAngles> views =
        source.views().isEmpty() ? List.of(EulerAngles.IDENTITY) : source.views();
    List<ParticleClass> classes = new ArrayList<>();
    for (EulerAngles view : views) {
      Image template =
          VolumeProjector.project(
              volume, view, templateSide(side / voxelsPerPixel), voxelsPerPixel);
      classes.add(
          new ParticleClass(
              file + " " + text(view),
              new SampledTemplate(template, source.interpolation()),
              source.proportion() / views.size()));
    }
    return classes;
  }

  private List<ParticleClass> ofPictures(ParticleSource source) {
    List<Path> files = PictureFolder.files(Path.of(source.pictures()));
    List<ParticleClass> classes = new ArrayList<>();
    for (Path file : files) {
      classes.add(
          new ParticleClass(
              file.toString(),
              new PictureTemplate(() -> filling(file, source), source.interpolation()),
              source.proportion() / files.size()));
    }
    return classes;
  }

  /** A picture scaled to fill the box. */
  private Image filling(Path file, ParticleSource source) {
    Image square = PictureFolder.square(file);
    int box = recipe.boxPixels();
    return PictureScaling.scale(square, box, (double) square.width() / box, source.interpolation());
  }

  /** What lies beyond the box is kept as far as turning and shifting can bring it in. */
  private int templateSide(double availablePixels) {
    int box = recipe.boxPixels();
    return (int) Math.min(2.0 * box, Math.max(box, Math.floor(availablePixels + 1e-6)));
  }

  private static Image readPicture(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      return PngImage.read(file);
    }
    try (MrcFile mrc = MrcFile.open(file)) {
      return mrc.read(0);
    }
  }

  private static String text(EulerAngles view) {
    return String.format(
        Locale.ROOT,
        "seen at rot %s, tilt %s, psi %s",
        view.rotDegrees(),
        view.tiltDegrees(),
        view.psiDegrees());
  }
}
