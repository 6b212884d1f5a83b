package org.cryoudl.pipeline.align;

import java.util.LinkedHashMap;
import java.util.Map;
import org.cryoudl.alignment.refinement.FirstRounds;
import org.cryoudl.alignment.refinement.JointRefinement;

/**
 * What one particle more costs at each kind of step of an alignment, as runs with a few particles
 * show, and what a whole set will take: the first steps look at a part of a large set only, and the
 * others then join it, which few particles do not show.
 *
 * @param secondsEach processor time of one particle, by the kind of step
 */
record StageCosts(Map<String, Double> secondsEach) {

  /** The rounds at growing frequency, of the particles that make the first averages. */
  private static final String GROWING = "growing";

  /** What a search among all poses takes, and a round near known ones, in shares of those. */
  private static final double ANYWHERE = 0.7;

  private static final double NEAR = 0.12;

  /** Particles that errors are simulated for, at most; they are most of what scoring few takes. */
  private static final int SIMULATED = 300;

  private static final double SIMULATION = 0.875;

  /** No more are held out of larger sets than of sets of so many. */
  private static final int HELD_OUT_OF = 1000;

  /**
   * From two runs.
   *
   * @param many seconds by step of a run with {@code count} particles
   * @param few of one with {@code fewer}
   */
  static StageCosts of(Map<String, Double> many, int count, Map<String, Double> few, int fewer) {
    Map<String, Double> each = new LinkedHashMap<>();
    many.forEach(
        (step, seconds) -> {
          double average = seconds / count;
          double slope = (seconds - few.getOrDefault(step, 0.0)) / Math.max(1, count - fewer);
          each.put(step, Math.max(average / 2, Math.min(average, slope)));
        });
    return new StageCosts(each);
  }

  /** Processor time of a set, beside what it takes once. */
  double seconds(int particles) {
    double seconds = 0;
    for (Map.Entry<String, Double> step : secondsEach.entrySet()) {
      seconds += step.getValue() * counted(step.getKey(), particles);
    }
    double growing = secondsEach.getOrDefault(GROWING, 0.0);
    if (particles > FirstRounds.PARTICLES) {
      seconds += ANYWHERE * growing * Math.min(particles, JointRefinement.MODEL_PARTICLES);
    }
    if (particles > JointRefinement.MODEL_PARTICLES) {
      seconds += (ANYWHERE + NEAR) * growing * particles;
    }
    return seconds;
  }

  /** Particles of a set for which a kind of step takes as long as for one of few. */
  private static double counted(String step, int particles) {
    return switch (step) {
      case "angles", "start from" -> Math.min(particles, FirstRounds.PARTICLES);
      case "afresh", GROWING -> Math.min(particles, JointRefinement.MODEL_PARTICLES);
      case "held out" -> Math.min(particles, HELD_OUT_OF);
      case "view" -> SIMULATION * Math.min(particles, SIMULATED) + (1 - SIMULATION) * particles;
      default -> particles;
    };
  }
}
