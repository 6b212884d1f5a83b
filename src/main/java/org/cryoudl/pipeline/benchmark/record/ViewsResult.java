package org.cryoudl.pipeline.benchmark.record;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.cryoudl.evaluation.errors.Estimate;

/**
 * How one program sorted a set of many views.
 *
 * @param set name of the set
 * @param particles how many
 * @param method what sorted them
 * @param classes how many were wanted
 * @param occupied how many hold particles
 * @param figures by their names, as {@code evaluate classes} prints them, each with its interval
 * @param logEvidence of held-out particles against noise, in nats, all classes together, if the
 *     program measures it
 * @param wallSeconds from start to end of the program
 * @param cpuSeconds of all its threads, if known
 * @param peakBytes largest resident set, if known
 * @param command the command line
 */
public record ViewsResult(
    String set,
    int particles,
    String method,
    int classes,
    int occupied,
    Map<String, Estimate> figures,
    OptionalDouble logEvidence,
    double wallSeconds,
    OptionalDouble cpuSeconds,
    OptionalLong peakBytes,
    String command) {

  /** What tables show, in their order. */
  public static final List<String> SHOWN =
      List.of("direction_median", "w20", "frame_w15", "purity", "junk_caught", "good_lost");
}
