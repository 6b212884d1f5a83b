package org.cryoudl.pipeline.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.evaluation.classes.TrueViews;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.io.particles.update.ParticleStarWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.pipeline.benchmark.record.BenchmarkSet;
import org.cryoudl.pipeline.benchmark.record.PreparedSet;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.health.InputHealth;
import org.cryoudl.pipeline.synthesize.RecipeRun;
import org.cryoudl.pipeline.synthesize.SynthesizeJob;
import org.cryoudl.progress.Progress;

/** Simulates or opens the sets of a benchmark and cuts them to the configured sizes. */
final class SetPreparation {

  private static final String STAR = "particles.star";

  private final Path folder;
  private final Progress progress;

  /**
   * @param folder receives a folder for each set and size
   */
  SetPreparation(Path folder, Progress progress) {
    this.folder = folder;
    this.progress = progress;
  }

  /** One set in every size that it has enough particles for, each size once. */
  List<PreparedSet> prepare(BenchmarkSet set, List<Integer> sizes) {
    Path particles;
    Path truth;
    Optional<Path> template;
    if (set.recipe() == null) {
      particles = Path.of(set.particles());
      truth = Path.of(set.truth());
      template = Optional.ofNullable(set.template()).map(Path::of);
    } else {
      Path simulated = folder.resolve(set.name()).resolve("simulated");
      RecipeRun.of(Path.of(set.recipe()), set.overrides(), simulated, true, progress);
      particles = simulated.resolve(SynthesizeJob.STAR);
      truth = simulated.resolve(SynthesizeJob.TRUTH);
      template = Optional.of(simulated.resolve(SynthesizeJob.TEMPLATES));
    }
    List<PreparedSet> prepared = new ArrayList<>();
    try (ParticleSet all = ParticleSet.open(particles, ParticleSetOptions.DEFAULT)) {
      InputHealth.accept(all, InputHealth.Use.DEFAULT, progress);
      for (int configured : sizes) {
        int size = configured == 0 ? all.size() : configured;
        if (size > all.size()) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "set '%s' has %d particles, but a size of %d is configured; choose a smaller one",
                  set.name(),
                  all.size(),
                  size));
        }
        if (prepared.stream().noneMatch(other -> other.size() == size)) {
          prepared.add(cut(all, size, set, truth, template));
        }
      }
    }
    return prepared;
  }

  private PreparedSet cut(
      ParticleSet all, int size, BenchmarkSet set, Path truth, Optional<Path> template) {
    boolean statedFlipped = all.phases() == PhaseState.FLIPPED;
    boolean flipped =
        set.phasesFlipped() == null
            ? statedFlipped || set.recipe() == null && !TrueViews.isIn(truth)
            : set.phasesFlipped();
    Path own =
        folder.resolve(set.name()).resolve(Integer.toString(size)).toAbsolutePath().normalize();
    OutputFolder.make(own);
    Path star = own.resolve(STAR);
    ParticleStarWriter.write(
        all, star, ParticleUpdate.NONE.keeping(IntStream.range(0, size).boxed().toList()));
    return new PreparedSet(
        set.name(),
        star,
        size,
        all.images().width(),
        truth.toAbsolutePath(),
        template.map(Path::toAbsolutePath),
        flipped,
        own);
  }
}
