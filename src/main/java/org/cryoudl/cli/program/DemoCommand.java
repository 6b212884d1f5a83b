package org.cryoudl.cli.program;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.Version;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.demo.DemoJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: everything once, on simulated particles. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Runs the whole program on particles it simulates.",
      "",
      "Simulates, trains, aligns, compares with the simulated truth and draws pictures, in a few"
          + " minutes on two cores and without any data."
    },
    footerHeading = "%nExample:%n",
    footer = "  cryoudl demo -o demo-output")
public final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Option(
      names = {"-o", "--output"},
      defaultValue = "demo-output",
      paramLabel = "DIR",
      description = "Folder for the results, made if missing (default: ${DEFAULT-VALUE}).")
  private Path output;

  @Option(
      names = "--particles",
      defaultValue = "240",
      paramLabel = "N",
      description = "Particles to simulate, at least 40 (default: ${DEFAULT-VALUE}).")
  private int particles;

  @Option(
      names = "--steps",
      defaultValue = "48",
      paramLabel = "N",
      description = "Training steps, at least 1 (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "Where the network runs: auto (default: a GPU if there is one), cpu, cuda:N.")
  private String device;

  @Option(names = "--overwrite", description = "Replace the results of an earlier demo.")
  private boolean overwrite;

  /** A training step takes 16 different particles. */
  private static final int LEAST_PARTICLES = 40;

  @Override
  public Integer call() {
    require("--particles", particles, LEAST_PARTICLES);
    require("--steps", steps, 1);
    DemoJob job =
        new DemoJob(
            output,
            overwrite,
            particles,
            steps,
            ComputeDevice.named(device),
            common.commandLine(),
            Version.current());
    long start = System.nanoTime();
    DemoJob.Report report = job.run(common::announce, common.progress());
    print(job, report, (System.nanoTime() - start) / 1e9);
    return 0;
  }

  private void require(String option, int value, int least) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), option + " must be at least " + least + ", got " + value);
    }
  }

  private void print(DemoJob job, DemoJob.Report report, double seconds) {
    PrintWriter out = common.out();
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "Pairs of particles, angle modulo 180 degrees, mean error: %.2f degrees by the shipped"
                + " network, %.2f after this short training (longer runs: docs/training.md).",
            report.before().errors().meanDegrees(),
            report.after().errors().meanDegrees()));
    out.println(
        String.format(
            Locale.ROOT,
            "Aligned particles, full turns, mean error: %.2f degrees; shift %s.",
            report.score().mod360().meanDegrees(),
            report.score().meanShiftPixels().isEmpty()
                ? "unknown, for no angle is right"
                : String.format(
                    Locale.ROOT, "%.2f px", report.score().meanShiftPixels().getAsDouble())));
    out.println();
    out.println(String.format(Locale.ROOT, "Written in %.0f s:", seconds));
    file(job.picture(), "a particle; all averaged unaligned; aligned; the truth");
    file(job.simulated().resolve("preview.png"), "the first particles as they came");
    file(job.aligned().resolve("before-after.png"), "some particles before and after");
    file(job.aligned().resolve("average.png"), "the average");
    file(job.aligned().resolve("particles.star"), "poses for RELION; beside it, for XMIPP");
    file(report.model(), "the network trained here");
    file(job.scores(), "the errors in full");
    out.println();
    out.println("Next, on particles of your own:");
    out.println("  cryoudl inspect particles.star -o particles.png");
    out.println("  cryoudl align particles.star -o aligned");
    out.println("docs/alignment.md describes what align does, docs/training.md how to train.");
    out.flush();
  }

  private void file(Path file, String what) {
    common.out().println(String.format(Locale.ROOT, "  %-38s  %s", file, what));
  }
}
