package org.cryoudl.pipeline.micrograph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographImage;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.io.star.OpticsGroup;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.micrograph.extraction.ParticleExtractor;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.shards.ShardPlan;
import org.cryoudl.pipeline.shards.Shards;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.progress.Progress;

/**
 * Cuts particles out of micrographs. Writes {@code particles.mrcs}, {@code particles.star} with
 * micrograph names, coordinates and CTFs, and {@code preview.png}.
 */
public final class ExtractJob {

  /** The images. */
  public static final String STACK = "particles.mrcs";

  /** Their metadata. */
  public static final String STAR = "particles.star";

  private static final String PREVIEW = "preview.png";
  private static final int PREVIEW_TILES = 64;
  private static final int LEAST_BOX = 8;

  /**
   * What is cut out and how.
   *
   * @param coordinates file or folder of coordinates
   * @param box side of the box
   * @param scaledBox side of the images that are written, in pixels; the box if empty
   * @param invert whether dark particles become white
   * @param normalise whether the background gets mean 0 and deviation 1
   * @param diameter of the particles, outside of which is background; 0.94 of the box if empty
   * @param useCtf whether micrographs without a CTF are refused
   */
  public record Settings(
      Path coordinates,
      Length box,
      Optional<Integer> scaledBox,
      boolean invert,
      boolean normalise,
      Optional<Length> diameter,
      boolean useCtf) {}

  /**
   * What was written.
   *
   * @param particles number of particles
   * @param leftOut number of coordinates whose box is not wholly on its micrograph
   * @param box side of the images in pixels
   */
  public record Written(int particles, int leftOut, int box) {}

  /** One particle that was cut out. */
  private record Row(Micrograph micrograph, Coordinate coordinate, int group) {}

  /**
   * What is kept of a micrograph.
   *
   * @param taken which of its coordinates have their box on it
   * @param pixels of the particles there
   */
  private record Cut(List<Integer> taken, float[][] pixels) {}

  /** All that decides what is cut out, beside the files. */
  private record Decisive(Settings settings, OptionalDouble pixelSizeAngstroms) {}

  /** Sides in pixels: of what is cut out, and of what is written. */
  private record Boxes(int box, int scaled) {}

  /** Takes what was cut out of the micrograph of a number from 0 on. */
  private interface Taker {
    void take(int micrograph, Cut cut);
  }

  private final List<Micrograph> micrographs;
  private final List<CoordinateFinder.Found> found;
  private final Settings settings;
  private final Boxes boxes;
  private final Shards shards;
  private final Progress progress;
  private final List<Row> rows = new ArrayList<>();
  private final Map<OpticsGroup, Integer> groups = new LinkedHashMap<>();
  private final List<Image> preview = new ArrayList<>();
  private int particles;
  private int leftOut;
  private double inside;
  private double insideSquares;

