package org.cryoudl.pipeline.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.io.TextFile;
import org.cryoudl.report.Highlight;
import org.cryoudl.report.Report;
import org.cryoudl.report.Section;
import org.cryoudl.report.Verdict;
import org.cryoudl.report.block.Axis;
import org.cryoudl.report.block.Block;
import org.cryoudl.report.block.Chart;
import org.cryoudl.report.block.Facts;
import org.cryoudl.report.block.Facts.Fact;
import org.cryoudl.report.block.Listing;
import org.cryoudl.report.block.Paragraph;
import org.cryoudl.report.block.Series;
import org.cryoudl.report.block.Table;
import org.cryoudl.training.run.TrainingRun;

/**
 * Shows how a training run went, from what its folder holds: metrics.jsonl, run.json and
 * config.yaml.
 *
 * @param folder of the run
 */
record TrainingReport(Path folder) {

  /** As run.json describes particles: file and number of images. */
  private static final Pattern IMAGES_OF_FILE = Pattern.compile("(.*): (\\d+) images of .*");

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Spread of values from which on a logarithmic axis shows more. */
  private static final double WIDE_RANGE = 20;

  /** One metric of one split in the course of the run. */
  private record Curve(String split, String name, List<Double> steps, List<Double> values) {

    double[] x() {
      return steps.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double[] y() {
      return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    double last() {
      return values.get(values.size() - 1);
    }

    double least() {
      return values.stream().min(Comparator.naturalOrder()).orElse(Double.NaN);
    }

    double greatest() {
      return values.stream().max(Comparator.naturalOrder()).orElse(Double.NaN);
    }
  }

  /**
   * Reads the run.
   *
   * @throws EnvironmentException if its files cannot be read
   */
  Report build() {
    List<Curve> curves = new ArrayList<>();
    double[] seconds = {0};
    double[] steps = {0};
    Map<String, Curve> known = new LinkedHashMap<>();
    for (String line : read("metrics.jsonl").split("\n")) {
      JsonNode event = parse(line);
      if (event.path("value").isNumber()) {
        String split = event.path("split").asText();
        String name = event.path("name").asText();
        Curve curve =
            known.computeIfAbsent(
                split + " " + name,
                key -> new Curve(split, name, new ArrayList<>(), new ArrayList<>()));
        curve.steps().add(event.path("step").asDouble());
        curve.values().add(event.path("value").asDouble());
        seconds[0] = event.path("seconds").asDouble();
        steps[0] = Math.max(steps[0], event.path("step").asDouble());
      }
    }
    curves.addAll(known.values());
    steps[0] = steps(steps[0]);
    List<Section> sections = new ArrayList<>();
    if (curves.isEmpty()) {
      sections.add(
          Section.of("curves", "Curves", new Paragraph("The run was too short to log anything.")));
    } else {
      sections.add(new Section("curves", "Curves", charts(curves)));
      sections.add(Section.of("figures", "Figures", table(curves)));
    }
    sections.add(provenance());
    return new Report(
        "Training",
        title(),
        new Verdict(Verdict.Tone.NEUTRAL, List.of(sentence(curves, steps[0]))),
        List.of(
            new Highlight("Steps", String.format(Locale.ROOT, "%,.0f", steps[0]), ""),
            new Highlight("Time", duration(seconds[0]), "of all sessions")),
        sections);
  }

  /** What was trained on; the folder's name says nothing to others. */
  private String title() {
    String data = parse(read("run.json")).path("data").asText();
    Matcher file = IMAGES_OF_FILE.matcher(data);
    return file.matches()
        ? String.format(
            Locale.ROOT,
            "Network trained on %s images of %s",
            file.group(2),
            Path.of(file.group(1)).getFileName())
        : data.isEmpty() ? "Network trained" : "Network trained on " + data;
  }

  /** The updates that were done: the newest checkpoint may be newer than the newest figure. */
  private double steps(double ofFigures) {
    return Math.max(ofFigures, TrainingRun.resume(folder).lastStep().orElse(0));
  }

  private static String sentence(List<Curve> curves, double steps) {
    return curves.stream()
        .filter(curve -> curve.split().equals("train") && curve.name().equals("loss"))
        .findFirst()
        .map(
            loss ->
                String.format(
                    Locale.ROOT,
                    "%,.0f steps were done; the loss went from %.4g to %.4g. Whether the network is"
                        + " better for it, only an evaluation on particles can say.",
                    steps,
                    loss.values().get(0),
                    loss.last()))
        .orElse(String.format(Locale.ROOT, "%,.0f steps were done.", steps));
  }

  private static String duration(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : seconds < 7200
            ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
            : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }

  /** One chart for each name; splits side by side in it. */
  private static List<Block> charts(List<Curve> curves) {
    Map<String, List<Curve>> byName = new LinkedHashMap<>();
    for (Curve curve : curves) {
      byName.computeIfAbsent(curve.name(), name -> new ArrayList<>()).add(curve);
    }
    List<Block> charts = new ArrayList<>();
    byName.forEach((name, same) -> charts.add(chart(name, same)));
    return charts;
  }

  private static Chart chart(String name, List<Curve> curves) {
    double least = curves.stream().mapToDouble(Curve::least).min().orElse(0);
    double greatest = curves.stream().mapToDouble(Curve::greatest).max().orElse(0);
    Axis axis = Axis.of(words(name));
    return new Chart(
        "metric-" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
        capitalised(words(name)),
        "",
        Axis.of("step"),
        least > 0 && greatest > WIDE_RANGE * least ? axis.logarithmic() : axis,
        curves.stream()
            .map(curve -> Series.line(curve.split(), curve.x(), curve.y()))
            .toArray(Series[]::new));
  }

  private static Table table(List<Curve> curves) {
    List<List<Table.Cell>> rows = new ArrayList<>();
    for (Curve curve : curves) {
      rows.add(
          List.of(
              Table.Cell.text(words(curve.name()) + " (" + curve.split() + ")"),
              number(curve.values().get(0)),
              number(curve.last()),
              number(curve.least()),
              number(curve.greatest())));
    }
    return new Table(
        "metrics",
        "Metrics",
        "docs/training.md explains the splits.",
        List.of("metric", "first", "last", "least", "greatest"),
        rows);
  }

  private static Table.Cell number(double value) {
    double size = Math.abs(value);
    return Table.Cell.number(value, size >= 1000 ? 0 : size >= 10 ? 2 : size >= 0.01 ? 4 : 7);
  }

  /** A metric in words, its unit in parentheses. */
  static String words(String name) {
    return name.replaceFirst("_mib$", " (MiB)")
        .replaceFirst("_degrees$", " (degrees)")
        .replace('_', ' ');
  }

  private static String capitalised(String words) {
    return words.isEmpty()
        ? words // a damaged record may name a figure so
        : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private Section provenance() {
    List<Fact> facts = new ArrayList<>();
    JsonNode run = parse(read("run.json"));
    run.fields()
        .forEachRemaining(
            field ->
                facts.add(new Fact(capitalised(words(field.getKey())), field.getValue().asText())));
    return Section.of(
        "provenance",
        "Provenance",
        new Facts(facts),
        new Listing("Configuration as resolved", read("config.yaml")));
  }

  /** A line that a killed run cut short is left out. */
  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private String read(String name) {
    Path file = folder.resolve(name);
    return Files.exists(file) ? TextFile.read(file) : "";
  }
}
