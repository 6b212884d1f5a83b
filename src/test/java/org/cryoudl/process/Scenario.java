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
import java.util.TreeSet;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.RunFolder;

/**
 * A command whose results replace earlier ones of the same command, both made once to compare with.
 *
 * @param name of the command
 * @param arguments that make the later results in the folder {@code out} where the command runs
 * @param work where the two sets of results lie
 * @param earlier checksums of the results that are there before
 * @param later checksums of the results that the command makes
 * @param seconds that the command took
 */
record Scenario(
    String name,
    List<String> arguments,
    Path work,
    Map<String, String> earlier,
    Map<String, String> later,
    double seconds) {

  static final String OUT = "out";

  /** Files that hold no time of day or of the run, and so are the same each time. */
  private static boolean isDeterministic(String file) {
    return !List.of("summary.json", "report.html", "report.json").contains(file);
  }

  /** The commands that need no network. */
  static List<Scenario> all(Path work) throws IOException, InterruptedException {
    Path recipe = Path.of("synthetic/demo.yaml").toAbsolutePath();
    Path data = Files.createDirectories(work.resolve("data"));
    run(data, List.of("synthesize", "-c", recipe.toString(), "-o", "set", "--set", "count=80"));
    String star = data.resolve("set/particles.star").toString();
    List<String> align = List.of("align", "-i", star, "-o", OUT, "--method", "polar-spectrum");
    run(data, List.of("align", "-i", star, "-o", "poses", "--method", "polar-spectrum"));
    String poses = data.resolve("poses/particles.star").toString();
    String truth = data.resolve("set/truth.csv").toString();
    return List.of(
        of(
            work,
            "synthesize",
            List.of("synthesize", "-c", recipe.toString(), "-o", OUT, "--set", "count=150"),
            List.of("--set", "seed=1"),
            List.of("--set", "seed=2", "--set", "write_clean=true")),
        of(work, "align", align, List.of("--no-ctf"), List.of("--no-stack")),
        of(
            work,
            "convert",
            List.of("convert", star, OUT + "/stack.mrcs"),
            List.of("--mode", "12"),
            List.of("--mode", "2")),
        of(
            work,
            "evaluate",
            List.of("evaluate", "poses", poses, "--truth", truth, "-o", OUT),
            List.of("--threads", "1"),
            List.of("--threads", "2")));
  }

  private static Scenario of(
      Path work, String name, List<String> command, List<String> before, List<String> after)
      throws IOException, InterruptedException {
    Path first = Files.createDirectories(work.resolve(name + "-earlier"));
    Path second = Files.createDirectories(work.resolve(name + "-later"));
    run(first, joined(command, before));
    // The same command as later, for records hold it.
    List<String> replacing = joined(joined(command, after), List.of("--overwrite"));
    long start = System.nanoTime();
    run(second, replacing);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Scenario(
        name,
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

  private static void run(Path folder, List<String> arguments)
      throws IOException, InterruptedException {
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

  boolean holdsEarlier(Path folder) throws IOException {
    return RunFolder.results(folder.resolve(OUT)).equals(earlier);
  }

  /** Whether the later results are there, all of them and nothing else. */
  boolean holdsLater(Path folder) throws IOException {
    Map<String, String> found = RunFolder.results(folder.resolve(OUT));
    if (!found.keySet().equals(later.keySet())) {
      return false;
    }
    Set<String> differing = new TreeSet<>();
    found.forEach(
        (file, sum) -> {
          if (isDeterministic(file)
              ? !sum.equals(later.get(file))
              : sum.equals(earlier.get(file))) {
            differing.add(file);
          }
        });
    return differing.isEmpty();
  }

  /** Hidden files that a run has left. */
  List<String> hidden(Path folder) throws IOException {
    return RunFolder.hidden(folder.resolve(OUT));
  }

  /** Runs to the end in a folder as a killed or failed run has left it. */
  void requireRerun(Path folder) throws IOException, InterruptedException {
    run(folder, arguments);
    assertTrue(holdsLater(folder), name + ": " + RunFolder.results(folder.resolve(OUT)));
    assertEquals(List.of(), hidden(folder), name);
  }
}
