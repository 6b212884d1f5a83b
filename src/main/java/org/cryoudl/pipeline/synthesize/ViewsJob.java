package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.views.JunkKind;
import org.cryoudl.simulation.views.SpecimenSource;
import org.cryoudl.simulation.views.ViewRecipe;
import org.cryoudl.simulation.views.ViewSimulator;
import org.cryoudl.simulation.views.ViewSimulator.Particle;
import org.cryoudl.simulation.views.ViewSimulator.Truth;
import org.cryoudl.simulation.views.ViewedSpecimen;

/**
 * Makes a data set of many views of three-dimensional molecules, with junk. Writes into one folder:
 * {@code particles.mrcs}, {@code particles.star}, {@code particles_truth.star} (with true angles
 * and origins), {@code truth.csv}, {@code templates.mrcs} (each molecule seen from twelve
 * directions), both also as pictures, {@code recipe.yaml} (as resolved) and, on request, {@code
 * clean.mrcs}. Images are made on all cores and written as they come; memory does not grow with
 * their number, and the bytes do not depend on the number of threads.
 */
public final class ViewsJob {

  /** Recipes of data sets of many views. */
  public static final ConfigKind<ViewRecipe> RECIPE = new ConfigKind<>("views", ViewRecipe.class);

  private static final String GALLERY = "templates.png";
  private static final String PREVIEW = "preview.png";
  private static final String RESOLVED = "recipe.yaml";
  private static final int PREVIEW_TILES = 64;
  private static final int PREVIEW_COLUMNS = 8;
  private static final int DIRECTIONS_SHOWN = 12;

  private static final List<String> RESULTS =
      List.of(
          SynthesizeJob.STACK,
          SynthesizeJob.STAR,
          TrueParticleStar.NAME,
          SynthesizeJob.TRUTH,
          SynthesizeJob.CLEAN,
          SynthesizeJob.TEMPLATES,
          GALLERY,
          PREVIEW,
          RESOLVED);

  private final ViewRecipe recipe;
  private final Path output; // where results are written until all are complete
  private final Progress progress;

