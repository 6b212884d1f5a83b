package org.cryoudl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import java.util.List;
import java.util.stream.Stream;

/** Dependencies between packages point one way, as docs/architecture.md says. */
@AnalyzeClasses(packages = "org.cryoudl", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("spark")
          .definedBy("org.cryoudl.spark..")
          .layer("cli")
          .definedBy("org.cryoudl.cli..")
          .layer("pipeline")
          .definedBy("org.cryoudl.pipeline..")
          .layer("science")
          .definedBy(
              "org.cryoudl.alignment..",
              "org.cryoudl.training..",
              "org.cryoudl.simulation..",
              "org.cryoudl.evaluation..",
              "org.cryoudl.volume..",
              "org.cryoudl.montage..",
              "org.cryoudl.similarity..",
              "org.cryoudl.displacement..",
              "org.cryoudl.micrograph..",
              "org.cryoudl.report..")
          .layer("network")
          .definedBy("org.cryoudl.network..")
          .layer("signals")
          .definedBy("org.cryoudl.image..", "org.cryoudl.fourier..", "org.cryoudl.io..")
          .layer("records")
          .definedBy("org.cryoudl.geometry..", "org.cryoudl.metadata..")
          .layer("base")
          .definedBy(
              "org.cryoudl.failure..",
              "org.cryoudl.progress..",
              "org.cryoudl.parallel..",
              "org.cryoudl.random..",
              "org.cryoudl.statistics..")
          .whereLayer("spark")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("spark")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("spark", "cli")
          .whereLayer("science")
          .mayOnlyBeAccessedByLayers("cli", "pipeline")
          .whereLayer("network")
          .mayOnlyBeAccessedByLayers("cli", "pipeline", "science")
          .whereLayer("signals")
          .mayOnlyBeAccessedByLayers("cli", "pipeline", "science", "network")
          .whereLayer("records")
          .mayOnlyBeAccessedByLayers("cli", "pipeline", "science", "network", "signals")
          .whereLayer("base")
          .mayOnlyBeAccessedByLayers(
              "spark", "cli", "pipeline", "science", "network", "signals", "records");

  /** Spark is one of several places where pieces may be worked on: nothing else knows it. */
  @ArchTest
  static final ArchRule ONLY_ITS_ROOM_KNOWS_SPARK =
      noClasses()
          .that()
          .resideInAPackage("org.cryoudl..")
          .and()
          .resideOutsideOfPackage("org.cryoudl.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "org.cryoudl.spark..");

  /**
   * Within a layer, only training may use simulation, io and fourier image, and progress failure (a
   * warning may be a {@code Reason}).
   */
  @ArchTest
  static final ArchRule NOTHING_ELSE_GOES_SIDEWAYS =
      CompositeArchRule.of(
          List.of(
              mustNotUse(
                  "alignment", "training", "simulation", "evaluation", "micrograph", "report"),
              mustNotUse("training", "alignment", "evaluation", "micrograph", "report"),
              mustNotUse(
                  "simulation", "alignment", "training", "evaluation", "micrograph", "report"),
              mustNotUse(
                  "evaluation", "alignment", "training", "simulation", "micrograph", "report"),
              mustNotUse(
                  "micrograph",
                  "alignment",
                  "training",
                  "simulation",
                  "evaluation",
                  "report",
                  "network"),
              mustNotUse(
                  "report",
                  "alignment",
                  "training",
                  "simulation",
                  "evaluation",
                  "micrograph",
                  "network"),
              mustNotUse("volume", "alignment", "training", "simulation", "evaluation", "report"),
              mustNotUse("montage", "alignment", "training", "evaluation", "report", "similarity"),
              mustNotUse("similarity", "alignment", "training", "evaluation", "report", "montage"),
              mustNotUse("displacement", "alignment", "training", "similarity", "montage"),
              mustNotUse("image", "fourier", "io"),
              mustNotUse("fourier", "io"),
              mustNotUse("io", "fourier"),
              mustNotUse("geometry", "metadata"),
              mustNotUse("metadata", "geometry"),
              mustNotUse("failure", "progress", "parallel", "random", "statistics"),
              mustNotUse("progress", "parallel", "random", "statistics"),
              mustNotUse("parallel", "failure", "progress", "random", "statistics"),
              mustNotUse("random", "failure", "progress", "parallel", "statistics"),
              mustNotUse("statistics", "failure", "progress", "random")));

  private static ArchRule mustNotUse(String user, String... used) {
    String[] packages =
        Stream.of(used).map(name -> "org.cryoudl." + name + "..").toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("org.cryoudl." + user + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  /** At every level: no room uses another that uses it in turn, however far down they lie. */
  @ArchTest
  static final ArchRule NO_CIRCLES =
      slices().matching("org.cryoudl.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NO_CIRCLES_AT_THE_TOP =
      slices().matching("org.cryoudl.(*)..").should().beFreeOfCycles();

  /** See GraphScalar: what the engine keeps of such a number may be gone when gradients need it. */
  @ArchTest
  static final ArchRule NUMBERS_OUTLIVE_THE_GRAPH =
      noClasses()
          .that()
          .resideInAnyPackage("org.cryoudl.network..", "org.cryoudl.training..")
          .should()
          .callMethod(NDArray.class, "mul", Number.class)
          .orShould()
          .callMethod(NDArray.class, "div", Number.class)
          .orShould()
          .callMethod(NDArray.class, "pow", Number.class)
          .orShould()
          .callMethod(NDArray.class, "maximum", Number.class);
}
