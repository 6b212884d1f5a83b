package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.Recipe;
import org.cryoudl.simulation.views.ViewRecipe;

/**
 * A data set that was simulated by a recipe of either kind.
 *
 * @param count number of particles
 * @param boxPixels side of the images
 */
public record RecipeRun(int count, int boxPixels) {

  /**
   * Makes the set that a recipe describes; see {@link SynthesizeJob#run} and, for many views,
   * {@link ViewsJob#run}.
   */
  public static RecipeRun of(
      Path recipe, List<String> overrides, Path output, boolean overwrite, Progress progress) {
    if (ConfigFile.kindOf(recipe).equals(ViewsJob.RECIPE.name())) {
      ViewRecipe used = ViewsJob.run(recipe, overrides, output, overwrite, progress);
      return new RecipeRun(used.count(), used.boxPixels());
    }
    Recipe used = SynthesizeJob.run(recipe, overrides, output, overwrite, progress);
    return new RecipeRun(used.count(), used.boxPixels());
  }

  /**
   * Reads a recipe.
   *
   * @param resolved the recipe with its paths, which are relative to a folder, made absolute
   * @throws UsageException if the recipe is wrong
   */
  static <R extends Record> R load(
      Path file, ConfigKind<R> kind, List<String> overrides, BiFunction<R, Path, R> resolved) {
    R recipe = ConfigFile.load(file, kind, overrides);
    try {
      return resolved.apply(recipe, AtomicOutput.folderOf(file));
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }
}
