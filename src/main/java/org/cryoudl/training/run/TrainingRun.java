package org.cryoudl.training.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.TextFile;
import org.cryoudl.network.tensors.SafetensorsFile;

/**
 * The folder a training run leaves behind: {@code config.yaml} as resolved, {@code run.json}
 * (command line, versions, device, data), {@code log.txt}, {@code metrics.jsonl} (one event a
 * line), {@code curves.png} (these drawn), {@code checkpoints/} (the last ones and the best) and,
 * at the end, {@code model.safetensors}.
 */
public final class TrainingRun {

  /** The folder of checkpoints in that of a run. */
  public static final String CHECKPOINTS = "checkpoints";

  private static final String CONFIG = "config.yaml";
  private static final String FACTS = "run.json";
  private static final String LOG = "log.txt";
  private static final String METRICS = "metrics.jsonl";
  private static final String CURVES = "curves.png";
  private static final String MODEL = "model.safetensors";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHECKPOINT = "step-%09d.safetensors";
  private static final String CHECKPOINT_PATTERN = "step-\\d{9,}\\.safetensors";
  private static final String BEST = "best.safetensors";

  private final Path folder;
  private final long startNanos = System.nanoTime();
  private double secondsBefore;

  /** A new run is to be made in the folder of an older one. */
  public record RunExists(Path folder) implements Reason {
    @Override
    public String problem() {
      return folder + " holds a run already";
    }

    @Override
    public String remedy() {
      return "resume it, or name another folder";
    }
  }

  private TrainingRun(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts a run in a new or empty folder.
   *
   * @param folder where to
   * @param configYaml the configuration as resolved
   * @param facts command line, versions, device, data set: kept in run.json
   * @throws UsageException if the folder holds a run already
   */
  public static TrainingRun create(Path folder, String configYaml, Map<String, String> facts) {
    if (Files.exists(folder.resolve(CONFIG))) {
      throw new UsageException(new RunExists(folder));
    }
    try {
      Files.createDirectories(folder.resolve(CHECKPOINTS));
      ObjectNode node = JSON.createObjectNode();
      facts.forEach(node::put);
      AtomicOutput.writeText(folder.resolve(FACTS), node.toPrettyString() + "\n");
      AtomicOutput.writeText(folder.resolve(CONFIG), configYaml);
    } catch (IOException e) {
      throw AtomicOutput.unmakeable(folder, e);
    }
    return new TrainingRun(folder);
  }

  /**
   * Goes on with an interrupted run.
   *
   * @throws UsageException if there is none
   * @throws DataException if its record is damaged
   */
  public static TrainingRun resume(Path folder) {
    if (!Files.exists(folder.resolve(CONFIG))) {
      throw new UsageException("there is no run to resume in " + folder);
    }
    Path facts = folder.resolve(FACTS);
    if (Files.exists(facts) && parse(TextFile.read(facts)).isEmpty()) {
      throw new DataException(
          facts + " is no JSON object; the record of the run is damaged: restore or remove it");
    }
    return new TrainingRun(folder);
  }

  /** The configuration the run was started with, as resolved then. */
  public String configYaml() {
    return TextFile.read(folder.resolve(CONFIG));
  }

  /** Whether a run writes files of this name, into its folder or that of its checkpoints. */
  public static boolean isWritten(String name) {
    return List.of(CONFIG, FACTS, METRICS, CURVES, MODEL, BEST).contains(name)
        || name.matches(CHECKPOINT_PATTERN);
  }

  /** The file of the finished model. */
  public Path modelFile() {
    return folder.resolve(MODEL);
  }

  /**
   * The newest checkpoint that is complete, if there is any checkpoint.
   *
   * @param warn receives a sentence about each newer one that is damaged
   * @throws DataException if there are checkpoints and none is usable
   */
  public Optional<Checkpoint> latestCheckpoint(Consumer<String> warn) {
    List<Path> newestFirst = new ArrayList<>(checkpoints());
    Collections.reverse(newestFirst);
    List<DataException> damaged = new ArrayList<>();
    for (Path file : newestFirst) {
      try {
        Checkpoint checkpoint = Checkpoint.read(file);
        long step = checkpoint.step();
        damaged.forEach(
            e ->
                warn.accept(
                    String.format(
                        Locale.ROOT,
                        "%s; going on from step %d, %s, the newest complete checkpoint",
                        e.getMessage(),
                        step,
                        file.getFileName())));
        return Optional.of(checkpoint);
      } catch (DataException e) {
        damaged.add(e);
      }
    }
    if (damaged.isEmpty()) {
      return Optional.empty();
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%s, and no older checkpoint is usable; train into another folder",
            damaged.get(0).getMessage()),
        damaged.get(0));
  }

