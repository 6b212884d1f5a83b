package org.cryoudl;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.cryoudl.alignment.confidence.AnglePosteriors;
import org.cryoudl.alignment.confidence.GivenPoseScoring;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.cryosparc.ResultGroup;
import org.cryoudl.io.gif.AnimatedGif;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.naming.MetadataAddress;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.io.particles.table.ImplausibleCtf;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.star.OpticsGroup;
import org.cryoudl.io.star.StarColumn;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.io.torch.TorchCheckpoint;
import org.cryoudl.io.torch.TorchStorageType;
import org.cryoudl.io.torch.TorchTensor;
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.io.xmd.XmdFile;
import org.cryoudl.network.cartesian.AngleReadout;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.DeviceMemory;
import org.cryoudl.network.tensors.NativeCache;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.pipeline.align.output.PoseFormat;
import org.cryoudl.pipeline.align.report.AlignmentSummary;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.KeptResults;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.files.ParticleInput;
import org.cryoudl.pipeline.files.ProgramVersion;
import org.cryoudl.pipeline.files.RunningOutputs;
import org.cryoudl.pipeline.state.RunProfile;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.report.files.ReportFiles;
import org.cryoudl.simulation.imaging.ColouredNoise;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.simulation.projection.PictureScaling;
import org.cryoudl.simulation.projection.PictureTemplate;
import org.cryoudl.simulation.projection.SampledTemplate;
import org.cryoudl.simulation.projection.Template;
import org.cryoudl.simulation.projection.VolumeProjector;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.RandomSpecimen;
import org.cryoudl.simulation.specimen.Specimen;
import org.cryoudl.simulation.specimen.Symmetry;
import org.cryoudl.simulation.specimen.VolumeBlobs;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a layer may use of another. Java has no walls inside a jar: a class that two rooms of one
 * layer share is public, and would be open to all. So each layer has doors, the rooms that others
 * may enter, and single classes besides, each named here.
 */
class DoorsTest {

  private static final JavaClasses PROGRAM =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.cryoudl");

  /** A layer, its doors, and the classes behind them that others may use all the same. */
  private enum Layer {
    /**
     * The classes: curves for the report; poses of other programs, scored in a benchmark; spectra
     * that other processes make.
     */
    ALIGNMENT(
        "alignment",
        List.of(
            "alignment",
            "alignment.plan",
            "alignment.result",
            "alignment.score",
            "alignment.baseline",
            "alignment.baseline.averaging",
            "alignment.baseline.oracle"),
        AnglePosteriors.class,
        GivenPoseScoring.class,
        ParticleIntake.class,
        ParticleSpectra.class),
    TRAINING("training", List.of("training", "training.config", "training.run")),
    /** The classes: what recipes are made of, and noise and blobs for validation and training. */
    SIMULATION(
        "simulation",
        List.of("simulation", "simulation.views"),
        BlobProjection.class,
        ColouredNoise.class,
        CtfModel.class,
        Density.class,
        PictureScaling.class,
        PictureTemplate.class,
        RandomSpecimen.class,
        SampledTemplate.class,
        Specimen.class,
        Symmetry.class,
        Template.class,
        VolumeBlobs.class,
        VolumeProjector.class),
    /** The class writes a report; the rest of its room draws the page. */
    REPORT("report", List.of("report", "report.block"), ReportFiles.class),
    /** The classes: single files for {@code inspect}, names of images, and columns. */
    IO(
        "io",
        List.of(
            "io",
            "io.csv",
            "io.json",
            "io.micrographs",
            "io.mrc",
            "io.npy",
            "io.particles",
            "io.particles.update",
            "io.picture",
            "io.png",
            "io.scratch"),
        AnimatedGif.class,
        ImageLocation.class,
        ImplausibleCtf.class,
        MetadataAddress.class,
        NpyTable.class,
        OpticsGroup.class,
        ResultGroup.class,
        SharedColumn.class,
        StackResolver.class,
        StarColumn.class,
        StarFile.class,
        StarTable.class,
        StarWriter.class,
        TorchCheckpoint.class,
        TorchStorageType.class,
        TorchTensor.class,
        XmdClasses.class,
        XmdFile.class),
    /** The classes: what the command line prints, says and takes. */
    PIPELINE(
        "pipeline",
        List.of(
            "pipeline",
            "pipeline.align",
            "pipeline.benchmark",
            "pipeline.comparison",
            "pipeline.config",
            "pipeline.correlate",
            "pipeline.demo",
            "pipeline.evaluate",
            "pipeline.explorer",
            "pipeline.images",
            "pipeline.inspect",
            "pipeline.micrograph",
            "pipeline.model",
            "pipeline.relion",
            "pipeline.selection",
            "pipeline.shards",
            "pipeline.synthesize",
            "pipeline.train",
            "pipeline.validation",
            "pipeline.volumes"),
        AlignmentSummary.class,
        Invocation.class,
        KeptResults.class,
        OutputFolder.class,
        ParticleInput.class,
        PoseFormat.class,
        ProgramVersion.class,
        RunProfile.class,
        RunState.class,
        RunningOutputs.class),
    /**
     * Training builds networks and pipeline.model exchanges their weights, so both go in and out.
     */
    NETWORK(
        "network",
        List.of("network.model", "network.matching"),
        AngleReadout.class,
        ComputeDevice.class,
        DeviceMemory.class,
        NativeCache.class,
        NoisyAverage.class,
        PolarPictures.class,
        TensorEngine.class) {
      @Override
      String[] atHome() {
        return packages(List.of("network..", "training..", "pipeline.model"));
      }
    };

