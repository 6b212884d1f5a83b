package org.cryoudl.cli.volumes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerConvention;
import org.cryoudl.pipeline.volumes.AnglesJob;
import org.cryoudl.pipeline.volumes.ListedAngles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code angles}: directions of view in several conventions. */
@Command(
    name = "angles",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Converts Euler angles between programs.",
    subcommands = AnglesCommand.Convert.class,
    footerHeading = "%nExample:%n",
    footer = "  cryoudl angles convert particles.star --to eman2 -o angles.csv")
public final class AnglesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say 'angles convert'");
  }

  /** {@code angles convert IN --to CONVENTION}. */
  @Command(
      name = "convert",
      mixinStandardHelpOptions = true,
      sortOptions = false,
      description = {
        "Writes directions of view in another convention.",
        "",
        "  zyz     rot,tilt,psi of RELION, XMIPP and cisTEM: turns about z, the new y, the new z",
        "  zxz     z1,x,z2 of textbooks: turns about z, the new x, the new z",
        "  eman2   az,alt,phi of EMAN2: the turns of zxz by other names",
        "  matrix  r11,r12,...,r33: the rotation matrix, row by row",
        "",
        "All stand for the rotation from the volume's frame to the picture's. Prints the result if"
            + " no file is named."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  cryoudl angles convert particles.star --to eman2 -o angles.csv",
        "  cryoudl angles convert angles.csv --to zyz -o angles.star",
        "  cryoudl angles convert 30,60,90 --from zxz --to matrix"
      })
  static final class Convert implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private CommonOptions common;

    @Parameters(
        paramLabel = "IN",
        description =
            "A STAR, XMD or CSV file, whose columns say what they are, or one direction such as"
                + " 30,60,90.")
    private String input;

    @Option(
        names = "--to",
        required = true,
        paramLabel = "CONVENTION",
        description = "One of ${COMPLETION-CANDIDATES}.")
    private EulerConvention to;

    @Option(
        names = "--from",
        paramLabel = "CONVENTION",
        description = "Of a single direction; zyz if not given. Files say theirs.")
    private EulerConvention from;

    @Option(
        names = {"-o", "--output"},
        paramLabel = "FILE",
        description = "A .csv to write, or a .star for zyz.")
    private Path output;

    @Option(names = "--overwrite", description = "Replace the file if it is there.")
    private boolean overwrite;

    @Override
    public Integer call() {
      boolean numbers = input.matches("[-+0-9.,eE\\s]*,[-+0-9.,eE\\s]*");
      Path file = numbers ? null : Path.of(input);
      if (file != null && from != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--from is for a single direction such as 30,60,90; the columns of "
                + input
                + " say it");
      }
      AnglesJob job = new AnglesJob(file == null ? parsed() : read(file), to);
      if (output == null) {
        job.lines().forEach(common.out()::println);
      } else {
        job.write(output, file == null ? List.of() : List.of(file), overwrite);
        int count = job.angles().angles().size();
        common
            .out()
            .println(output + " holds " + count + (count == 1 ? " direction" : " directions"));
      }
      common.out().flush();
      return 0;
    }

    private ListedAngles parsed() {
      return ListedAngles.parse(input, from == null ? EulerConvention.ZYZ : from);
    }

    private static ListedAngles read(Path file) {
      if (!Files.exists(file)) {
        throw new UsageException(
            file + " is neither a file nor a direction; write one like 30,60,90");
      }
      return ListedAngles.read(file);
    }
  }
}
