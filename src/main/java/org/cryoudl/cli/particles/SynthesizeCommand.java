package org.cryoudl.cli.particles;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.cli.options.OutputOptions;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.synthesize.MicrographsJob;
import org.cryoudl.pipeline.synthesize.RecipeRun;
import org.cryoudl.pipeline.synthesize.SynthesizeJob;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code synthesize}: a data set with known truth from a recipe. */
@Command(
    name = "synthesize",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Simulates particle images with known poses from a recipe.",
      "",
      "Writes particles.mrcs, particles.star, truth.csv, templates.mrcs, recipe.yaml and pictures;",
      "of kind 'micrograph': the micrographs, micrographs.star and true coordinates."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl synthesize -c synthetic/demo.yaml -o out/demo --set count=200",
      "  cryoudl synthesize -c configs/mixture.yaml -o out/mixture --set junk.share=0.2",
      "  cryoudl synthesize -c configs/micrograph.yaml -o out/micrographs --set count=3"
    })
public final class SynthesizeCommand implements Callable<Integer> {

  @Mixin private CommonOptions common;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "RECIPE",
      description =
          "Recipe (YAML): kind 'recipe' for views that it lists, kind 'views' for molecules seen from"
              + " any direction, kind 'micrograph' for whole micrographs; paths in it are relative"
              + " to its folder.")
  private Path recipe;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes one key of the recipe; may repeat.")
  private List<String> overrides = List.of();

  @Mixin private OutputOptions output;

  @Override
  public Integer call() {
    if (ConfigFile.kindOf(recipe).equals(MicrographsJob.RECIPE.name())) {
      int molecules =
          MicrographsJob.run(
              recipe, overrides, output.folder(), output.overwrite(), common.progress());
      common
          .out()
          .printf(
              Locale.ROOT,
              "%d particles on micrographs: %s, truth in %s%n",
              molecules,
              output.folder().resolve(MicrographsJob.LIST),
              output.folder().resolve(SynthesizeJob.TRUTH));
      common.out().flush();
      return 0;
    }
    RecipeRun made =
        RecipeRun.of(recipe, overrides, output.folder(), output.overwrite(), common.progress());
    print(made.count(), made.boxPixels());
    return 0;
  }

  private void print(int count, int boxPixels) {
    common
        .out()
        .printf(
            Locale.ROOT,
            "%d particles of %d px: %s, truth in %s%n",
            count,
            boxPixels,
            output.folder().resolve(SynthesizeJob.STAR),
            output.folder().resolve(SynthesizeJob.TRUTH));
    common.out().flush();
  }
}
