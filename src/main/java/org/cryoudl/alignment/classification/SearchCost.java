package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.parallel.CpuClock;
import org.cryoudl.progress.Progress;

/**
 * What a {@link ClassSearch} takes: it is done with a few of the particles, in as many classes as
 * are wanted, and timed; with a part of these too, since classes cost something whatever the number
 * of particles. How soon its stages end shows in that too.
 */
public final class SearchCost {

  /** Particles times classes that are tried, so that many classes do not take long, */
  private static final int TRIED = 1000;

  /** but not fewer particles; */
  private static final int FEWEST = 96;

  /**
   * and once a part of them, for what classes cost whatever the number of particles: with many
   * classes that is more than all that is tried of the particles.
   */
  private static final int STEP = 4;

  private SearchCost() {}

  /**
   * Processor time of a search in seconds.
   *
   * @param some a few of the particles, of which evenly spread ones are tried
   * @param particles how many there are
   */
  public static double cpuSeconds(SpectrumSource some, ClassSearch.Options options, int particles) {
    if (options.course().start() instanceof SearchStart.OneVolume) {
      return ofVolume(some, options, particles);
    }
    int many = Math.min(some.size(), Math.max(FEWEST, TRIED / options.classes()));
    int few = Math.max(2, many / STEP);
    Trial small = search(SubsetSource.spread(some, few), options);
    SubsetSource sample = SubsetSource.spread(some, many);
    Trial large = search(sample, options);
    double each =
        Math.max(0, Math.min(large.seconds / many, (large.seconds - small.seconds) / (many - few)));
    int part = Math.min(particles, ClassSearch.modelParticles(options));
    double pass =
        part < particles
            ? CpuClock.secondsOf(
                    () ->
                        large
                            .found
                            .model()
                            .place(sample, options.pick(sample.indices()).course().heldPoses()))
                / many
            : 0;
    boolean triesVolume =
        VolumeTrial.isWorthwhile(options, part, ClassSearch.finestRing(options.finestRing(), some));
    return large.seconds
        + each * (part - many)
        + WholeSetPasses.PASSES_WORTH * pass * particles
        + (triesVolume ? ofVolume(some, options, particles) : 0);
  }

  /** The search for one volume alone. */
  private static double ofVolume(SpectrumSource some, ClassSearch.Options options, int particles) {
    SubsetSource sample = SubsetSource.spread(some, FEWEST);
    int rings = ClassSearch.finestRing(options.finestRing(), some);
    PolarParticles polar = PolarParticles.of(sample, rings, options.maskRadius());
    return new SearchStart.OneVolume(options.classes())
        .cpuSeconds(polar, options, Math.min(particles, ClassSearch.modelParticles(options)));
  }

  /**
   * A search that was timed.
   *
   * @param seconds its processor time
   */
  private record Trial(ClassSearch.Found found, double seconds) {}

  private static Trial search(SubsetSource sample, ClassSearch.Options options) {
    ClassSearch.Options own = options.pick(sample.indices());
    List<ClassSearch.Found> found = new ArrayList<>();
    double seconds =
        CpuClock.secondsOf(() -> found.add(new ClassSearch(own, Progress.silent()).run(sample)));
    return new Trial(found.get(0), seconds);
  }
}
