package org.cryoudl.cli.particles;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.selection.SelectJob;
import org.cryoudl.pipeline.selection.SelectionRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code select FOLDER -o DIR}: the particles of some classes. */
@Command(
    name = "select",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Takes the particles of some classes out of a classification of CryoUDL, of RELION's"
          + " Class2D (versions 3.0 to 5) or of XMIPP.",
      "",
      "Writes particles.star and particles.xmd (as the folder has them, every column as it was),"
          + " classes.mrcs with class_averages.star (the averages and their numbers), classes.png"
          + " and selection.json. If several rules are given, a class is chosen if all of them hold."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl select sorted -o chosen --classes 1,3-9",
      "  cryoudl select sorted -o chosen --min-resolution 15A",
      "  cryoudl select sorted -o junk --recommended --invert",
      "  cryoudl select Class2D/job012 -o chosen --classes 2,5 --project-dir .",
    })
public final class SelectCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private CommonOptions common;

  @Parameters(
      index = "0",
      paramLabel = "FOLDER",
      description =
          "A folder with classes of CryoUDL or a job folder of RELION, of which the last iteration"
              + " is taken; or a run_itNNN_data.star of another one, or XMIPP's classes.xmd.")
  private Path folder;

  @Mixin private OutputOptions output;

  @Option(
      names = "--classes",
      paramLabel = "LIST",
      description = "Classes of these numbers, such as 1,3-9.")
  private String classes;

  @Option(
      names = "--score",
      paramLabel = "S",
      description = "Classes with a score of at least S, from 0 to 1.")
  private Double score;

  @Option(
      names = "--min-resolution",
      paramLabel = "A",
      description = "Classes resolved to so many Angstroms or better, such as 15A.")
  private String resolution;

  @Option(
      names = "--recommended",
      description = "Classes that the classification itself recommends.")
  private boolean recommended;

  @Option(names = "--invert", description = "Take all other classes instead.")
  private boolean invert;

  @Option(
      names = "--project-dir",
      paramLabel = "DIR",
      description = "Folder that image names in the metadata are relative to.")
  private Path projectFolder;

  @Option(
      names = "--metadata-only",
      description = "Do not look for the stacks; their names stay as they are.")
  private boolean metadataOnly;

  @Override
  public Integer call() {
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    options = projectFolder == null ? options : options.inProject(projectFolder);
    options = metadataOnly ? options.withoutImages() : options;
    new SelectJob(
            folder,
            output.folder(),
            rules(),
            invert,
            options,
            output.overwrite(),
            common.invocation())
        .run(common.progress())
        .lines()
        .forEach(common.out()::println);
    common.out().println("results in " + output.folder());
    common.out().flush();
    return 0;
  }

  private List<SelectionRule> rules() {
    List<SelectionRule> rules = new ArrayList<>();
    if (classes != null) {
      rules.add(SelectionRule.Numbers.parse(classes));
    }
    if (score != null) {
      rules.add(new SelectionRule.Score(score));
    }
    if (resolution != null) {
      rules.add(SelectionRule.Resolution.parse(resolution));
    }
    if (recommended) {
      rules.add(new SelectionRule.Recommended());
    }
    if (rules.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "say which classes: --classes, --score, --min-resolution or --recommended");
    }
    return rules;
  }
}
