package org.cryoudl.cli.options;

import java.io.PrintWriter;
import java.util.Optional;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.pipeline.align.AlignJob;
import org.cryoudl.pipeline.align.output.PoseFormat;
import org.cryoudl.pipeline.state.RunProfile;
import picocli.CommandLine.Option;

/** What {@code align} and {@code classify} write, or whether they only look at the input. */
public final class ResultOptions {

  @OptionGroup(OptionGroup.Heading.OUTPUT)
  @Option(
      names = "--format",
      defaultValue = "both",
      paramLabel = "both|star|xmd|cs",
      description =
          "Metadata to write: RELION's STAR, XMIPP's XMD, cryoSPARC's .cs, or both of RELION and"
              + " XMIPP (default), with .cs too if PARTICLES is .cs.")
  private String format;

  @OptionGroup(OptionGroup.Heading.OUTPUT)
  @Option(
      names = "--report",
      description =
          "Write report.html too: one page with the verdict, averages, distributions and every"
              + " particle, and its numbers as JSON and CSV.")
  private boolean report;

  @OptionGroup(OptionGroup.Heading.OUTPUT)
  @Option(
      names = "--resume",
      description =
          "Go on where a run into the same folder was interrupted or killed, with the same outcome;"
              + " begin anew if there is none.")
  private boolean resume;

  @Option(
      names = "--profile",
      description =
          "Print where the time went, and add it to summary.json: steps, seconds, CPU seconds, bytes"
              + " and a floor for each stage.")
  private boolean profiled;

  @Option(
      names = "--dry-run",
      description =
          "Look at the input only: say what is fine, doubtful or wrong with it and how much time and"
              + " memory the run will probably take. Nothing is written.")
  private boolean dryRun;

  /** Completes a job with these options and runs it, or only looks at its input; prints the end. */
  public void carryOut(AlignJob.Builder unfinished, OutputOptions output, CommonOptions common) {
    AlignJob job =
        unfinished
            .format(PoseFormat.named(format))
            .report(report)
            .overwrite(output.overwrite())
            .resume(resume)
            .workforces(common.workforces())
            .commandLine(common.commandLine())
            .build();
    PrintWriter out = common.out();
    if (dryRun) {
      job.rehearse(common.progress()).forEach(out::println);
    } else {
      Optional<RunProfile> profile = profiled ? Optional.of(new RunProfile()) : Optional.empty();
      job.run(profile, common.progress()).lines().forEach(out::println);
      profile.ifPresent(own -> common.remark(RunProfile.lines(own.rows())));
      out.println("results in " + output.folder());
    }
    out.flush();
  }
}