  /** Writes a checkpoint, then removes all but the last {@code kept}. */
  public void saveCheckpoint(long step, SafetensorsFile content, int kept) {
    content.write(
        folder.resolve(CHECKPOINTS).resolve(String.format(Locale.ROOT, CHECKPOINT, step)));
    List<Path> all = checkpoints();
    for (Path old : all.subList(0, Math.max(0, all.size() - kept))) {
      AtomicOutput.discard(old);
    }
  }

  /** Writes a checkpoint under the name of the best, replacing the one before. */
  public void saveBest(SafetensorsFile content) {
    content.write(bestFile());
  }

  /** The best state by validation so far, if there is one. */
  public Optional<Checkpoint> best() {
    return Files.exists(bestFile()) ? Optional.of(Checkpoint.read(bestFile())) : Optional.empty();
  }

  private Path bestFile() {
    return folder.resolve(CHECKPOINTS).resolve(BEST);
  }

  /** Adds one sentence to log.txt. */
  public void log(String sentence) {
    append(folder.resolve(LOG), Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + sentence);
  }

  /**
   * Adds one event to metrics.jsonl.
   *
   * @param step updates done
   * @param epoch how often the data were gone through; 0 where they never end
   * @param measurement what was measured
   */
  public void metric(long step, double epoch, Metric measurement) {
    double seconds = secondsBefore + (System.nanoTime() - startNanos) / 1e9;
    ObjectNode event = JSON.createObjectNode();
    event.put("step", step);
    event.put("epoch", Math.round(epoch * 1e3) / 1e3);
    event.put("seconds", Math.round(seconds * 1e3) / 1e3);
    event.put("split", measurement.split());
    event.put("name", measurement.name());
    event.put("value", measurement.value());
    append(metrics(), event.toString());
  }

  /** All values of a metric so far, in the order of their steps. */
  public List<Double> values(String split, String name) {
    return events().stream()
        .filter(event -> event.path("name").asText().equals(name))
        .filter(event -> event.path("split").asText().equals(split))
        .map(event -> event.path("value").asDouble(Double.POSITIVE_INFINITY))
        .toList();
  }

  /** The names of all metrics of a split so far, in the order in which they were measured. */
  public List<String> names(String split) {
    return events().stream()
        .filter(event -> event.path("split").asText().equals(split))
        .map(event -> event.path("name").asText())
        .distinct()
        .toList();
  }

  /** Draws all metrics so far into curves.png. */
  public void drawCurves() {
    Map<String, TrainingCurves.Series> series = new LinkedHashMap<>();
    for (JsonNode event : events()) {
      String split = event.path("split").asText();
      String name = event.path("name").asText();
      series
          .computeIfAbsent(
              split + " " + name, key -> new TrainingCurves.Series(split, name, new TreeMap<>()))
          .values()
          .put(event.path("step").asLong(), event.path("value").asDouble(Double.NaN));
    }
    TrainingCurves.write(List.copyOf(series.values()), curves());
  }

  private Path curves() {
    return folder.resolve(CURVES);
  }

  /** Drops the events after {@code step}: the steps that a resumed run does again. */
  public void rewindMetrics(long step) {
    StringBuilder kept = new StringBuilder();
    for (JsonNode event : events()) {
      if (event.path("step").asLong() <= step) {
        kept.append(event).append('\n');
        secondsBefore = event.path("seconds").asDouble();
      }
    }
    AtomicOutput.writeText(metrics(), kept.toString());
  }

  /** All events; a line that a killed run cut short is left out. */
  private List<JsonNode> events() {
    if (!Files.exists(metrics())) {
      return List.of();
    }
    List<JsonNode> events = new ArrayList<>();
    List<String> lines = TextFile.read(metrics()).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Optional<JsonNode> event = parse(lines.get(i));
      if (event.isEmpty() && i < lines.size() - 1) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "%s, line %d is no JSON object; the file is damaged: restore or remove it",
                metrics(),
                i + 1));
      }
      event.ifPresent(events::add);
    }
    return events;
  }

  private static Optional<JsonNode> parse(String line) {
    try {
      return Optional.of(JSON.readTree(line)).filter(JsonNode::isObject);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static void append(Path file, String line) {
    try {
      Files.writeString(
          file,
          line + "\n",
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw AtomicOutput.unwritable(file, e);
    }
  }

  private Path metrics() {
    return folder.resolve(METRICS);
  }

  /** The step of the newest checkpoint, complete or not. */
  public OptionalLong lastStep() {
    return checkpoints().stream()
        .map(file -> file.getFileName().toString().replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .max();
  }

  private List<Path> checkpoints() {
    try (Stream<Path> files = Files.list(folder.resolve(CHECKPOINTS))) {
      return files
          .filter(file -> file.getFileName().toString().matches(CHECKPOINT_PATTERN))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new EnvironmentException(
          "cannot list the checkpoints in " + folder + ": " + AtomicOutput.reason(e), e);
    }
  }
}
