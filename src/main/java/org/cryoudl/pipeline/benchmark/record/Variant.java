package org.cryoudl.pipeline.benchmark.record;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.pipeline.align.AlignMethod;

/**
 * One way in which this program is run on a set.
 *
 * @param label how tables call it
 * @param kind the method
 * @param options of the command line beside it
 */
public record Variant(String label, AlignMethod.Kind kind, List<String> options) {

  /** Priors on averages, the one without a network first. */
  public static final List<String> PRIORS = List.of("wiener", "network");

  /** Where first angles come from, as tables say it and as {@code --initial} does. */
  private static final List<List<String>> STARTS =
      List.of(
          List.of("network", "average"),
          List.of("spectra", "spectra"),
          List.of("random", "random"));

  public Variant {
    options = List.copyOf(options);
  }

  /** A method as it is by default. */
  static Variant of(String method) {
    return new Variant(method, AlignMethod.Kind.named(method), List.of());
  }

  /** Every start with every prior: what the networks of {@code align} give. */
  static List<Variant> ablation() {
    List<Variant> variants = new ArrayList<>();
    for (List<String> start : STARTS) {
      for (String prior : PRIORS) {
        variants.add(
            new Variant(
                "start " + start.get(0) + ", prior " + prior,
                AlignMethod.Kind.CRYOUDL,
                List.of("--initial", start.get(1), "--prior", prior)));
      }
    }
    return variants;
  }

  /** The name of its folder. */
  public String folder() {
    return label.replaceAll("[^A-Za-z0-9-]+", "-");
  }
}
