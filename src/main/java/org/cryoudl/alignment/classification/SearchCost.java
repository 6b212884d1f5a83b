package org.cryoudl.alignment.classification;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.parallel.CpuClock;
import org.cryoudl.progress.Progress;

/**
 * What a {@link ClassSearch} takes: every stage of its plan is begun with a few of the particles,
 * and timed.
 */
public final class SearchCost {

  /** Passes that are timed; passes of a stage take the same time, but for noise. */
  private static final int PASSES = 2;

  private SearchCost() {}

  /**
   * Processor time of a search in seconds, if no stage ends early.
   *
   * @param sample a few of the particles
   * @param particles how many there are
   */
  public static double cpuSeconds(
      SpectrumSource sample, ClassSearch.Options options, int particles) {
    int finest = ClassSearch.finestRing(options.finestRing(), sample);
    int part = Math.min(particles, ClassSearch.modelParticles(options.classes()));
    boolean isPart = part < particles;
    PolarParticles few = PolarParticles.of(sample, finest, options.maskRadius());
    double transforming =
        CpuClock.secondsOf(() -> PolarParticles.of(sample, finest, options.maskRadius()));
    Progress silent = Progress.silent();
    ClassPasses run = new ClassPasses(few, options, silent, silent.start("", 1));
    List<SearchStage> growing = SearchStage.growing(options.classes(), finest);
    seconds(run, growing.get(0)); // the machine's code is made in the first passes
    double search = transforming;
    for (SearchStage stage : growing) {
      int more = stage.classes() - run.classes();
      if (more > 0) {
        search += CpuClock.secondsOf(() -> ClassSearch.divide(run, more));
      }
      search += stage.passes() * seconds(run, stage);
    }
    List<SearchStage> last = new ArrayList<>();
    SearchStage again = SearchStage.renewed(options.classes(), finest);
    for (int r = 0; r < ClassSearch.renewals(options.classes()); r++) {
      last.add(again);
    }
    SearchStage end = SearchStage.last(options.classes(), finest);
    last.add(end);
    double pass = 0;
    for (SearchStage stage : last) {
      pass = seconds(run, stage);
      search += stage.passes() * pass;
    }
    double all = isPart ? transforming + ClassSearch.PASSES_OVER_ALL * pass : 0;
    return (search * part + all * particles) / sample.size();
  }

  /** Processor time of one pass of a stage over the sample. */
  private static double seconds(ClassPasses run, SearchStage stage) {
    SearchStage few = new SearchStage(stage.classes(), stage.rings(), PASSES);
    return CpuClock.secondsOf(() -> run.passes(few)) / PASSES;
  }
}
