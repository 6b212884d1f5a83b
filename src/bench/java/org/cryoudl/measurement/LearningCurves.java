package org.cryoudl.measurement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.cryoudl.cli.Main;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;

/**
 * Learning curves of the network {@code cartesian}, started by {@code learning-curves.sh}: {@code
 * LearningCurves FOLDER PICTURES}. Trains it in four ways with one budget, on simulated sets of
 * several sizes and signal-to-noise ratios, and measures its error on the images that it was
 * trained on and on others; beside it the method {@code polar-spectrum} on the same sets.
 * Everything goes through the commands of the program, in one process. Writes {@code curves.csv},
 * {@code steps.csv} and a picture; what is there already is not measured again.
 */
public final class LearningCurves {

  private static final int[] IMAGES = {100, 1000, 10_000};
  private static final double[] SNRS = {1, 0.1, 0.02};
  private static final int SEEDS = 3;
  private static final int MIDDLE = 1000;
  private static final int STEPS = 400;
  private static final int LONG_STEPS = 1200;
  private static final int UNSEEN = 300;

  /** Where no way gets so far below the 45 degrees of chance, further seeds say nothing. */
  private static final double SAYS_SOMETHING_DEGREES = 42;

  private static final String CLASSICAL = "polar-spectrum";
  private static final List<String> WAYS = List.of("supervised", "transformer", "udl", "judl");
  private static final String HEAD =
      "images,snr,method,seed,steps,cpu_seconds,trained_degrees,unseen_degrees";

  private static final String SIZES = "number of images, as a power of ten";
  private static final String RATIOS = "signal-to-noise ratio, as a power of ten";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final Path curves;
  private final Path steps;

  private LearningCurves(Path folder) {
    this.folder = folder;
    this.curves = folder.resolve("curves.csv");
    this.steps = folder.resolve("steps.csv");
  }

  public static void main(String[] args) throws IOException {
    LearningCurves all = new LearningCurves(Path.of(args[0]));
    Files.createDirectories(all.folder);
    for (int seed = 1; seed <= SEEDS; seed++) {
      for (Cell cell : all.cells(seed)) {
        all.measure(cell);
      }
      if (seed == 1) {
        all.measureSteps(new Cell(MIDDLE, 1, 1));
      }
      all.draw(Path.of(args[1]));
    }
    System.exit(0); // the engine's threads would keep the process alive
  }

  /** A set of images, and the seed of both images and training. */
  private record Cell(int images, double snr, int seed) {
    String name() {
      return String.format(Locale.ROOT, "%d-%s-%d", images, snr, seed);
    }

    String start(String method) {
      return String.format(Locale.ROOT, "%d,%s,%s,%d,", images, snr, method, seed);
    }
  }

