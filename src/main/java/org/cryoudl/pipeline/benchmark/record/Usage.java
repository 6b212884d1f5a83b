package org.cryoudl.pipeline.benchmark.record;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a program took.
 *
 * @param exitCode what it ended with
 * @param wallSeconds from start to end
 * @param cpuSeconds of all its threads, if the system reports it
 * @param peakBytes largest resident set, if the system reports it (Linux)
 */
public record Usage(
    int exitCode, double wallSeconds, OptionalDouble cpuSeconds, OptionalLong peakBytes) {}