    final String name;
    final List<String> doors;
    final Class<?>[] byName;

    Layer(String name, List<String> doors, Class<?>... byName) {
      this.name = name;
      this.doors = doors;
      this.byName = byName;
    }

    /** The packages that may use everything of the layer. */
    String[] atHome() {
      return packages(List.of(name + ".."));
    }

    static String[] packages(List<String> names) {
      return names.stream().map(each -> "org.cryoudl." + each).toArray(String[]::new);
    }

    boolean isUsedFromOutside(Class<?> type) {
      JavaClass known = PROGRAM.get(type);
      return Stream.concat(Stream.of(known), nested(known))
          .flatMap(each -> each.getDirectDependenciesToSelf().stream())
          .anyMatch(use -> !resideInAnyPackage(atHome()).test(use.getOriginClass()));
    }

    private static Stream<JavaClass> nested(JavaClass type) {
      return PROGRAM.stream().filter(each -> each.getName().startsWith(type.getName() + "$"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void othersComeInThroughTheDoors(Layer layer) {
    noClasses()
        .that(not(resideInAnyPackage(layer.atHome())))
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.cryoudl." + layer.name + "..")
                .and(not(resideInAnyPackage(Layer.packages(layer.doors))))
                .and(not(belongToAnyOf(layer.byName))))
        .check(PROGRAM);
  }

  /** A rule with an exception that nobody needs is too wide; so is one without a closed room. */
  @ParameterizedTest
  @EnumSource
  void noDoorIsWiderThanNeeded(Layer layer) {
    assertEquals(
        List.of(),
        Arrays.stream(layer.byName)
            .filter(type -> !layer.isUsedFromOutside(type))
            .map(Class::getName)
            .toList());
    TreeSet<String> rooms = new TreeSet<>();
    PROGRAM.stream()
        .map(JavaClass::getPackageName)
        .filter(name -> (name + ".").startsWith("org.cryoudl." + layer.name + "."))
        .forEach(rooms::add);
    List<String> doors = List.of(Layer.packages(layer.doors));
    assertTrue(rooms.containsAll(doors), "of these doors some do not exist: " + doors);
    rooms.removeAll(doors);
    assertTrue(!rooms.isEmpty(), "every room is open");
  }
}
