package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.AreaResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.micrographs.Coordinate;
import org.cryoudl.io.micrographs.CoordinateStar;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographStar;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.views.MicrographRecipe;
import org.cryoudl.simulation.views.MicrographSimulator;
import org.cryoudl.simulation.views.MicrographSimulator.Placed;
import org.cryoudl.simulation.views.MicrographSimulator.Truth;

/**
 * Makes micrographs with known particles. Writes into one folder: {@code micrographNNNN.mrc} and,
 * for each, {@code micrographNNNN_truth.star} (coordinates); {@code micrographs.star} (what a user
 * knows), {@code micrographs_truth.star} (with the true CTFs), {@code truth.csv} (every molecule),
 * {@code preview.png} (the first one) and {@code recipe.yaml} (as resolved).
 */
public final class MicrographsJob {

  /** Recipes of micrographs. */
  public static final ConfigKind<MicrographRecipe> RECIPE =
      new ConfigKind<>("micrograph", MicrographRecipe.class);

  /** The list of the micrographs. */
  public static final String LIST = "micrographs.star";

  private static final String TRUE_LIST = "micrographs_truth.star";
  private static final String PREVIEW = "preview.png";
  private static final String RESOLVED = "recipe.yaml";
  private static final int PREVIEW_SIDE = 512;

  private final MicrographRecipe recipe;
  private final MicrographSimulator simulator;
  private final Path output; // where results are written until all are complete
  private final Progress progress;

  private MicrographsJob(
      MicrographRecipe recipe, MicrographSimulator simulator, Path output, Progress progress) {
    this.recipe = recipe;
    this.simulator = simulator;
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
   * @return number of molecules on all micrographs
   * @throws UsageException if the recipe is wrong, or results are there and may not be replaced
   * @throws org.cryoudl.failure.DataException if a map or a file of directions cannot be read
   */
  public static int run(
      Path recipeFile, List<String> overrides, Path output, boolean overwrite, Progress progress) {
    MicrographRecipe recipe =
        RecipeRun.load(recipeFile, RECIPE, overrides, MicrographRecipe::resolvedAgainst);
    List<Path> inputs = Stream.concat(Stream.of(recipeFile), recipe.files().stream()).toList();
    MicrographSimulator simulator =
        new MicrographSimulator(
            recipe,
            new ViewedSpecimenLoader(
                    recipe.specimens(),
                    recipe.directions(),
                    recipe.pixelSizeAngstroms(),
                    recipeFile)
                .load());
    try (OutputTransaction results =
        OutputTransaction.begin(output, results(recipe), inputs, overwrite)) {
      return results.publishing(
          folder -> new MicrographsJob(recipe, simulator, folder, progress).write());
    }
  }

  private static List<String> results(MicrographRecipe recipe) {
    List<String> names =
        new ArrayList<>(List.of(LIST, TRUE_LIST, SynthesizeJob.TRUTH, PREVIEW, RESOLVED));
    for (int i = 0; i < recipe.count(); i++) {
      names.add(image(i));
      names.add(coordinates(i));
    }
    return names;
  }

  private static String image(int index) {
    return String.format(Locale.ROOT, "micrograph%04d.mrc", index + 1);
  }

  private static String coordinates(int index) {
    return String.format(Locale.ROOT, "micrograph%04d_truth.star", index + 1);
  }

  private int write() {
    AtomicOutput.writeText(output.resolve(RESOLVED), ConfigFile.toYaml(recipe, RECIPE));
    List<Truth> truths = new ArrayList<>();
    try (Progress.Stage stage = progress.start("simulating micrographs", recipe.count())) {
      for (int i = 0; i < recipe.count(); i++) {
        Truth truth = simulator.truth(i);
        Image image = simulator.simulate(i);
        MrcWriter.writeImage(
            output.resolve(image(i)), image, OptionalDouble.of(recipe.pixelSizeAngstroms()));
        CoordinateStar.write(
            output.resolve(coordinates(i)),
            truth.particles().stream().map(MicrographsJob::coordinate).toList());
        if (i == 0) {
          writePreview(image);
        }
        truths.add(truth);
        stage.advance(1);
      }
    }
    int molecules = truths.stream().mapToInt(t -> t.particles().size()).sum();
    int wanted = recipe.specimens().isEmpty() ? 0 : recipe.particles() * recipe.count();
    if (molecules < wanted) {
      progress.warn(
          String.format(
              Locale.ROOT,
              "%d of %d molecules have a place; the rest would lie nearer to others than"
                  + " minimum_distance_angstroms allows",
              molecules,
              wanted));
    }
    writeLists(truths);
    writeTruth(truths);
    return molecules;
  }

  private static Coordinate coordinate(Placed placed) {
    return new Coordinate(
        placed.column(),
        placed.row(),
        OptionalDouble.empty(),
        placed.specimen() + 1,
        OptionalDouble.of(placed.view().psiDegrees()));
  }

  private void writePreview(Image image) {
    double shrink = Math.min(1, (double) PREVIEW_SIDE / Math.max(image.width(), image.height()));
    Image small =
        AreaResize.apply(
            image,
            (int) Math.max(1, Math.round(shrink * image.width())),
            (int) Math.max(1, Math.round(shrink * image.height())));
    PngImage.write(small, output.resolve(PREVIEW), ContrastStretch.CLIPPED);
  }

  private void writeLists(List<Truth> truths) {
    CtfModel model = recipe.ctf();
    CtfParameters microscope =
        new CtfParameters(
            model.voltageKilovolts(),
            model.sphericalAberrationMillimetres(),
            model.amplitudeContrast(),
            0,
            0,
            0,
            0);
    List<Micrograph> known = new ArrayList<>();
    List<Micrograph> all = new ArrayList<>();
    for (int i = 0; i < truths.size(); i++) {
      Path name =
          Path.of(StackResolver.nameWhereRun(StagingFolder.published(output.resolve(image(i)))));
      known.add(
          new Micrograph(
              name.toString(),
              name,
              OptionalDouble.of(recipe.pixelSizeAngstroms()),
              Optional.empty(),
              Optional.of(microscope),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
      all.add(
          new Micrograph(
              name.toString(),
              name,
              OptionalDouble.of(recipe.pixelSizeAngstroms()),
              truths.get(i).ctf(),
              Optional.of(microscope),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
    }
    MicrographStar.write(output.resolve(LIST), known);
    MicrographStar.write(output.resolve(TRUE_LIST), all);
  }

  private void writeTruth(List<Truth> truths) {
    CsvWriter.write(
        output.resolve(SynthesizeJob.TRUTH),
        List.of("micrograph", "x", "y", "rot", "tilt", "psi", "specimen"),
        out -> {
          for (int i = 0; i < truths.size(); i++) {
            for (Placed each : truths.get(i).particles()) {
              out.row(
                  image(i),
                  CsvWriter.fixed(each.column(), 3),
                  CsvWriter.fixed(each.row(), 3),
                  CsvWriter.fixed(each.view().rotDegrees(), 5),
                  CsvWriter.fixed(each.view().tiltDegrees(), 5),
                  CsvWriter.fixed(each.view().psiDegrees(), 5),
                  simulator.specimens().get(each.specimen()).name());
            }
          }
        });
  }
}
