package org.cryoudl.pipeline.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cryoudl.evaluation.pairs.PairwiseError;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.Reason;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.network.model.ShippedModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.align.AlignJob;
import org.cryoudl.pipeline.align.output.AlignmentOutput;
import org.cryoudl.pipeline.evaluate.EvaluateJob;
import org.cryoudl.pipeline.evaluate.EvaluationOutput;
import org.cryoudl.pipeline.evaluate.PoseEvaluation;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.KeptResults;
import org.cryoudl.pipeline.files.LockedFolder;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.files.ProgramFolder;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.pipeline.model.NetworkChoice;
import org.cryoudl.pipeline.synthesize.SynthesizeJob;
import org.cryoudl.pipeline.train.TrainJob;
import org.cryoudl.progress.Progress;

/**
 * The whole program on data of its own making: simulate particles, train on them without their
 * truth, align them, and only then compare with the truth. The same numbers come out every time on
 * one machine.
 *
 * @param output folder of the results, made if missing
 * @param overwrite whether the results of an earlier demonstration may be replaced
 * @param particles how many to simulate
 * @param steps of training
 * @param device where the network runs
 * @param commandLine what the user typed, for the record
 * @param version of this program, for the record
 */
public record DemoJob(
    Path output,
    boolean overwrite,
    int particles,
    int steps,
    ComputeDevice device,
    String commandLine,
    String version) {

  private static final String RECIPE = "synthetic/demo.yaml";
  private static final String CONFIG = "configs/demo.yaml";
  private static final String PICTURE = "overview.png";

  /**
   * What came out.
   *
   * @param before pair-wise error of the shipped network
   * @param after pair-wise error of the network trained here
   * @param score of the alignment
   * @param model the network trained here
   */
  public record Report(
      PairwiseError before, PairwiseError after, AlignmentScore score, Path model) {}

  /**
   * Runs to the end.
   *
   * @param heading receives a line about each step as it starts
   * @throws UsageException if results are there and may not be replaced
   * @throws EnvironmentException if this machine has no such device
   */
  public Report run(Consumer<String> heading, Progress progress) {
    TensorEngine.device(device);
    return LockedFolder.open(output, PICTURE::equals, new KeptResults.Parts(output))
        .during(
            () -> {
              requireReplaceable();
              return write(heading, progress);
            });
  }

  private Report write(Consumer<String> heading, Progress progress) {
    heading.accept("1/5  simulating " + particles + " noisy particles of a ribosome-like molecule");
    SynthesizeJob.run(
        ProgramFolder.file(RECIPE),
        List.of("count=" + particles),
        simulated(),
        overwrite,
        progress);
    heading.accept("2/5  training the shipped network on them; it never sees the true poses");
    Path model = train(progress);
    heading.accept("3/5  aligning them with the trained network");
    align(model, progress);
    heading.accept("4/5  comparing with the truth, which nothing has used so far");
    PairwiseError before = pairs(Optional.empty(), "before-training", progress);
    PairwiseError after = pairs(Optional.of(model), "after-training", progress);
    AlignmentScore score = score(progress);
    heading.accept("5/5  drawing");
    new DemoPicture(simulated(), aligned(), score.frame()).write(output.resolve(PICTURE));
    return new Report(before, after, score, model);
  }

  /** The folder for the demo holds files that may not be replaced. */
  public record FolderNotEmpty(Path folder) implements Reason {
    @Override
    public String problem() {
      return folder + " is not empty";
    }

    @Override
    public String remedy() {
      return "choose another folder, or allow its files to be replaced";
    }
  }

  /** The simulated particles, with their truth. */
  public Path simulated() {
    return output.resolve("simulated");
  }

  /** The run folder of the training. */
  public Path training() {
    return output.resolve("training");
  }

  /** The alignment. */
  public Path aligned() {
    return output.resolve("aligned");
  }

  /** The errors, as JSON and CSV. */
  public Path scores() {
    return output.resolve("scores");
  }

  /** One particle, the average before and after alignment, and the truth. */
  public Path picture() {
    return output.resolve(PICTURE);
  }

  private void requireReplaceable() {
    if (!overwrite && Files.exists(output)) {
      try (Stream<Path> content = Files.list(output)) {
        if (content.anyMatch(file -> !file.getFileName().toString().startsWith("."))) {
          throw new UsageException(new FolderNotEmpty(output));
        }
      } catch (IOException e) {
        throw new EnvironmentException("cannot read " + output + ": " + AtomicOutput.reason(e), e);
      }
    }
  }

  private Path train(Progress progress) {
    List<String> overrides =
        List.of(
            "particles.path=" + quoted(simulated().resolve(SynthesizeJob.STAR)),
            "start=" + quoted(ProgramFolder.file("models/" + ShippedModel.FILE)),
            "optimiser.steps=" + steps);
    try (OutputTransaction results = OutputTransaction.beginFolder(training())) {
      String model =
          results.publishing(
              staging ->
                  new TrainJob(
                          ProgramFolder.file(CONFIG),
                          overrides,
                          staging.resolve(training().getFileName()),
                          false,
                          device,
                          commandLine,
                          version)
                      .run(progress)
                      .model()
                      .getFileName()
                      .toString());
      return training().resolve(model);
    }
  }

  /** As YAML, whatever characters the path holds. */
  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }

  private void align(Path model, Progress progress) {
    AlignJob.of(simulated().resolve(SynthesizeJob.STAR), aligned())
        .model(Optional.of(model))
        .device(device)
        .report(true)
        .overwrite(overwrite)
        .commandLine(commandLine)
        .version(version)
        .build()
        .run(progress);
  }

  private PairwiseError pairs(Optional<Path> model, String name, Progress progress) {
    return new EvaluateJob(
            new ParticleInput(simulated().resolve(SynthesizeJob.STAR), Optional.empty()),
            simulated().resolve(SynthesizeJob.TRUTH),
            false,
            new NetworkChoice(new ModelChoice(model), device),
            Optional.of(new EvaluationOutput(scores().resolve(name), overwrite)),
            new Invocation(commandLine, version))
        .pairs(progress)
        .error();
  }

  private AlignmentScore score(Progress progress) {
    return new PoseEvaluation(
            aligned().resolve(AlignmentOutput.PARTICLES_STAR),
            simulated().resolve(SynthesizeJob.TRUTH),
            false,
            Optional.of(new EvaluationOutput(scores(), overwrite)),
            commandLine,
            version)
        .run(progress);
  }
}
