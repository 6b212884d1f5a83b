package org.cryoudl.pipeline.synthesize;

import java.nio.file.Path;
import java.util.List;
import org.cryoudl.pipeline.config.ConfigFile;
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
}
