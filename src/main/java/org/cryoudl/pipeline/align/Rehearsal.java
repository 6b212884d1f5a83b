package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.alignment.ClassAligner;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.ClassPlan;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.io.particles.ParticleSelection;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.parallel.CpuClock;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.state.RunProfile;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.training.run.ProcessMemory;

/**
 * Tells what a run will take from doing it with a few of its particles, on the machine and with the
 * code that the run will have: a cold start, then the time of one particle more. A search for
 * classes is tried by itself: it takes longer with many classes, which few particles cannot fill.
 */
final class Rehearsal {

  /** Most particles that are tried. */
  private static final int MOST = 96;

  private static final int FEWEST = 24;

  /** Of few particles no more than one in so many is tried: it is to be quicker than the run. */
  private static final int SHARE = 4;

  /** Pixels that are tried, where images are large. */
  private static final int PIXELS = 1 << 21;

  /** Memory of Java's own and of the tensor engine. */
  private static final long ENGINE_MIB = 400;

  /** How often a run goes through all particles; see docs/performance.md. */
  private static final int PASSES = 20;

  /** Classes of the particles that are tried: their refinement is timed, not their search. */
  private static final int CLASSES = 2;

  private final ParticleSet set;
  private final AlignMethod method;
  private final Optional<Path> model;
  private final ComputeDevice device;
  private final AlignmentOptions options;
  private final Particles all;
  private final int[] usable;
  private final long roomBytes;

  /**
   * @param set open with its images
   * @param reduced what of it is aligned
   * @param options in pixels of the reduced set
   * @param constantRows of the set, whose images hold nothing, as far as that is known
   * @param roomBytes that a scratch file may take
   */
  Rehearsal(
      ParticleSet set,
      ReducedSet reduced,
      AlignMethod method,
      Optional<Path> model,
      ComputeDevice device,
      AlignmentOptions options,
      List<Integer> constantRows,
      long roomBytes) {
    this.roomBytes = roomBytes;
    this.set = set;
    this.all = reduced.particles();
    this.method = method;
    this.model = model;
    this.device = device;
    // A particle of some number need not be among those that are tried.
    this.options =
        options.reference() instanceof Reference.Particle
            ? options.withReference(new Reference.Particle(0))
            : options;
    int[] filled =
        IntStream.range(0, all.size())
            .filter(i -> !constantRows.contains(reduced.row(i)))
            .toArray();
    this.usable = filled.length < 2 ? IntStream.range(0, all.size()).toArray() : filled;
  }

  /** Whether a method can be tried on a part of a set: not one that knows the truth of each. */
  static boolean isPossible(AlignMethod method) {
    return method.kind() != AlignMethod.Kind.ORACLE;
  }

  /** What the whole run will take; what the process has taken so far is part of it. */
  AlignmentForecast forecast() {
    double before = CpuClock.seconds();
    int size = usable.length;
    int box = all.images().width();
    int most = Math.min(MOST, Math.min(size / SHARE, PIXELS / (box * box)));
    int few = Math.min(size, Math.max(FEWEST, most));
    Particles sample = sample(few);
    Map<String, Double> cold = seconds(sample);
    Map<String, Double> warm = seconds(sample);
    int fewer = Math.max(2, few / 3);
    StageCosts costs = StageCosts.of(warm, few, seconds(sample(fewer)), fewer);
    double once = Math.max(sum(cold), sum(warm)) - costs.seconds(few);
    boolean sorts = method.classes().sorts();
    ClassPlan plan = sorts ? ClassAligner.resolved(method.classes(), all) : method.classes();
    double search =
        sorts
            ? new ClassAligner(options, plan, Progress.silent()).searchCpuSeconds(sample, size)
            : 0;
    Memory memory = new Memory(box, sorts, plan.classes(size), plan.search().batch());
    long heap = Runtime.getRuntime().maxMemory();
    int inMemory = ParticleIntake.spectraKept(size, box, heap);
    SpectraPlace spectra =
        new SpectraPlace((size - inMemory) * ParticleIntake.spectrumBytes(box), roomBytes);
    double anew = spectra.isKept() ? 0 : PASSES * (size - inMemory) * spectrumSeconds(sample);
    return new AlignmentForecast(
        before + once + costs.seconds(size) + search + anew,
        before + once,
        memory.bytes(peakBytes(), size - few, size, heap),
        spectra,
        Parallelism.current().threads());
  }