  /** All sizes at the best ratio, all ratios at the middle size. */
  private List<Cell> cells(int seed) throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (int images : IMAGES) {
      cells.add(new Cell(images, SNRS[0], seed));
    }
    for (double snr : SNRS) {
      if (snr != SNRS[0]) {
        cells.add(new Cell(MIDDLE, snr, seed));
      }
    }
    List<Cell> telling = new ArrayList<>();
    for (Cell cell : cells) {
      if (seed == 1 || saysSomething(cell.images(), cell.snr())) {
        telling.add(cell);
      }
    }
    return telling;
  }

  private boolean saysSomething(int images, double snr) throws IOException {
    String cell = String.format(Locale.ROOT, "%d,%s,", images, snr);
    return Files.readAllLines(curves).stream()
        .filter(line -> line.startsWith(cell) && !line.contains(CLASSICAL))
        .map(line -> line.split(","))
        .anyMatch(
            cells ->
                Math.min(Double.parseDouble(cells[6]), Double.parseDouble(cells[7]))
                    < SAYS_SOMETHING_DEGREES);
  }

  private void measure(Cell cell) throws IOException {
    Path trained = set("set", cell.images(), cell.snr(), cell.seed());
    Path unseen = set("unseen", UNSEEN, cell.snr(), 100);
    if (isMissing(curves, cell.start(CLASSICAL))) {
      double begin = cpuSeconds();
      double known = classical(trained);
      double seconds = cpuSeconds() - begin;
      append(curves, HEAD, cell.start(CLASSICAL) + row(0, seconds, known, classical(unseen)));
    }
    for (String way : WAYS) {
      if (isMissing(curves, cell.start(way))) {
        double begin = cpuSeconds();
        Path model = train(way, cell, trained, STEPS, false);
        double seconds = cpuSeconds() - begin;
        append(
            curves,
            HEAD,
            cell.start(way)
                + row(STEPS, seconds, networkError(model, trained), networkError(model, unseen)));
      }
    }
  }

  /** The error in the course of longer runs, on images of the set that is trained on. */
  private void measureSteps(Cell cell) throws IOException {
    Path trained = set("set", cell.images(), cell.snr(), cell.seed());
    Path unseen = set("unseen", UNSEEN, cell.snr(), 100);
    for (String way : WAYS) {
      if (isMissing(steps, way + ",")) {
        double begin = cpuSeconds();
        Path model = train(way, cell, trained, LONG_STEPS, true);
        double seconds = cpuSeconds() - begin;
        for (double[] point : course(way)) {
          append(
              steps,
              "method,steps,cpu_seconds,trained_degrees,unseen_degrees",
              way
                  + ","
                  + row((int) point[0], seconds * point[0] / LONG_STEPS, point[1], Double.NaN));
        }
        append(
            steps,
            "",
            way
                + ","
                + row(
                    LONG_STEPS,
                    seconds,
                    networkError(model, trained),
                    networkError(model, unseen)));
      }
    }
  }

  /** Steps and error, of all stages of the long run. */
  private List<double[]> course(String way) throws IOException {
    List<double[]> points = new ArrayList<>();
    int before = 0;
    for (String stage : way.equals("judl") ? List.of("judl-first", "judl") : List.of(way)) {
      for (String line : Files.readAllLines(folder.resolve(stage).resolve("metrics.jsonl"))) {
        JsonNode event = JSON.readTree(line);
        if (event.path("split").asText().equals("truth")
            && event.path("name").asText().equals("pairwise_error_mean_degrees")) {
          points.add(
              new double[] {before + event.path("step").asInt(), event.path("value").asDouble()});
        }
      }
      before += LONG_STEPS / 2;
    }
    return points;
  }

  private void draw(Path pictures) throws IOException {
    PngImage.write(
        LineChart.draw(
            List.of(
                chart("Images trained on, SNR 1", SIZES, 0, 6),
                chart("Images never seen, SNR 1", SIZES, 0, 7),
                chart("Images trained on, " + MIDDLE + " of them", RATIOS, 1, 6),
                chart("Images never seen, " + MIDDLE + " trained on", RATIOS, 1, 7))),
        pictures.resolve("learning-curves.png"));
  }

  private LineChart chart(String title, String axis, int column, int figure) throws IOException {
    List<LineChart.Line> lines = new ArrayList<>();
    List<String> methods = new ArrayList<>(WAYS);
    methods.add(CLASSICAL);
    for (String method : methods) {
      Map<Double, List<Double>> errors = new TreeMap<>();
      for (String row : Files.readAllLines(curves)) {
        String[] cells = row.split(",");
        boolean here = axis.equals(SIZES) ? cells[1].equals("1.0") : cells[0].equals("" + MIDDLE);
        if (cells[2].equals(method) && here) {
          errors
              .computeIfAbsent(
                  Math.log10(Double.parseDouble(cells[column])), key -> new ArrayList<>())
              .add(Double.parseDouble(cells[figure]));
        }
      }
      double[] x = errors.keySet().stream().mapToDouble(Double::doubleValue).toArray();
      double[] y =
          errors.values().stream()
              .mapToDouble(
                  all -> all.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
              .toArray();
      lines.add(
          new LineChart.Line(
              method,
              x,
              y,
              method.equals(CLASSICAL) ? LineChart.Style.DASHED : LineChart.Style.SOLID,
              lines.size()));
    }
    return new LineChart(title, axis, "error mod 180 (degrees)", lines);
  }

  private Path set(String name, int images, double snr, int seed) {
    Path set = folder.resolve(String.format(Locale.ROOT, "%s-%d-%s-%d", name, images, snr, seed));
    if (!Files.exists(set.resolve("particles.star"))) {
      run(
          "synthesize",
          "-c",
          "synthetic/demo.yaml",
          "-o",
          set.toString(),
          "--overwrite",
          "-q",
          "--set",
          "count=" + images,
          "--set",
          "seed=" + seed,
          "--set",
          "box_pixels=48",
          "--set",
          "pixel_size_angstroms=7.2",
          "--set",
          "poses.shift_maximum_pixels=3",
          "--set",
          "noise.variance_ratio=" + 1 / snr);
    }
    return set;
  }

  /** UDL first where the joint stage needs answers to start from, half of the steps each. */
  private Path train(String way, Cell cell, Path set, int count, boolean logged)
      throws IOException {
    if (!way.equals("judl")) {
      return train(way, way, List.of(), cell, set, count, logged);
    }
    Path first = train("udl", "judl-first", List.of(), cell, set, count / 2, logged);
    return train(way, way, List.of("start=" + first), cell, set, count - count / 2, logged);
  }

  private Path train(
      String config, String name, List<String> more, Cell cell, Path set, int count, boolean logged)
      throws IOException {
    Path run = folder.resolve(name);
    delete(run);
    List<String> changes = new ArrayList<>(more);
    changes.addAll(
        List.of(
            "seed=" + cell.seed(),
            "particles.path=" + set.resolve("particles.star"),
            "cartesian.pairs_per_step=12",
            "cartesian.architecture={input_pixels: 20, widths: [8, 16], mask_widths: [4],"
                + " head: 64, variant: vector, output: circular}",
            "optimiser.steps=" + count,
            "optimiser.learning_rate=" + (config.equals("judl") ? 0.002 : 0.005),
            "optimiser.schedule.warm_up_steps=20",
            "validation.every_steps=" + (logged ? 100 : 100_000),
            "checkpoint_every_steps=100000"));
    if (config.equals("supervised") || logged) {
      changes.add("particles.truth=" + set.resolve("truth.csv"));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "train",
                "-c",
                "configs/cartesian-small-" + config + ".yaml",
                "-o",
                run.toString(),
                "--threads",
                "1",
                "-q"));
    for (String change : changes) {
      command.addAll(List.of("--set", change));
    }
    run(command.toArray(String[]::new));
    return run.resolve("model.safetensors");
  }

  private double networkError(Path model, Path set) throws IOException {
    Path out = folder.resolve("evaluated");
    run(
        "evaluate",
        "pairs",
        set.resolve("particles.star").toString(),
        "--truth",
        set.resolve("truth.csv").toString(),
        "-m",
        model.toString(),
        "-o",
        out.toString(),
        "--overwrite",
        "--threads",
        "1",
        "-q");
    return JSON.readTree(out.resolve("pairs.json").toFile()).at("/mod180/mean").asDouble();
  }

  /** Error modulo 180 of the difference of each image's rotation and the one's before it. */
  private double classical(Path set) {
    Path out = folder.resolve("aligned");
    run(
        "align",
        "--method",
        CLASSICAL,
        set.resolve("particles.star").toString(),
        "-o",
        out.toString(),
        "--no-stack",
        "--overwrite",
        "--threads",
        "1",
        "-q");
    try (ParticleSet found =
        ParticleSet.open(
            out.resolve("particles.star"), ParticleSetOptions.DEFAULT.withoutImages())) {
      Pose[] truth = Truth.read(set.resolve("truth.csv")).posesOf(found);
      double sum = 0;
      for (int i = 0; i < truth.length; i++) {
        int before = (i + truth.length - 1) % truth.length;
        double error =
            found.pose(i).orElseThrow().psiDegrees()
                - found.pose(before).orElseThrow().psiDegrees()
                - truth[i].psiDegrees()
                + truth[before].psiDegrees();
        sum += Math.abs(error - 180 * Math.rint(error / 180));
      }
      return sum / truth.length;
    }
  }

  private static String row(int steps, double cpuSeconds, double trained, double unseen) {
    return String.format(
        Locale.ROOT,
        "%d,%.1f,%.3f,%s",
        steps,
        cpuSeconds,
        trained,
        Double.isNaN(unseen) ? "" : String.format(Locale.ROOT, "%.3f", unseen));
  }

  private static void run(String... command) {
    StringWriter said = new StringWriter();
    int code = Main.run(new PrintWriter(said), new PrintWriter(said), command);
    if (code != 0) {
      throw new IllegalStateException(String.join(" ", command) + " ended with " + said);
    }
  }

  private static void delete(Path run) throws IOException {
    if (Files.exists(run)) {
      try (Stream<Path> files = Files.walk(run)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static boolean isMissing(Path csv, String start) throws IOException {
    return !Files.exists(csv)
        || Files.readAllLines(csv).stream().noneMatch(l -> l.startsWith(start));
  }

  private static void append(Path csv, String head, String row) throws IOException {
    String text = (Files.exists(csv) ? "" : head + "\n") + row + "\n";
    Files.writeString(csv, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    System.out.println(row);
  }

  private static double cpuSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }
}
