package org.cryoudl.pipeline.benchmark.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One way in which {@code classify} is run on a set of many views.
 *
 * @param label how tables call it
 * @param start value of {@code --start}; empty for the default search
 * @param prior value of {@code --prior}
 */
public record SortVariant(String label, Optional<String> start, String prior) {

  private static final String CLASSIFY = "classify";
  private static final List<String> STARTS = List.of("nothing", "volume");

  /** As it is by default. */
  static List<SortVariant> standard() {
    return List.of(new SortVariant(CLASSIFY, Optional.empty(), RunVariant.PRIORS.get(0)));
  }

  /** The search with free averages and that through one volume, with every prior. */
  static List<SortVariant> ablation() {
    List<SortVariant> variants = new ArrayList<>();
    for (String start : STARTS) {
      for (String prior : RunVariant.PRIORS) {
        variants.add(
            new SortVariant(
                CLASSIFY + ", start " + start + ", prior " + prior, Optional.of(start), prior));
      }
    }
    return variants;
  }

  /** The name of its folder. */
  public String folder() {
    return label.replaceAll("[^A-Za-z0-9-]+", "-");
  }
}
