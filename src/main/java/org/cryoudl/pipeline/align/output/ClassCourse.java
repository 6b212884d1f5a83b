package org.cryoudl.pipeline.align.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.SearchListener;
import org.cryoudl.alignment.plan.SearchPass;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.gif.AnimatedGif;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.classes.ClassFilm;
import org.cryoudl.pipeline.classes.ClassMontage;
import org.cryoudl.pipeline.classes.ClassTile;
import org.cryoudl.pipeline.files.RunningOutputs;
import org.cryoudl.pipeline.reporting.ReportPictures;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Series;

/**
 * How a search for classes goes: a picture of the averages while it works, and at the end its
 * figures pass by pass and a film of the averages as they grew. Passes of trials that were dropped
 * are left out of both.
 */
public final class ClassCourse implements SearchListener, MethodOutput {

  static final String PASSES = "class-passes.csv";
  static final String FILM = "classes.gif";
  static final String PROGRESS = "progress.png";

  /** Names of the files that are left. */
  public static final List<String> NAMES = List.of(PASSES, FILM);

  /** The film for reports. */
  public static final List<ReportPictures.Left> PICTURES =
      List.of(
          new ReportPictures.Left(
              FILM,
              "The averages from pass to pass",
              "each class keeps its place while it is there, and the last picture shows its number;"
                  + " where classes were given up for others, earlier pictures show these in the same"
                  + " places"));

  private static final long LEAST_NANOS = 3_000_000_000L;

  /** The pictures take no larger part of the time than one over this. */
  private static final int REST = 30;

  private static final int HUNDREDTHS = 30;
  private static final int LAST_HUNDREDTHS = 300;

  /** Sizes of classes that are listed for each pass: of so many parts of all. */
  private static final int QUARTERS = 4;

  private static final List<String> SIZES =
      List.of("smallest", "lower_quartile", "median", "upper_quartile", "largest");

  private final Path picture;
  private final int box;
  private final OptionalDouble pixelSizeAngstroms;
  private final Progress progress;
  private final ClassFilm film;
  private final List<Pass> passes = new ArrayList<>();
  private final List<Pass> onTrial = new ArrayList<>();
  private int[] places;
  private long nextPicture = System.nanoTime();
  private boolean pictureFails;

  /** The figures of a pass; sizes from the smallest to the largest class. */
  private record Pass(int classes, int rings, double logEvidence, double[] sizes) {}

  /**
   * @param work folder for the picture while the search works
   * @param classes how many there will be
   * @param box of the particles in pixels
   */
  public ClassCourse(
      Path work, int classes, int box, OptionalDouble pixelSizeAngstroms, Progress progress) {
    this.picture = work.resolve(PROGRESS);
    this.box = box;
    this.pixelSizeAngstroms = pixelSizeAngstroms;
    this.progress = progress;
    this.film = new ClassFilm(classes);
    this.places = IntStream.range(0, classes).toArray();
  }

  @Override
  public void begun() {
    passes.clear();
    onTrial.clear();
    film.clear();
  }

  @Override
  public void numbered(int[] found) {
    places = found.clone();
  }

  @Override
  public String passed(SearchPass pass) {
    (pass.trial() ? onTrial : passes)
        .add(new Pass(pass.classes(), pass.rings(), pass.logEvidence(), quarters(pass.sizes())));
    List<Image> averages = pass.averages().get();
    film.add(averages, pass.trial());
    return !pictureFails && System.nanoTime() >= nextPicture ? show(pass, averages) : "";
  }

  @Override
  public void trialEnded(boolean kept) {
    if (kept) {
      passes.addAll(onTrial);
    }
    onTrial.clear();
    film.trialEnded(kept);
  }

  private static double[] quarters(double[] sizes) {
    double[] sorted = sizes.clone();
    Arrays.sort(sorted);
    double[] quarters = new double[QUARTERS + 1];
    Arrays.setAll(quarters, q -> sorted[Math.round((sorted.length - 1) * q / (float) QUARTERS)]);
    return quarters;
  }

