package org.cryoudl.pipeline.benchmark.record;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.cryoudl.pipeline.align.AlignMethod;
import org.cryoudl.pipeline.config.ConfigKind;

/**
 * What a benchmark compares.
 *
 * @param sets the particles
 * @param sizes how many particles of each set, from its first on; 0 is all; all by default
 * @param methods names of the methods; all by default
 * @param ablation whether {@code align} and {@code classify} are run with and without each network
 *     instead of the methods; false by default
 * @param classes number of classes that sets of many views are sorted into; 20 by default
 * @param relion RELION beside them
 * @param relionMore further runs of RELION, such as one with a finer step on one set; none by
 *     default
 * @param bootstrapResamples for the intervals; 1000 by default
 * @param seed of the bootstrap; 1 by default
 */
public record BenchmarkConfig(
    @JsonPropertyDescription("the particles") List<BenchmarkSet> sets,
    @JsonPropertyDescription("how many particles of each set; 0 is all") List<Integer> sizes,
    @JsonPropertyDescription("names of methods of alignment") List<String> methods,
    @JsonPropertyDescription(
            "instead of the methods: align with every start and prior, classify with both searches and every prior")
        Boolean ablation,
    @JsonPropertyDescription("number of classes for sets whose truth holds directions")
        Integer classes,
    @JsonPropertyDescription("RELION's Class2D beside them") RelionSettings relion,
    @JsonPropertyDescription("further runs of RELION, with other settings")
        List<RelionSettings> relionMore,
    @JsonPropertyDescription("resamples of the bootstrap intervals") Integer bootstrapResamples,
    @JsonPropertyDescription("seed of the bootstrap") Long seed) {

  /** Configurations of benchmarks. */
  public static final ConfigKind<BenchmarkConfig> KIND =
      new ConfigKind<>("benchmark", BenchmarkConfig.class);

  public BenchmarkConfig {
    if (sets == null || sets.isEmpty()) {
      throw new IllegalArgumentException("sets must list at least one set, got none");
    }
    sets = List.copyOf(sets);
    Set<String> names = new HashSet<>();
    for (BenchmarkSet set : sets) {
      if (!names.add(set.name())) {
        throw new IllegalArgumentException(
            "sets must differ in name, got '" + set.name() + "' twice");
      }
    }
    sizes = sizes == null || sizes.isEmpty() ? List.of(0) : List.copyOf(sizes);
    if (sizes.stream().anyMatch(size -> size < 0 || size == 1)) {
      throw new IllegalArgumentException("sizes must be 0 (all) or at least 2, got " + sizes);
    }
    methods =
        methods == null || methods.isEmpty()
            ? Arrays.stream(AlignMethod.Kind.values()).map(AlignMethod.Kind::label).toList()
            : List.copyOf(methods);
    methods.forEach(AlignMethod.Kind::named);
    ablation = ablation != null && ablation;
    classes = classes == null ? 20 : classes;
    if (classes < 2) {
      throw new IllegalArgumentException("classes must be at least 2, got " + classes);
    }
    relion = relion == null ? RelionSettings.standard() : relion;
    relionMore = relionMore == null ? List.of() : List.copyOf(relionMore);
    requireDistinct(relion, relionMore);
    bootstrapResamples = bootstrapResamples == null ? 1000 : bootstrapResamples;
    if (bootstrapResamples < 20) {
      throw new IllegalArgumentException(
          "bootstrap_resamples must be at least 20, got " + bootstrapResamples);
    }
    seed = seed == null ? 1 : seed;
  }

  /** This configuration with paths that hold from anywhere. */
  public BenchmarkConfig resolvedAgainst(Path folder) {
    return withSets(sets.stream().map(set -> set.resolvedAgainst(folder)).toList());
  }

  /** This configuration with other sets. */
  public BenchmarkConfig withSets(List<BenchmarkSet> others) {
    return new BenchmarkConfig(
        others, sizes, methods, ablation, classes, relion, relionMore, bootstrapResamples, seed);
  }

  /** This configuration without RELION, if it is not wanted. */
  public BenchmarkConfig withRelionIf(boolean wanted) {
    return new BenchmarkConfig(
        sets,
        sizes,
        methods,
        ablation,
        classes,
        relion.enabledIf(wanted),
        relionMore.stream().map(settings -> settings.enabledIf(wanted)).toList(),
        bootstrapResamples,
        seed);
  }

  /** Every way in which a set of one view is aligned by this program. */
  public List<RunVariant> variants() {
    return ablation ? RunVariant.ablation() : methods.stream().map(RunVariant::of).toList();
  }

  /** Every way in which a set of many views is sorted by this program. */
  public List<SortVariant> sortVariants() {
    return ablation ? SortVariant.ablation() : SortVariant.standard();
  }

  /** Every way in which RELION is run. */
  public List<RelionSettings> relionSettings() {
    return Stream.concat(Stream.of(relion), relionMore.stream()).toList();
  }

  private static void requireDistinct(RelionSettings first, List<RelionSettings> more) {
    List<RelionSettings> all = new ArrayList<>(List.of(first));
    for (RelionSettings settings : more) {
      for (RelionSettings other : all) {
        if (settings.repeats(other)) {
          throw new IllegalArgumentException(
              "relion_more must differ in step, sets or ctf from relion and from each other, got"
                  + String.format(
                      Locale.ROOT,
                      " psi_step_degrees %s with the same twice",
                      other.psiStepDegrees()));
        }
      }
      all.add(settings);
    }
  }
}
