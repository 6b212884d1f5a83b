package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
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
import org.cryoudl.simulation.ParticleSimulator;
import org.cryoudl.simulation.ParticleSimulator.Particle;
import org.cryoudl.simulation.ParticleSimulator.ParticleClass;
import org.cryoudl.simulation.ParticleSimulator.Truth;
import org.cryoudl.simulation.ParticleSource;
import org.cryoudl.simulation.Recipe;

/**
 * Makes a data set from a recipe. Writes into one folder: {@code particles.mrcs}, {@code
 * particles.star}, {@code truth.csv}, {@code templates.mrcs} (the classes' pictures in their own
 * frame), both also as pictures ({@code preview.png} shows the first particles, {@code
 * templates.png} the classes), {@code recipe.yaml} (as resolved) and, on request, {@code
 * clean.mrcs}. Images are made on all cores and written as they come; memory does not grow with
 * their number, and the bytes do not depend on the number of threads.
 */
public final class SynthesizeJob {

  /** Recipes of data sets. */
  public static final ConfigKind<Recipe> RECIPE = new ConfigKind<>("recipe", Recipe.class);

  /** The particle images. */
  public static final String STACK = "particles.mrcs";

  /** Their metadata. */
  public static final String STAR = "particles.star";

  /** Their true poses. */
  public static final String TRUTH = "truth.csv";

  /** Their noise-free images. */
  public static final String CLEAN = "clean.mrcs";

  /** The classes' noise-free pictures in their own frame. */
  public static final String TEMPLATES = "templates.mrcs";

  private static final String GALLERY = "templates.png";
  private static final String PREVIEW = "preview.png";
  private static final String RESOLVED = "recipe.yaml";
  private static final int PREVIEW_TILES = 36;

  private static final List<String> RESULTS =
      List.of(STACK, STAR, TRUTH, CLEAN, TEMPLATES, GALLERY, PREVIEW, RESOLVED);

  private static final ContactSheet TEMPLATE_TILES =
      new ContactSheet(
          100, OptionalInt.empty(), OptionalInt.empty(), 2, ContrastStretch.MINIMUM_TO_MAXIMUM);

  private final Recipe recipe;
  private final Path output; // where results are written until all are complete
  private final Progress progress;

  private SynthesizeJob(Recipe recipe, Path output, Progress progress) {
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
   * @throws org.cryoudl.failure.UsageException if the recipe is wrong, or results are there and may
   *     not be replaced, or would take the place of a file the recipe is made of
   */
  public static Recipe run(
      Path recipeFile, List<String> overrides, Path output, boolean overwrite, Progress progress) {
    Recipe recipe = RecipeRun.load(recipeFile, RECIPE, overrides, SynthesizeJob::withAbsolutePaths);
    ParticleSimulator simulator =
        new ParticleSimulator(recipe, new ParticleClassLoader(recipe).load());
    try (OutputTransaction results =
        OutputTransaction.begin(output, RESULTS, inputs(recipeFile, recipe), overwrite)) {
      results.publish(folder -> new SynthesizeJob(recipe, folder, progress).write(simulator));
    }
    return recipe;
  }

  /** The files a recipe is made of. */
  private static List<Path> inputs(Path recipeFile, Recipe recipe) {
    return Stream.concat(
            Stream.of(recipeFile),
            recipe.sources().stream()
                .flatMap(
                    source ->
                        Stream.of(
                            source.specimen(), source.image(), source.volume(), source.pictures()))
                .filter(Objects::nonNull)
                .map(Path::of))
        .toList();
  }

  private void write(ParticleSimulator simulator) {
    AtomicOutput.writeText(output.resolve(RESOLVED), ConfigFile.toYaml(recipe, RECIPE));
    writeTemplates(simulator.classes());
    writeStacks(simulator);
    writeTruth(simulator, output.resolve(TRUTH));
    String stack = StackResolver.nameWhereRun(StagingFolder.published(output.resolve(STACK)));
    new ParticleStar(
            recipe.ctf(),
            recipe.pixelSizeAngstroms(),
            recipe.boxPixels(),
            recipe.count(),
            i -> row(simulator.truth(i)))
        .write(output.resolve(STAR), stack);
  }

  /** Of pictures it is known which one each image is a copy of; of particles it is not. */
  private ParticleStar.Row row(Truth truth) {
    boolean copies = recipe.sources().stream().allMatch(source -> source.pictures() != null);
    return new ParticleStar.Row(
        truth.ctf(),
        Optional.empty(),
        copies ? OptionalInt.of(truth.classIndex() + 1) : OptionalInt.empty());
  }

  private void writeTemplates(List<ParticleClass> classes) {
    List<Image> shown = new ArrayList<>();
    try (MrcWriter writer = stack(TEMPLATES)) {
      for (ParticleClass each : classes) {
        progress.detail("class: " + each.name());
        Image picture = each.template().render(recipe.boxPixels());
        writer.append(picture.pixels());
        if (shown.size() < TEMPLATE_TILES.maximumTiles()) {
          shown.add(picture);
        }
      }
      writer.commit();
    }
    PngImage.writeLevels(TEMPLATE_TILES.layOut(shown), output.resolve(GALLERY));
  }

  private void writeStacks(ParticleSimulator simulator) {
    Image[] preview = new Image[Math.min(PREVIEW_TILES, recipe.count())];
    try (MrcWriter noisy = stack(STACK);
        MrcWriter clean = recipe.writeClean() ? stack(CLEAN) : null;
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
    PngImage.writeLevels(ContactSheet.DEFAULT.layOut(List.of(preview)), output.resolve(PREVIEW));
  }

  private MrcWriter stack(String name) {
    return MrcWriter.stack(
        output.resolve(name),
        recipe.boxPixels(),
        recipe.boxPixels(),
        OptionalDouble.of(recipe.pixelSizeAngstroms()));
  }

  private void writeTruth(ParticleSimulator simulator, Path file) {
    boolean several = simulator.classes().size() > 1;
    List<String> header = new ArrayList<>(List.of("index", "angle_deg", "down_px", "right_px"));
    if (several) {
      header.add("class");
    }
    CsvWriter.write(
        file,
        header,
        out -> {
          for (int i = 0; i < recipe.count(); i++) {
            Truth truth = simulator.truth(i);
            List<Object> cells = new ArrayList<>();
            cells.add(i + 1);
            cells.add(CsvWriter.fixed(truth.placement().angleDegrees(), 6));
            cells.add(CsvWriter.fixed(truth.placement().downPixels(), 6));
            cells.add(CsvWriter.fixed(truth.placement().rightPixels(), 6));
            if (several) {
              cells.add(truth.classIndex() + 1);
            }
            out.row(cells.toArray());
          }
        });
  }

  private static Recipe withAbsolutePaths(Recipe recipe, Path folder) {
    List<ParticleSource> sources = new ArrayList<>();
    for (ParticleSource source : recipe.sources()) {
      sources.add(source.resolvedAgainst(folder));
    }
    return recipe.withSources(sources);
  }
}
