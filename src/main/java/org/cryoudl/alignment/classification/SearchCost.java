package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.parallel.CpuClock;
import org.cryoudl.progress.Progress;

/**
 * What a {@link ClassSearch} takes: it is done with a few of the particles, in as many classes as
 * are wanted, and timed. How soon its stages end shows in that too.
 */
public final class SearchCost {

  /** Particles times classes that are tried, so that many classes do not take long. */
  private static final int TRIED = 1000;

  private static final int FEWEST = 24;

  private SearchCost() {}

  /**
   * Processor time of a search in seconds.
   *
   * @param some a few of the particles, of which evenly spread ones are tried
   * @param particles how many there are
   */
  public static double cpuSeconds(SpectrumSource some, ClassSearch.Options options, int particles) {
    SubsetSource sample = SubsetSource.spread(some, Math.max(FEWEST, TRIED / options.classes()));
    ClassSearch.Options own = options.pick(sample.indices());
    int part = Math.min(particles, ClassSearch.modelParticles(options));
    List<ClassSearch.Found> found = new ArrayList<>();
    double search =
        CpuClock.secondsOf(() -> found.add(new ClassSearch(own, Progress.silent()).run(sample)));
    double pass =
        part < particles
            ? CpuClock.secondsOf(() -> found.get(0).model().place(sample, own.course().heldPoses()))
            : 0;
    return (search * part + WholeSetPasses.PASSES * pass * particles) / sample.size();
  }
}
