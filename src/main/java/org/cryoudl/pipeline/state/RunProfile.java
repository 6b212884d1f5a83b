package org.cryoudl.pipeline.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.cryoudl.parallel.CpuClock;
import org.cryoudl.progress.Checkpoints;

/**
 * Where the time of a run goes, by the kinds of its steps. Between any two beginnings or ends of
 * steps, the time counts for the step that began last and is not done, so that all rows add up to
 * the whole. A floor stands beside: the time in which memory gives the bytes of all particles once
 * for every step of that kind.
 */
public final class RunProfile {

  private static final String OTHER = "other";

  /** Bytes that are copied to measure the memory: more than caches hold. */
  private static final int COPIED = 1 << 26;

  private static final int COPIES = 4;

  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private final List<String> open = new ArrayList<>();
  private double lastSeconds = clock();
  private double lastCpuSeconds = CpuClock.seconds();
  private long particleBytes;

  private static final class Sum {
    private int steps;
    private double seconds;
    private double cpuSeconds;
  }

  /**
   * One kind of step.
   *
   * @param stage what is done
   * @param steps how often
   * @param seconds on the clock
   * @param cpuSeconds of all threads
   * @param megabytes of the particles, once for every step
   * @param floorSeconds in which memory gives so many
   */
  public record Row(
      String stage,
      int steps,
      double seconds,
      double cpuSeconds,
      double megabytes,
      double floorSeconds) {}

  /**
   * Takes note of the size of the set.
   *
   * @param bytes of all particles in single precision
   */
  public synchronized void particles(long bytes) {
    particleBytes = bytes;
  }

  /** Work that is no step that can be kept, timed if that is wanted. */
  public static <T> T during(Optional<RunProfile> profile, String stage, Supplier<T> work) {
    return profile.isPresent() ? profile.get().during(stage, work) : work.get();
  }

  private <T> T during(String stage, Supplier<T> work) {
    begin(stage);
    try {
      return work.get();
    } finally {
      end(stage);
    }
  }

  /** The same steps, each of which is timed. */
  public Checkpoints timing(Checkpoints steps) {
    return new Timed(steps);
  }

  private synchronized void begin(String stage) {
    count();
    open.add(stage);
    sums.computeIfAbsent(stage, name -> new Sum());
  }

  private synchronized void end(String stage) {
    count();
    open.remove(open.lastIndexOf(stage));
    sums.computeIfAbsent(stage, name -> new Sum()).steps++;
  }

  /** Adds the time since the last look to the step that began last. */
  private void count() {
    double now = clock();
    double cpu = CpuClock.seconds();
    String stage = open.isEmpty() ? OTHER : open.get(open.size() - 1);
    Sum sum = sums.computeIfAbsent(stage, name -> new Sum());
    sum.seconds += now - lastSeconds;
    sum.cpuSeconds += cpu - lastCpuSeconds;
    lastSeconds = now;
    lastCpuSeconds = cpu;
  }

  /** What was measured until now, the longest first. */
  public synchronized List<Row> rows() {
    count();
    double megabytesPerSecond = memoryMegabytesPerSecond();
    return sums.entrySet().stream()
        .map(
            each -> {
              Sum sum = each.getValue();
              double megabytes = (double) sum.steps * particleBytes / 1e6;
              return new Row(
                  each.getKey(),
                  sum.steps,
                  sum.seconds,
                  sum.cpuSeconds,
                  megabytes,
                  megabytes / megabytesPerSecond);
            })
        .sorted((a, b) -> Double.compare(b.cpuSeconds, a.cpuSeconds))
        .toList();
  }

  /** Processor time by kind of step until now. */
  public synchronized Map<String, Double> cpuSeconds() {
    count();
    Map<String, Double> seconds = new LinkedHashMap<>();
    sums.forEach((stage, sum) -> seconds.put(stage, sum.cpuSeconds));
    return seconds;
  }

  /** A table for a person. */
  public static List<String> lines(List<Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-24s %6s %9s %9s %10s %9s",
            "stage",
            "steps",
            "seconds",
            "CPU s",
            "MB",
            "floor s"));
    for (Row row : rows) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-24s %6d %9.2f %9.2f %10.1f %9.3f",
              row.stage,
              row.steps,
              row.seconds,
              row.cpuSeconds,
              row.megabytes,
              row.floorSeconds));
    }
    return lines;
  }

  private static double memoryMegabytesPerSecond() {
    byte[] from = new byte[COPIED];
    byte[] to = new byte[COPIED];
    double best = Double.POSITIVE_INFINITY;
    for (int n = 0; n < COPIES; n++) {
      double start = clock();
      System.arraycopy(from, 0, to, 0, COPIED);
      best = Math.min(best, clock() - start);
    }
    return COPIED / best / 1e6;
  }

  private static double clock() {
    return System.nanoTime() / 1e9;
  }

  /** What is done in a step, whichever one of its kind. */
  private static String kind(String step) {
    return step.replaceAll("[\\d]+", "").strip();
  }

  private final class Timed implements Checkpoints {

    private final Checkpoints steps;

    Timed(Checkpoints steps) {
      this.steps = steps;
    }

    @Override
    public <T extends Record> T step(String name, Class<T> type, Supplier<T> work) {
      return during(kind(name), () -> steps.step(name, type, work));
    }

    @Override
    public boolean has(String name) {
      return steps.has(name);
    }

    @Override
    public Checkpoints within(String part) {
      return new Timed(steps.within(part));
    }

    @Override
    public void forget(String part) {
      steps.forget(part);
    }
  }
}