  /** Replaces the picture of the averages; one that cannot be written is no reason to end. */
  private String show(SearchPass pass, List<Image> averages) {
    long start = System.nanoTime();
    double all = Arrays.stream(pass.sizes()).sum();
    List<ClassTile> tiles = new ArrayList<>();
    for (int k = 0; k < averages.size(); k++) {
      int particles = (int) Math.round(pass.sizes()[k]);
      tiles.add(
          new ClassTile(
              k + 1,
              particles,
              particles / all,
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              averages.get(k)));
    }
    if (tiles.stream().allMatch(tile -> tile.particles() == 0)) {
      return "";
    }
    try {
      PngImage.writeLevels(ClassMontage.drawUnfinished(tiles, box, pixelSizeAngstroms), picture);
    } catch (EnvironmentException e) {
      pictureFails = true;
      if (!RunningOutputs.isInterrupted()) {
        progress.warn("no picture of the averages while they grow: " + e.getMessage());
      }
      return "";
    }
    long end = System.nanoTime();
    nextPicture = end + Math.max(LEAST_NANOS, REST * (end - start));
    return "averages so far: " + picture;
  }

  @Override
  public void write(Path folder, ParticleSet set, Alignment alignment) {
    try {
      Files.deleteIfExists(picture);
    } catch (IOException e) {
      throw new EnvironmentException("cannot remove " + picture + ": " + AtomicOutput.reason(e), e);
    }
    List<String> header =
        new ArrayList<>(List.of("pass", "classes", "finest_ring", "log_evidence"));
    header.addAll(SIZES);
    CsvWriter.write(
        folder.resolve(PASSES),
        header,
        out -> {
          for (int p = 0; p < passes.size(); p++) {
            Pass pass = passes.get(p);
            Object[] cells = new Object[header.size()];
            cells[0] = p + 1;
            cells[1] = pass.classes();
            cells[2] = pass.rings();
            cells[3] = CsvWriter.fixed(pass.logEvidence(), 2);
            for (int q = 0; q <= QUARTERS; q++) {
              cells[4 + q] = CsvWriter.fixed(pass.sizes()[q], 2);
            }
            out.row(cells);
          }
        });
    List<Image> frames = film.frames(places);
    if (!frames.isEmpty()) {
      AnimatedGif.write(folder.resolve(FILM), frames, HUNDREDTHS, LAST_HUNDREDTHS);
    }
  }

  @Override
  public List<Chart> charts() {
    if (passes.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Chart(
            "log-evidence",
            "Log evidence of the search",
            "How much more likely the particles are by the averages than by noise, pass by pass. Only"
                + " passes with the same finest ring can be compared; a step where classes are added"
                + " is part of the method, as is a dip where some are given up for others.",
            Axis.of("pass"),
            Axis.of("log evidence"),
            evidence()),
        new Chart(
            "class-sizes",
            "Sizes of the classes",
            "Particles of the smallest and the largest class and the quartiles, by their posteriors,"
                + " pass by pass.",
            Axis.of("pass"),
            Axis.of("particles"),
            sizes()));
  }

  /** One line for each finest ring. */
  private Series[] evidence() {
    return new TreeSet<>(passes.stream().map(Pass::rings).toList())
        .stream()
            .map(
                rings -> {
                  int[] at = at(rings);
                  return new Series(
                      String.format(Locale.ROOT, "to %d cycles per box", rings),
                      Series.Kind.MARKED,
                      Arrays.stream(at).mapToDouble(p -> p + 1).toArray(),
                      Arrays.stream(at).mapToDouble(p -> passes.get(p).logEvidence()).toArray());
                })
            .toArray(Series[]::new);
  }

  private int[] at(int rings) {
    return IntStream.range(0, passes.size()).filter(p -> passes.get(p).rings() == rings).toArray();
  }

  private Series[] sizes() {
    double[] number = new double[passes.size()];
    Arrays.setAll(number, p -> p + 1);
    Series[] lines = new Series[SIZES.size()];
    for (int q = 0; q < lines.length; q++) {
      int quarter = lines.length - 1 - q;
      lines[q] =
          new Series(
              SIZES.get(quarter).replace('_', ' '),
              quarter % 2 == 0 ? Series.Kind.LINE : Series.Kind.DASHED,
              number,
              passes.stream().mapToDouble(pass -> pass.sizes()[quarter]).toArray());
    }
    return lines;
  }
}
