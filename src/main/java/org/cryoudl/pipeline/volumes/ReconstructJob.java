package org.cryoudl.pipeline.volumes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.shards.ShardPlan;
import org.cryoudl.pipeline.shards.Shards;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.pipeline.state.RunState;
import org.cryoudl.progress.Progress;
import org.cryoudl.volume.Backprojection;
import org.cryoudl.volume.FourierInversion;
import org.cryoudl.volume.ShellCorrelation;

/**
 * Reconstructs a volume from particles of known directions.
 *
 * @param particles a STAR file with angles, origins and CTFs
 * @param output the volume to write
 * @param symmetry of the particle
 * @param plan what is made of the halves, and whether the CTF counts
 * @param projectFolder what stack names are relative to, if not found otherwise
 * @param pixelSizeAngstroms of the images, if the user states it
 * @param overwrite whether results that are there may be replaced
 * @param course how the work goes
 */
public record ReconstructJob(
    Path particles,
    Path output,
    PointGroup symmetry,
    Plan plan,
    Optional<Path> projectFolder,
    OptionalDouble pixelSizeAngstroms,
    boolean overwrite,
    Course course) {

  private static final String SUBSET = "rlnRandomSubset";

  /**
   * What is made.
   *
   * @param withCtf whether images are corrected for their CTF
   * @param halves whether both halves are written too
   * @param wiener whether the volume gets Wiener weights, by what the halves agree on
   */
  public record Plan(boolean withCtf, boolean halves, boolean wiener) {

    boolean needsHalves() {
      return halves || wiener;
    }
  }

  /**
   * How the work goes.
   *
   * @param resume whether to go on where an earlier run was killed, if one was
   * @param shards which part of the particles is added up
   */
  public record Course(boolean resume, ShardPlan shards) {

    /** All at once, from the beginning. */
    public static final Course WHOLE = new Course(false, ShardPlan.WHOLE);
  }

  /**
   * What was made.
   *
   * @param particles number of images
   * @param halves how far the halves agree, if there are any
   */
  public record Result(int particles, Optional<FscCurves> halves) {}

  /**
   * Reconstructs and writes.
   *
   * @throws DataException if angles, CTFs or images are missing or wrong
   * @throws UsageException if no pixel size is known where the CTF needs it, or a result is there
   *     and may not be replaced
   */
  public Result run(Progress progress) {
    if (!ListedAngles.isStar(particles)) {
      throw new DataException(
          particles
              + " is no STAR file; angles in three dimensions are read from RELION's STAR files");
    }
    ParticleSetOptions options = ParticleSetOptions.DEFAULT;
    options = projectFolder.map(options::inProject).orElse(options);
    try (ParticleSet set = ParticleSet.open(particles, options)) {
      if (course.shards() instanceof ShardPlan.One) {
        return shard(set, progress);
      }
      try (OutputTransaction results = begin(set)) {
        ParticleSums particleSums = sums(set, progress);
        RunIdentity identity = identity(set);
        RunState state = RunState.open(results.stateFolder(), identity, progress);
        List<Backprojection> sums;
        try (Shards shards = shards(identity, set, progress)) {
          sums =
              shards.isMerged()
                  ? particleSums.merged(shards.states(), progress)
                  : state.during(() -> particleSums.of(0, set.size(), state, progress));
        }
        OptionalDouble pixel = pixelSize(set);
        return results.publishing(folder -> write(folder, sums, set.size(), pixel, progress));
      }
    }
  }

  /** Adds up the particles of one shard. */
  private Result shard(ParticleSet set, Progress progress) {
    ParticleSums particleSums = sums(set, progress);
    try (Shards shards = shards(identity(set), set, progress)) {
      RunState state = shards.states().get(0);
      shards.complete(
          () -> {
            List<Backprojection> sums =
                particleSums.of(shards.first(), shards.end(), state, progress);
            ParticleSums.keep(sums, shards.end(), state);
          });
      return new Result(shards.end() - shards.first(), Optional.empty());
    }
  }

  private Shards shards(RunIdentity identity, ParticleSet set, Progress progress) {
    return Shards.open(course.shards(), output, identity, set.size(), "particles", progress);
  }

  /** All that decides the volume. */
  private record Decisive(String symmetry, Plan plan, OptionalDouble pixelSizeAngstroms) {}

  private RunIdentity identity(ParticleSet set) {
    return RunIdentity.of(
        "reconstruct", new Decisive(symmetry.name(), plan, pixelSizeAngstroms), set.fileStates());
  }

  /** The particles, once all that is known of them is found to be right. */
  private ParticleSums sums(ParticleSet set, Progress progress) {
    InputHealth.acceptMetadata(set, plan.withCtf(), progress).stream()
        .map(Assumption::why)
        .filter(doubt -> !set.warnings().contains(doubt))
        .forEach(progress::warn);
    List<View> views = Views.of(set, plan.withCtf());
    OptionalDouble pixel = pixelSize(set);
    requireSquare(set);
    return new ParticleSums(
        set.images(),
        set.phases(),
        pixel.orElse(1),
        views,
        halves(set),
        plan.needsHalves() ? 2 : 1,
        symmetry);
  }

  private OutputTransaction begin(ParticleSet set) {
    List<String> others =
        plan.needsHalves()
            ? List.of(name("_half1.mrc"), name("_half2.mrc"), name("_fsc.csv"))
            : List.of();
    OutputTransaction begun =
        course.resume()
            ? OutputTransaction.resumeFiles(output, others, List.of(), overwrite)
            : OutputTransaction.beginFiles(output, others, List.of(), overwrite);
    begun.watch(set.fileStates());
    return begun;
  }

  /** The name of the volume with another end. */
  private String name(String end) {
    return output.getFileName().toString().replaceFirst("(?i)\\.mrc$", "") + end;
  }

  private OptionalDouble pixelSize(ParticleSet set) {
    OptionalDouble pixel =
        pixelSizeAngstroms.isPresent() ? pixelSizeAngstroms : set.pixelSizeAngstroms();
    if (plan.withCtf() && pixel.isEmpty()) {
      throw new UsageException(new Length.PixelSizeUnknown("the CTF", particles.toString()));
    }
    return pixel;
  }

  private static void requireSquare(ParticleSet set) {
    ImageSource images = set.images();
    if (images.width() != images.height()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: the images are %d x %d pixels; a volume needs square ones",
              set.file(),
              images.width(),
              images.height()));
    }
  }

  /** The half of every particle: RELION's random subset, else every other one. */
  private static int[] halves(ParticleSet set) {
    int[] halves = new int[set.size()];
    for (int row = 0; row < halves.length; row++) {
      OptionalDouble subset = set.number(row, SUBSET);
      halves[row] = subset.isPresent() ? (int) subset.getAsDouble() - 1 : row % 2;
      if (halves[row] < 0 || halves[row] > 1) {
        throw new DataException(
            set.place(row) + ": " + SUBSET + " is " + (halves[row] + 1) + ", it must be 1 or 2");
      }
    }
    return halves;
  }

  private Result write(
      Path folder, List<Backprojection> sums, int count, OptionalDouble pixel, Progress progress) {
    Path file = folder.resolve(output.getFileName());
    try (Progress.Stage stage = progress.start("inverting", sums.size() == 1 ? 1 : 3)) {
      if (sums.size() == 1) {
        VolumeFile.write(file, FourierInversion.of(sums.get(0)), pixel);
        stage.advance(1);
        return new Result(count, Optional.empty());
      }
      List<Grid> halves = new ArrayList<>();
      for (int half = 0; half < 2; half++) {
        halves.add(FourierInversion.of(sums.get(half)));
        VolumeFile.write(
            folder.resolve(name("_half" + (half + 1) + ".mrc")), halves.get(half), pixel);
        stage.advance(1);
      }
      ShellCorrelation agreement = ShellCorrelation.of(halves.get(0), halves.get(1));
      sums.get(0).merge(sums.get(1));
      Grid whole =
          plan.wiener()
              ? FourierInversion.wiener(sums.get(0), agreement.spectralSnr())
              : FourierInversion.of(sums.get(0));
      VolumeFile.write(file, whole, pixel);
      stage.advance(1);
      FscCurves curves = FscCurves.of(agreement, whole.width(), pixel);
      curves.writeTable(folder.resolve(name("_fsc.csv")));
      return new Result(count, Optional.of(curves));
    }
  }
}