  private ExtractJob(
      List<Micrograph> micrographs,
      List<CoordinateFinder.Found> found,
      Settings settings,
      Boxes boxes,
      Shards shards,
      Progress progress) {
    this.micrographs = micrographs;
    this.found = found;
    this.settings = settings;
    this.boxes = boxes;
    this.shards = shards;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @param plan all micrographs, or some of them
   * @throws DataException if an input cannot be read, or no box lies on its micrograph
   * @throws UsageException if coordinates, a CTF or a pixel size are missing, or sizes do not fit
   */
  public static Written run(
      MicrographInput input,
      Settings settings,
      Path output,
      boolean overwrite,
      ShardPlan plan,
      Progress progress) {
    List<Micrograph> micrographs = input.micrographs();
    List<CoordinateFinder.Found> found = new ArrayList<>();
    List<Path> inputs = new ArrayList<>(input.files());
    for (Micrograph each : micrographs) {
      if (settings.useCtf && each.ctf().isEmpty()) {
        throw new UsageException(new MicrographReason.CtfUnknown(each.name()));
      }
    }
    CoordinateFinder finder = new CoordinateFinder(settings.coordinates, input.projectFolder());
    List<String> roots = MicrographInput.rootNames(micrographs);
    for (int i = 0; i < micrographs.size(); i++) {
      Micrograph each = micrographs.get(i);
      CoordinateFinder.Found here = finder.of(each, roots.get(i), micrographs.size() == 1);
      found.add(here);
      inputs.add(each.file());
      inputs.add(here.file());
    }
    int box = box(settings, micrographs.get(0));
    int scaled = scaled(settings, box);
    List<Path> decisive = new ArrayList<>(input.files());
    decisive.add(settings.coordinates);
    RunIdentity identity =
        RunIdentity.of(
            "extract",
            new Decisive(settings, input.pixelSizeAngstroms()),
            RunIdentity.states(decisive));
    try (Shards shards =
        Shards.open(plan, output, identity, micrographs.size(), "micrographs", progress)) {
      ExtractJob job =
          new ExtractJob(micrographs, found, settings, new Boxes(box, scaled), shards, progress);
      if (!shards.makesResults()) {
        shards.complete(() -> job.cut(job::count));
        return new Written(job.particles, job.leftOut, scaled);
      }
      try (OutputTransaction transaction =
          OutputTransaction.begin(output, List.of(STACK, STAR, PREVIEW), inputs, overwrite)) {
        transaction.publish(job::write);
      }
      return new Written(job.particles, job.leftOut, scaled);
    }
  }

  private static int box(Settings settings, Micrograph first) {
    double pixels = settings.box.pixels(first.pixelSizeAngstroms(), first.name());
    int box = 2 * (int) Math.round(pixels / 2);
    if (settings.box.unit() == Length.Unit.PIXEL && pixels != box || box < LEAST_BOX) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a box must be an even number of at least %d pixels, got %s",
              LEAST_BOX,
              settings.box));
    }
    return box;
  }

  private static int scaled(Settings settings, int box) {
    int scaled = settings.scaledBox.orElse(box);
    if (scaled < LEAST_BOX || scaled > box || scaled % 2 != 0) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "images are scaled to an even number of pixels from %d to the box of %d, got %d",
              LEAST_BOX,
              box,
              scaled));
    }
    return scaled;
  }

  private double backgroundRadius(Micrograph each, int box, int scaled) {
    if (settings.diameter.isEmpty()) {
      return Math.floor(0.47 * scaled);
    }
    Length diameter = settings.diameter.get();
    double radius = diameter.pixels(each.pixelSizeAngstroms(), each.name()) / 2 * scaled / box;
    if (radius > 0.5 * scaled) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a diameter of %s, %.1f pixels, is larger than the box of %d pixels",
              diameter,
              2 * radius * box / scaled,
              box));
    }
    return radius;
  }

  private void write(Path folder) {
    double firstPixel = micrographs.get(0).pixelSizeAngstroms().orElseThrow();
    try (MrcWriter writer =
        MrcWriter.stack(
            folder.resolve(STACK),
            boxes.scaled,
            boxes.scaled,
            OptionalDouble.of(firstPixel * boxes.box / boxes.scaled))) {
      cut((i, cut) -> add(i, cut, writer));
      if (rows.isEmpty()) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "none of %d coordinates has a box of %d pixels that lies wholly on its"
                    + " micrograph; choose a smaller box",
                leftOut,
                boxes.box));
      }
      writer.commit();
    }
    warnOfDarkParticles();
    Path stack = StagingFolder.published(folder.resolve(STACK));
    StarWriter.write(
        folder.resolve(STAR),
        star -> {
          OpticsGroup.writeOfParticles(star, groups.keySet());
          writeParticles(star, StackResolver.nameWhereRun(stack));
        });
    PngImage.writeLevels(
        ContactSheet.DEFAULT.withColumns(8).layOut(preview), folder.resolve(PREVIEW));
  }

  /** Cuts particles out of the micrographs of this run. */
  private void cut(Taker taker) {
    try (Progress.Stage stage =
        progress.start("extracting particles", shards.end() - shards.first())) {
      for (int i = shards.first(); i < shards.end(); i++) {
        int own = i;
        taker.take(i, shards.step(i, Cut.class, () -> cut(own)));
        stage.advance(1);
      }
    }
  }

  private Cut cut(int number) {
    Micrograph micrograph = micrographs.get(number);
    ParticleExtractor extractor =
        new ParticleExtractor(
            boxes.box,
            boxes.scaled,
            settings.invert,
            settings.normalise,
            backgroundRadius(micrograph, boxes.box, boxes.scaled));
    Image image = MicrographImage.read(micrograph.file()).image();
    List<Coordinate> coordinates = found.get(number).coordinates();
    int before = found.subList(0, number).stream().mapToInt(f -> f.coordinates().size()).sum();
    float[][] pixels = new float[coordinates.size()][];
    List<Integer> taken = new ArrayList<>();
    for (int c = 0; c < pixels.length; c++) {
      Optional<Image> particle = extractor.extract(image, coordinates.get(c), before + c);
      if (particle.isPresent()) {
        pixels[taken.size()] = particle.get().pixels();
        taken.add(c);
      }
    }
    return new Cut(taken, Arrays.copyOf(pixels, taken.size()));
  }

  private void count(int number, Cut cut) {
    particles += cut.taken.size();
    leftOut += found.get(number).coordinates().size() - cut.taken.size();
  }

  private void add(int number, Cut cut, MrcWriter writer) {
    count(number, cut);
    Micrograph micrograph = micrographs.get(number);
    double pixelSize = micrograph.pixelSizeAngstroms().orElseThrow() * boxes.box / boxes.scaled;
    OpticsGroup optics =
        new OpticsGroup(
            micrograph.microscope(),
            OptionalDouble.of(pixelSize),
            OptionalInt.of(boxes.scaled),
            false);
    int group = groups.computeIfAbsent(optics, key -> groups.size() + 1);
    for (int n = 0; n < cut.pixels.length; n++) {
      writer.write(rows.size(), cut.pixels[n]);
      Coordinate at = found.get(number).coordinates().get(cut.taken.get(n));
      rows.add(new Row(micrograph, at, group));
      Image particle = Image.square(boxes.scaled, cut.pixels[n]);
      if (preview.size() < PREVIEW_TILES) {
        preview.add(particle);
      }
      double middle = middle(particle);
      inside += middle;
      insideSquares += middle * middle;
    }
  }

  /** Mean of the middle, a disc of a quarter of the box in radius. */
  private static double middle(Image particle) {
    int box = particle.box();
    double sum = 0;
    int count = 0;
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        if (Math.hypot(r - Image.centre(box), c - Image.centre(box)) < box / 4.0) {
          sum += particle.at(r, c);
          count++;
        }
      }
    }
    return sum / count;
  }

  private void warnOfDarkParticles() {
    double n = rows.size();
    double mean = inside / n;
    double error = Math.sqrt(Math.max(0, insideSquares / n - mean * mean) / n);
    if (settings.normalise && n > 3 && mean < -3 * error) {
      progress.warn(
          "particles are darker than their background; everything that follows wants them white:"
              + " invert the contrast");
    }
  }

  private void writeParticles(StarWriter star, String stack) throws IOException {
    boolean ctf = rows.stream().allMatch(row -> row.micrograph.ctf().isPresent());
    boolean merit = rows.stream().allMatch(row -> row.coordinate.figureOfMerit().isPresent());
    List<String> columns =
        new ArrayList<>(
            List.of("rlnCoordinateX", "rlnCoordinateY", "rlnImageName", "rlnMicrographName"));
    columns.add("rlnOpticsGroup");
    if (ctf) {
      columns.addAll(List.of("rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle", "rlnPhaseShift"));
    }
    if (merit) {
      columns.add("rlnAutopickFigureOfMerit");
    }
    star.open("particles", columns);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      List<String> cells = new ArrayList<>();
      cells.add(number("%.6f", row.coordinate.column()));
      cells.add(number("%.6f", row.coordinate.row()));
      cells.add(StarWriter.quote(ImageLocation.name(stack, i)));
      cells.add(StarWriter.quote(row.micrograph.name()));
      cells.add(Integer.toString(row.group));
      if (ctf) {
        CtfParameters c = row.micrograph.ctf().orElseThrow();
        cells.add(number("%.2f", c.defocusUAngstroms()));
        cells.add(number("%.2f", c.defocusVAngstroms()));
        cells.add(number("%.3f", c.defocusAngleDegrees()));
        cells.add(number("%.3f", c.phaseShiftDegrees()));
      }
      if (merit) {
        cells.add(number("%.6f", row.coordinate.figureOfMerit().orElseThrow()));
      }
      star.row(cells);
    }
    star.end();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
