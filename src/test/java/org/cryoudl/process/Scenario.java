package org.cryoudl.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.RunFolder;

/**
 * A command whose results replace earlier ones of the same command, or that goes on where it was
 * stopped. What it makes is made once to compare with.
 *
 * @param name of the command
 * @param keeps what is left of a run that dies
 * @param arguments that make the later results in the folder {@code out} where the command runs
 * @param work where the two sets of results lie
 * @param earlier checksums of the results that are there before
 * @param later checksums of the results that the command makes
 * @param seconds that the command took
 */
record Scenario(
    String name,
    Keeps keeps,
    List<String> arguments,
    Path work,
    Map<String, String> earlier,
    Map<String, String> later,
    double seconds) {

  static final String OUT = "out";

  /** What a run that dies leaves. */
  enum Keeps {
    /** All earlier results, or all later ones. */
    EARLIER_OR_LATER,
    /** The same, folder by folder. */
    FOLDER_BY_FOLDER,
    /** What was done, to go on from. */
    WHAT_WAS_DONE
  }

  /** Files that hold times, of the day or of the run, and so differ each time. */
  private static final Set<String> TIMED =
      Set.of(
          "benchmark.json",
          "benchmark.md",
          "fourier-mellin.log",
          "log.txt",
          "measured.json",
          "metrics.jsonl",
          "pairs.json",
          "polar-spectrum.log",
          "reference.json",
          "report-figures.csv",
          "report.html",
          "report.json",
          "summary.json");

  /** Whether a file differs each time; the stacks of a benchmark are named by absolute paths. */
  private static boolean isTimed(String file) {
    String name = file.substring(file.lastIndexOf('/') + 1);
    return TIMED.contains(name) || file.startsWith("sets/") && name.equals("aligned.star");
  }

  /** Every command that writes files. */
  static List<Scenario> all(Path work) throws IOException, InterruptedException {
    return new ScenarioInputs(work).scenarios();
  }

  /**
   * Makes both sets of results.
   *
   * @param before options of the earlier results, which a run that goes on does not have
   * @param after options of the later ones
   * @param going option that lets a run replace results, or go on where one has stopped
   */
  static Scenario of(
      Path work,
      String name,
      Keeps keeps,
      List<String> command,
      List<String> before,
      List<String> after,
      String going)
      throws IOException, InterruptedException {
    Path first = Files.createDirectories(work.resolve(name + "-earlier"));
    Path second = Files.createDirectories(work.resolve(name + "-later"));
    if (keeps == Keeps.WHAT_WAS_DONE) {
      Files.createDirectories(first.resolve(OUT));
    } else {
      run(first, joined(command, before));
    }
    // The same command as later, for records hold it.
    List<String> replacing = joined(command, after);
    if (keeps != Keeps.WHAT_WAS_DONE) {
      replacing = joined(replacing, List.of(going));
    }
    long start = System.nanoTime();
    run(second, replacing);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Scenario(
        name,
        keeps,
        replacing,
        work,
        RunFolder.results(first.resolve(OUT)),
        RunFolder.results(second.resolve(OUT)),
        seconds);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  /** Runs a command that must succeed. */
  static void run(Path folder, List<String> arguments) throws IOException, InterruptedException {
    ProgramProcess run = ProgramProcess.start(folder, arguments);
    assertEquals(0, run.await(), run.printed());
  }

  /** Puts the earlier results into a folder. */
  void placeEarlier(Path folder) throws IOException {
    RunFolder.copy(work.resolve(name + "-earlier").resolve(OUT), folder.resolve(OUT));
  }

  ProgramProcess start(Path folder) throws IOException {
    return ProgramProcess.start(folder, arguments);
  }

  /** Starts it where no file may grow beyond a number of bytes. */
  ProgramProcess startLimited(Path folder, long bytes) throws IOException {
    return ProgramProcess.startLimited(folder, bytes, arguments);
  }

  /** Whether a run in a folder as another has left it is to be continued. */
  boolean goesOn(Path folder) {
    return keeps == Keeps.WHAT_WAS_DONE && Files.exists(folder.resolve(OUT));
  }

  /** Starts it to continue what another run has left. */
  ProgramProcess resume(Path folder) throws IOException {
    return ProgramProcess.start(folder, joined(arguments, List.of("--resume")));
  }

  /**
   * The room that it needs at least at one time, in bytes: of the files of all results, or of the
   * largest folder of them where each takes the place of an earlier one.
   */
  long room() throws IOException {
    Map<String, Long> folders = new TreeMap<>();
    for (String file : later.keySet()) {
      String folder = keeps == Keeps.FOLDER_BY_FOLDER ? parent(file) : OUT;
      Path path = work.resolve(name + "-later").resolve(OUT).resolve(file);
      folders.merge(folder, Files.size(path), Long::sum);
    }
    return folders.values().stream().mapToLong(size -> size).max().orElseThrow();
  }

  /** The sizes of the files of the later results. */
  List<Long> sizes() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (String file : later.keySet()) {
      sizes.add(Files.size(work.resolve(name + "-later").resolve(OUT).resolve(file)));
    }
    return sizes;
  }

  /** What is wrong with the results that a run has left that did not end well; empty if nothing. */
  List<String> wrongAfterDeath(Path folder) throws IOException {
    Map<String, String> found = RunFolder.results(folder.resolve(OUT));
    return switch (keeps) {
      case WHAT_WAS_DONE -> List.of();
      case EARLIER_OR_LATER -> wrong(found, earlier, later, "all");
      case FOLDER_BY_FOLDER -> {
        List<String> wrong = new ArrayList<>();
        Set<String> folders = new TreeSet<>();
        later.keySet().forEach(file -> folders.add(parent(file)));
        for (String each : folders) {
          wrong.addAll(wrong(in(each, found), in(each, earlier), in(each, later), each));
        }
        yield wrong;
      }
    };
  }

  private static List<String> wrong(
      Map<String, String> found,
      Map<String, String> earlier,
      Map<String, String> later,
      String what) {
    return found.equals(earlier) || isLater(found, earlier, later)
        ? List.of()
        : List.of(what + ": " + found.keySet());
  }

  private static String parent(String file) {
    return file.substring(0, Math.max(0, file.lastIndexOf('/')));
  }

  private static Map<String, String> in(String folder, Map<String, String> files) {
    Map<String, String> inside = new TreeMap<>(files);
    inside.keySet().removeIf(file -> !parent(file).equals(folder));
    return inside;
  }

  /** Whether the later results are there, all of them and nothing else. */
  boolean holdsLater(Path folder) throws IOException {
    return isLater(RunFolder.results(folder.resolve(OUT)), earlier, later);
  }

  private static boolean isLater(
      Map<String, String> found, Map<String, String> earlier, Map<String, String> later) {
    return found.keySet().equals(later.keySet())
        && found.entrySet().stream()
            .allMatch(
                each ->
                    isTimed(each.getKey())
                        ? !each.getValue().equals(earlier.get(each.getKey()))
                            || later.get(each.getKey()).equals(earlier.get(each.getKey()))
                        : each.getValue().equals(later.get(each.getKey())));
  }

  /** Hidden files that a run has left. */
  List<String> hidden(Path folder) throws IOException {
    return RunFolder.hidden(folder.resolve(OUT));
  }

  /** Runs to the end in a folder as a killed or failed run has left it. */
  void requireRerun(Path folder) throws IOException, InterruptedException {
    boolean goesOn = goesOn(folder);
    boolean ended = goesOn && holdsLater(folder); // killed when all was done but the goodbye
    ProgramProcess again = goesOn ? resume(folder) : start(folder);
    int code = again.await();
    if (ended && code == 2) {
      assertTrue(again.printed().contains("is there already"), again.printed());
    } else if (goesOn && code == 2 && again.printed().contains("no run to resume")) {
      run(folder, arguments); // it died before there was anything to go on from
    } else {
      assertEquals(0, code, again.printed());
    }
    Map<String, String> found = RunFolder.results(folder.resolve(OUT));
    Set<String> differing = new TreeSet<>(later.keySet());
    differing.removeIf(file -> later.get(file).equals(found.get(file)) || isTimed(file));
    assertTrue(
        holdsLater(folder), name + ": " + found.keySet() + ", other than before " + differing);
    assertEquals(List.of(), hidden(folder), name);
  }
}
