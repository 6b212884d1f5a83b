package org.cryoudl.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.RunFolder;

/**
 * One command on one damaged file. The number is the seed of everything that is drawn.
 *
 * @param number of the mutant
 * @param subject whose file is damaged
 */
record Mutant(long number, Subject subject) {

  private static final long MOST_MILLISECONDS = 20_000;
  private static final long MOST_BYTES = 600L << 20;
  private static final int MOST_LINES = 5;

  /** One for each of up to three kinds of damage, and what follows from them. */
  private static final int MOST_WARNINGS = 8;

  private static final int MOST_LETTERS = 2500;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * How a run ended.
   *
   * @param run null if it did not end in time
   * @param bytes of memory that its thread asked for
   */
  private record Outcome(CommandRun run, long bytes) {}

  /** What happened, of a mutant whose number repeats it. */
  record Finding(String mutant, int code, List<String> wrong, String said) {}

  /** Draws the damage and the command, runs it, and judges what comes of it. */
  Finding run() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(number);
    String command = subject.commands().get(random.nextInt(subject.commands().size()));
    return run(command, new Mutation(random).of(subject.good()));
  }

  /** Runs a command on a file of this content, and judges what comes of it. */
  Finding run(String command, byte[] content) throws IOException, InterruptedException {
    Path out = subject.made().resolve("out");
    subject.write(content);
    Map<String, String> before = inputs();
    String[] arguments = subject.arguments(command, out);
    AtomicReference<Outcome> outcome = new AtomicReference<>();
    Thread thread = new Thread(() -> outcome.set(outcome(arguments)), "mutant");
    thread.setDaemon(true);
    thread.start();
    thread.join(MOST_MILLISECONDS);
    String name = "mutant " + number + " of " + subject.name() + ": " + String.join(" ", arguments);
    if (outcome.get() == null) {
      List<String> where = new ArrayList<>(List.of("no end after " + MOST_MILLISECONDS + " ms"));
      for (StackTraceElement each : thread.getStackTrace()) {
        where.add("  at " + each);
      }
      return new Finding(name, -1, where, "");
    }
    List<String> wrong = judged(outcome.get());
    if (!inputs().equals(before)) {
      wrong.add("the inputs were changed");
    }
    // What is wrong with an input, inspect says after it has drawn its images.
    boolean mayMake = subject.run().isPresent() || command.startsWith("inspect");
    wrong.addAll(wrongOutput(out, outcome.get().run().code() == 0 || mayMake));
    return new Finding(name, outcome.get().run().code(), wrong, outcome.get().run().err());
  }

  private static Outcome outcome(String[] arguments) {
    long id = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(id);
    CommandRun run = CommandRun.of(arguments);
    return new Outcome(run, THREADS.getThreadAllocatedBytes(id) - before);
  }

  private Map<String, String> inputs() throws IOException {
    Map<String, String> files = new TreeMap<>(RunFolder.results(subject.folder()));
    files.keySet().removeIf(file -> file.startsWith("made/"));
    return files;
  }

  private static List<String> judged(Outcome outcome) {
    List<String> wrong = new ArrayList<>();
    String err = outcome.run().err();
    int most = outcome.run().code() == 0 ? MOST_WARNINGS : MOST_LINES;
    if (outcome.run().code() != 0 && outcome.run().code() != 2 && outcome.run().code() != 3) {
      wrong.add("code " + outcome.run().code() + ": " + err);
    } else if (err.lines().count() > most || err.length() > MOST_LETTERS) {
      wrong.add(err.lines().count() + " lines of message, " + err.length() + " letters: " + err);
    } else if (outcome.run().code() != 0 && (err + outcome.run().out()).isBlank()) {
      wrong.add("code " + outcome.run().code() + " without a message");
    } else if (err.lines().anyMatch(line -> line.matches("\\s+at .*|.*Exception.*"))) {
      wrong.add("a trace: " + err);
    }
    if (outcome.bytes() > MOST_BYTES) {
      wrong.add((outcome.bytes() >> 20) + " MB of memory: " + err);
    }
    return wrong;
  }

  private static List<String> wrongOutput(Path out, boolean mayMake) throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> hidden = RunFolder.hidden(out.getParent());
    if (!hidden.isEmpty()) {
      wrong.add("leftovers: " + hidden);
    }
    Map<String, String> made = RunFolder.results(out.getParent());
    if (!mayMake && !made.isEmpty()) {
      wrong.add("it failed, but made " + made.keySet());
    }
    return wrong;
  }
}
