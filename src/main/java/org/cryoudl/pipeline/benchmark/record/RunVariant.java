package org.cryoudl.pipeline.benchmark.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cryoudl.pipeline.align.AlignMethod;

/**
 * One way in which this program is run on a set.
 *
 * @param label how tables call it
 * @param kind the method
 * @param settings what is not as by default
 */
public record RunVariant(String label, AlignMethod.Kind kind, Optional<Settings> settings) {

  /**
   * What decides how an alignment begins.
   *
   * @param start where first angles come from
   * @param prior on averages
   */
  public record Settings(String start, String prior) {}

  /** Priors on averages, the one without a network first. */
  public static final List<String> PRIORS = List.of("wiener", "network");

  /** Where first angles come from: as tables say it, and as the command line does. */
  private static final List<List<String>> STARTS =
      List.of(
          List.of("network", "average"),
          List.of("spectra", "spectra"),
          List.of("random", "random"));

  /** A method as it is by default. */
  static RunVariant of(String method) {
    return new RunVariant(method, AlignMethod.Kind.named(method), Optional.empty());
  }

  /** Every start with every prior: what the networks of {@code align} give. */
  static List<RunVariant> ablation() {
    List<RunVariant> variants = new ArrayList<>();
    for (List<String> start : STARTS) {
      for (String prior : PRIORS) {
        variants.add(
            new RunVariant(
                "start " + start.get(0) + ", prior " + prior,
                AlignMethod.Kind.CRYOUDL,
                Optional.of(new Settings(start.get(1), prior))));
      }
    }
    return variants;
  }

  /** The name of its folder. */
  public String folder() {
    return label.replaceAll("[^A-Za-z0-9-]+", "-");
  }
}