  private ViewsJob(ViewRecipe recipe, Path output, Progress progress) {
    this.recipe = recipe;
    this.output = output;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @param recipeFile the recipe; paths in it and in {@code overrides} are relative to its folder
   * @param overrides {@code key=value} changes to it
   * @param output folder of the results, made if missing
   * @param overwrite whether results that are there may be replaced
   * @return the recipe as resolved, paths made absolute
   * @throws UsageException if the recipe is wrong, or results are there and may not be replaced, or
   *     would take the place of a file the recipe is made of
   * @throws org.cryoudl.failure.DataException if a map or a file of directions cannot be read
   */
  public static ViewRecipe run(
      Path recipeFile, List<String> overrides, Path output, boolean overwrite, Progress progress) {
    ViewRecipe recipe = RecipeRun.load(recipeFile, RECIPE, overrides, ViewRecipe::resolvedAgainst);
    List<Path> inputs = Stream.concat(Stream.of(recipeFile), recipe.files().stream()).toList();
    ViewSimulator simulator =
        new ViewSimulator(
            recipe,
            new ViewedSpecimenLoader(
                    recipe.specimens(),
                    recipe.directions(),
                    recipe.pixelSizeAngstroms(),
                    recipeFile)
                .load());
    try (OutputTransaction results = OutputTransaction.begin(output, RESULTS, inputs, overwrite)) {
      results.publish(folder -> new ViewsJob(recipe, folder, progress).write(simulator));
    }
    return recipe;
  }

  private void write(ViewSimulator simulator) {
    AtomicOutput.writeText(output.resolve(RESOLVED), ConfigFile.toYaml(recipe, RECIPE));
    writeTemplates(simulator.specimens());
    writeStacks(simulator);
    writeTruth(simulator, output.resolve(SynthesizeJob.TRUTH));
    String stack =
        StackResolver.nameWhereRun(StagingFolder.published(output.resolve(SynthesizeJob.STACK)));
    new ParticleStar(
            recipe.ctf(),
            recipe.pixelSizeAngstroms(),
            recipe.boxPixels(),
            recipe.count(),
            i -> row(simulator.truth(i)))
        .write(output.resolve(SynthesizeJob.STAR), stack);
    TrueParticleStar.write(
        output.resolve(SynthesizeJob.STAR),
        simulator,
        recipe.pixelSizeAngstroms(),
        output.resolve(TrueParticleStar.NAME));
  }

  private static ParticleStar.Row row(Truth truth) {
    return new ParticleStar.Row(
        truth.ctf(),
        Optional.of(String.format(Locale.ROOT, "micrograph%05d.mrc", truth.micrograph())),
        OptionalInt.empty());
  }

  private void writeTemplates(List<ViewedSpecimen> specimens) {
    List<Image> shown = new ArrayList<>();
    try (MrcWriter writer = stack(SynthesizeJob.TEMPLATES)) {
      for (ViewedSpecimen specimen : specimens) {
        progress.detail("specimen: " + specimen.name());
        for (int d = 0; d < DIRECTIONS_SHOWN; d++) {
          Image picture =
              specimen
                  .density()
                  .project(EulerAngles.onSpiral(d, DIRECTIONS_SHOWN), recipe.pixelSizeAngstroms())
                  .render(recipe.boxPixels());
          writer.append(picture.pixels());
          shown.add(picture);
        }
      }
      writer.commit();
    }
    ContactSheet tiles =
        new ContactSheet(
            10 * DIRECTIONS_SHOWN,
            OptionalInt.of(DIRECTIONS_SHOWN),
            OptionalInt.empty(),
            2,
            ContrastStretch.MINIMUM_TO_MAXIMUM);
    PngImage.writeLevels(
        tiles.layOut(shown.subList(0, Math.min(shown.size(), tiles.maximumTiles()))),
        output.resolve(GALLERY));
  }

  private void writeStacks(ViewSimulator simulator) {
    Image[] preview = new Image[Math.min(PREVIEW_TILES, recipe.count())];
    try (MrcWriter noisy = stack(SynthesizeJob.STACK);
        MrcWriter clean = recipe.writeClean() ? stack(SynthesizeJob.CLEAN) : null;
        Progress.Stage stage = progress.start("simulating particles", recipe.count())) {
      ParallelLoop.run(
          recipe.count(),
          index -> {
            Particle particle = simulator.simulate(index);
            noisy.write(index, particle.noisy().pixels());
            if (clean != null) {
              clean.write(index, particle.clean().pixels());
            }
            if (index < preview.length) {
              preview[index] = particle.noisy();
            }
            stage.advance(1);
          });
      if (clean != null) {
        clean.commit();
      }
      noisy.commit();
    }
    PngImage.writeLevels(
        ContactSheet.DEFAULT.withColumns(PREVIEW_COLUMNS).layOut(List.of(preview)),
        output.resolve(PREVIEW));
  }

  private MrcWriter stack(String name) {
    return MrcWriter.stack(
        output.resolve(name),
        recipe.boxPixels(),
        recipe.boxPixels(),
        OptionalDouble.of(recipe.pixelSizeAngstroms()));
  }

  private void writeTruth(ViewSimulator simulator, Path file) {
    CsvWriter.write(
        file,
        List.of(
            "index",
            "rot",
            "tilt",
            "psi",
            "shift_x",
            "shift_y",
            "specimen",
            "junk",
            "neighbour",
            "micrograph"),
        out -> {
          for (int i = 0; i < recipe.count(); i++) {
            Truth truth = simulator.truth(i);
            out.row(
                i + 1,
                CsvWriter.fixed(truth.view().rotDegrees(), 5),
                CsvWriter.fixed(truth.view().tiltDegrees(), 5),
                CsvWriter.fixed(truth.view().psiDegrees(), 5),
                CsvWriter.fixed(truth.rightPixels(), 4),
                CsvWriter.fixed(truth.downPixels(), 4),
                truth.junk().isPresent()
                    ? SpecimenSource.JUNK
                    : simulator.specimens().get(truth.specimen()).name(),
                truth.junk().map(JunkKind::label).orElse(""),
                truth.neighbour() ? 1 : 0,
                truth.micrograph());
          }
        });
  }
}
