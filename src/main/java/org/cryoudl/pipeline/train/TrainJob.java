package org.cryoudl.pipeline.train;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.pipeline.files.KeptResults;
import org.cryoudl.pipeline.files.LockedFolder;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;
import org.cryoudl.training.TrainingLoop;
import org.cryoudl.training.config.ParticleSettings;
import org.cryoudl.training.config.TrainingConfig;
import org.cryoudl.training.run.DataFingerprint;
import org.cryoudl.training.run.TrainingParticles;
import org.cryoudl.training.run.TrainingRun;

/**
 * Trains a network from a configuration into a run folder, and reports how it went.
 *
 * @param configFile configuration of kind {@code training}
 * @param overrides {@code key=value} changes to it
 * @param output folder of the run
 * @param resume whether to go on with the run that is there
 * @param device where the network runs
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record TrainJob(
    Path configFile,
    List<String> overrides,
    Path output,
    boolean resume,
    ComputeDevice device,
    String commandLine,
    String version) {

  /** Configurations of this job. */
  public static final ConfigKind<TrainingConfig> CONFIG =
      new ConfigKind<>("training", TrainingConfig.class);

  /** Keys named when a run is resumed with another configuration; a damaged one differs in all. */
  private static final int DIFFERENCES_SHOWN = 5;

  /**
   * What a run leaves.
   *
   * @param model the model's file
   * @param gained how the figures of the run changed, a sentence each
   * @param particles what it was trained on; empty for simulated molecules
   */
  public record Outcome(Path model, List<String> gained, Optional<String> particles) {}

  /** Runs to the end. */
  public Outcome run(Progress progress) {
    TrainingConfig config = ConfigFile.load(configFile, CONFIG, overrides);
    String yaml = ConfigFile.toYaml(config, CONFIG);
    if (config.particles() == null) {
      return train(config, yaml, List.of(), Optional.empty(), progress);
    }
    ParticleSettings settings = config.particles();
    try (ParticleSet particles =
        ParticleSet.open(Path.of(settings.path()), ParticleSetOptions.DEFAULT)) {
      List<Assumption> doubts = InputHealth.accept(particles, InputHealth.Use.IMAGES, progress);
      Optional<double[]> truth =
          Optional.ofNullable(settings.truth()).map(path -> truePsi(path, particles));
      return train(
          config,
          yaml,
          doubts,
          Optional.of(
              new TrainingParticles(
                  particles.images(), groups(settings, particles), truth, particles.fileStates())),
          progress);
    }
  }

  private Outcome train(
      TrainingConfig config,
      String yaml,
      List<Assumption> doubts,
      Optional<TrainingParticles> particles,
      Progress progress) {
    try (LockedFolder lock =
        LockedFolder.open(output, TrainJob::isWritten, new KeptResults.Resumable(output))) {
      lock.removeTemporaries(output.resolve(TrainingRun.CHECKPOINTS));
      TrainingRun run =
          resume
              ? resumed(yaml)
              : TrainingRun.create(output, yaml, facts(config, doubts, particles));
      try (TrainingLoop loop = new TrainingLoop(config, run, particles, device, progress)) {
        loop.run();
      }
      ReportFiles.write(new TrainingReport(output).build(), output);
      return new Outcome(
          run.modelFile(),
          TrainingGain.sentences(run),
          Optional.ofNullable(config.particles()).map(ParticleSettings::path));
    }
  }

  private static boolean isWritten(String name) {
    return TrainingRun.isWritten(name) || ReportFiles.names().contains(name);
  }

  private TrainingRun resumed(String yaml) {
    TrainingRun run = TrainingRun.resume(output);
    List<String> differences = ConfigFile.differences(run.configYaml(), yaml);
    if (!differences.isEmpty()) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "the configuration is not that of the run in %s: %s; resume with the same, or train into another folder",
              output,
              ShortList.of(differences, DIFFERENCES_SHOWN)));
    }
    return run;
  }

  private Map<String, String> facts(
      TrainingConfig config, List<Assumption> doubts, Optional<TrainingParticles> particles) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("command_line", commandLine);
    facts.put("version", version);
    facts.put("engine", TensorEngine.version());
    facts.put("device", TensorEngine.device(device).toString());
    facts.put("java", System.getProperty("java.version"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("seed", Long.toString(config.seed()));
    facts.put(
        "data",
        particles
            .map(
                stack -> {
                  ImageSource images = stack.images();
                  return String.format(
                      Locale.ROOT,
                      "%s: %d images of %d x %d pixels, fingerprint %s",
                      Objects.requireNonNull(config.particles()).path(),
                      images.size(),
                      images.width(),
                      images.height(),
                      DataFingerprint.of(images));
                })
            .orElse("molecules simulated on the fly"));
    if (!doubts.isEmpty()) {
      facts.put("doubtful", doubts.stream().map(Assumption::why).collect(Collectors.joining("; ")));
    }
    return facts;
  }

  /** The class of each particle, or one group of all. */
  private static int[] groups(ParticleSettings settings, ParticleSet particles) {
    int[] groups = new int[particles.size()];
    for (int row = 0; settings.byClass() && row < groups.length; row++) {
      int at = row;
      groups[row] =
          particles
              .classNumber(row)
              .orElseThrow(
                  () ->
                      new DataException(
                          particles.place(at)
                              + " has no class number, but by_class is true; set it to false, or"
                              + " name particles with classes"));
    }
    return groups;
  }

  private static double[] truePsi(String path, ParticleSet particles) {
    Truth truth = Truth.read(Path.of(path));
    return Arrays.stream(truth.posesOf(particles)).mapToDouble(Pose::psiDegrees).toArray();
  }
}