  /** Processor time of one particle's spectrum. */
  private double spectrumSeconds(Particles sample) {
    ParticleIntake intake = ParticleIntake.of(sample, options, Progress.silent());
    double taken =
        CpuClock.secondsOf(
            () -> {
              for (int i = 0; i < intake.size(); i++) {
                intake.spectra().get(i);
              }
            });
    return taken / intake.size();
  }

  /**
   * What stays in memory of every particle.
   *
   * @param box of its image
   * @param sorted whether it is sorted into classes
   * @param classes how many
   * @param batch most particles that make the classes, if that is decided
   */
  record Memory(int box, boolean sorted, int classes, OptionalInt batch) {

    /** Share of the heap that Java leaves free before it grows no more; see the launcher. */
    private static final double FREE_SHARE = 0.4;

    /** Numbers of a particle's harmonics at each ring, and rings, of the search for classes. */
    private static final int RING = 65;

    private static final int RINGS = 14;

    /**
     * Resident memory of a run.
     *
     * @param triedBytes that of a run with a few particles
     * @param more how many particles there are beyond these
     */
    double bytes(long triedBytes, int more, int particles, long heapBytes) {
      int kept = ParticleIntake.spectraKept(particles, box, heapBytes);
      double spectra = Math.min(more, kept) * ParticleIntake.spectrumBytes(box);
      double harmonics =
          sorted
              ? 4.0 * RING * RINGS * ClassAligner.particlesInMemory(particles, classes, batch)
                  + 4.0 * 2 * classes * particles
              : 0;
      return triedBytes + Math.min(heapBytes, (spectra + harmonics) / (1 - FREE_SHARE));
    }
  }

  /**
   * The most that this process has had so far; outside Linux, where it is not told, the heap and
   * the engine's.
   */
  private static long peakBytes() {
    return ProcessMemory.peakMib().orElse(ProcessMemory.heapMib() + ENGINE_MIB) << 20;
  }

  private Particles sample(int count) {
    return ParticleSelection.of(
        all,
        IntStream.range(0, count)
            .map(i -> usable[(int) ((long) i * usable.length / count)])
            .toArray());
  }

  private static double sum(Map<String, Double> seconds) {
    return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * Processor time of the sample's run by kinds of steps; in one sum, without that of a search for
   * classes, where particles are sorted.
   */
  private Map<String, Double> seconds(Particles sample) {
    StageClock clock = new StageClock("classes");
    RunProfile profile = new RunProfile();
    AlignMethod tried =
        method.classes().sorts()
            ? AlignMethod.sorting(
                new ClassPlan(
                    OptionalInt.of(Math.min(CLASSES, sample.size())),
                    method.classes().maxResolutionAngstroms(),
                    method.classes().seed()))
            : method;
    try (MethodSession session =
        MethodSession.open(
            tried,
            set,
            model,
            device,
            options,
            Optional.empty(),
            profile.timing(Checkpoints.none()),
            clock)) {
      double taken = CpuClock.secondsOf(() -> session.aligner().align(sample));
      return method.classes().sorts()
          ? Map.of("all", taken - clock.seconds())
          : profile.cpuSeconds();
    }
  }

  /** Times one stage and shows nothing. */
  private static final class StageClock implements Progress {
    private final String stage;
    private double seconds;

    StageClock(String stage) {
      this.stage = stage;
    }

    double seconds() {
      return seconds;
    }

    @Override
    public Stage start(String name, long total) {
      double begun = CpuClock.seconds();
      return new Stage() {
        @Override
        public void advance(long units) {
          // Only its end counts.
        }

        @Override
        public void note(String text) {
          // Nothing is shown.
        }

        @Override
        public void close() {
          seconds += name.equals(stage) ? CpuClock.seconds() - begun : 0;
        }
      };
    }

    @Override
    public void warn(String message) {
      // The run itself warns.
    }

    @Override
    public void detail(String message) {
      // Nothing is shown.
    }
  }
}
