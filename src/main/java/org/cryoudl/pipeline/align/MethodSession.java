package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.Optional;
import org.cryoudl.alignment.Aligner;
import org.cryoudl.alignment.ClassAligner;
import org.cryoudl.alignment.ParticleAligner;
import org.cryoudl.alignment.baseline.BaselineAligner;
import org.cryoudl.alignment.baseline.BaselineMethod;
import org.cryoudl.alignment.baseline.CrossCorrelationSearch;
import org.cryoudl.alignment.baseline.FourierMellin;
import org.cryoudl.alignment.baseline.PolarSpectrum;
import org.cryoudl.alignment.baseline.averaging.IterativeAveraging;
import org.cryoudl.alignment.baseline.oracle.Oracle;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.evaluation.poses.Truth;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.network.model.AngleModel;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.pipeline.align.output.ClassCourse;
import org.cryoudl.pipeline.align.output.CramerRaoOutput;
import org.cryoudl.pipeline.align.output.IterativeAveragingOutput;
import org.cryoudl.pipeline.align.output.MethodOutput;
import org.cryoudl.pipeline.model.ModelChoice;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;

/**
 * A method made ready for a set.
 *
 * @param aligner finds the poses
 * @param extras what it leaves beside the usual results, known once it has aligned
 * @param network the network it uses, if any; closed with this
 * @param chosen where the network came from
 */
record MethodSession(
    Aligner aligner,
    MethodOutput extras,
    Optional<AngleModel> network,
    Optional<ModelChoice> chosen)
    implements AutoCloseable {

  /**
   * Makes a method ready.
   *
   * @param model model file; the shipped one if empty
   * @param work folder for what is shown while it works; nothing is shown without
   * @param checkpoints keep what was done
   */
  static MethodSession open(
      AlignMethod method,
      ParticleSet set,
      Optional<Path> model,
      ComputeDevice device,
      AlignmentOptions options,
      Optional<Path> work,
      Checkpoints checkpoints,
      Progress progress) {
    return switch (method.kind()) {
      case CRYOUDL -> {
        if (method.classes().sorts()) {
          ClassPlan plan = ClassAligner.resolved(method.classes(), set);
          yield work.map(place -> followed(place, plan, set, options, checkpoints, progress))
              .orElseGet(() -> withoutNetwork(new ClassAligner(options, plan, progress)));
        }
        method.classes().requireNothingOfSeveral();
        method.classes().unusedByOneClass().ifPresent(progress::warn);
        if (!options.plan().needsNetwork()) {
          yield withoutNetwork(
              new ParticleAligner(Optional.empty(), options, checkpoints, progress));
        }
        ModelChoice chosen = new ModelChoice(model);
        AngleModel network = chosen.load(device);
        yield new MethodSession(
            new ParticleAligner(Optional.of(network), options, checkpoints, progress),
            MethodOutput.NONE,
            Optional.of(network),
            Optional.of(chosen));
      }
      case POLAR_SPECTRUM -> of(new PolarSpectrum(), MethodOutput.NONE, options, progress);
      case FOURIER_MELLIN -> of(new FourierMellin(), MethodOutput.NONE, options, progress);
      case CROSS_CORRELATION ->
          of(new CrossCorrelationSearch(), MethodOutput.NONE, options, progress);
      case ITERATIVE_AVERAGING -> {
        IterativeAveragingOutput extras = new IterativeAveragingOutput();
        yield of(
            new IterativeAveraging(method.averaging(), extras::accept), extras, options, progress);
      }
      case ORACLE -> {
        CramerRaoOutput extras = new CramerRaoOutput();
        yield of(
            new Oracle(
                ReferencePicture.read(method.template().orElseThrow()),
                Truth.read(method.truth().orElseThrow()).posesOf(set),
                extras::accept),
            extras,
            options,
            progress);
      }
    };
  }

  private static MethodSession followed(
      Path work,
      ClassPlan plan,
      ParticleSet set,
      AlignmentOptions options,
      Checkpoints checkpoints,
      Progress progress) {
    ClassCourse course =
        new ClassCourse(
            work,
            plan.wanted().orElseThrow(),
            set.images().width(),
            set.pixelSizeAngstroms(),
            progress);
    return new MethodSession(
        new ClassAligner(options, plan, checkpoints, progress, course),
        course,
        Optional.empty(),
        Optional.empty());
  }

  private static MethodSession withoutNetwork(Aligner aligner) {
    return new MethodSession(aligner, MethodOutput.NONE, Optional.empty(), Optional.empty());
  }

  private static MethodSession of(
      BaselineMethod finder, MethodOutput extras, AlignmentOptions options, Progress progress) {
    return new MethodSession(
        new BaselineAligner(finder, options, progress), extras, Optional.empty(), Optional.empty());
  }

  /** The name of the network, if one takes part. */
  Optional<String> modelName() {
    return network.map(AngleModel::name);
  }

  @Override
  public void close() {
    network.ifPresent(AngleModel::close);
  }
}
