package org.cryoudl.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cryoudl.pipeline.benchmark.programs.ChildProcess;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs that are requested to end, that meet another run, that lack memory, or whose parent dies.
 */
@Tag("slow")
class EndedRunsTest {

  private static final Path RECIPE = Path.of("synthetic/demo.yaml").toAbsolutePath();

  @TempDir private Path work;

  /** A parent that is killed: waits for a child that would sleep for ten minutes. */
  static final class Parent {
    public static void main(String[] args) {
      ChildProcess.run(List.of("sleep", "600"), Path.of(args[0]), Path.of(args[0], "child.log"));
    }
  }

  @Test
  void aRunThatIsToldToEndSaysWhatIsKept() throws Exception {
    Path folder = Files.createDirectories(work.resolve("run"));
    assertEquals(0, synthesize(folder, 20).await());
    Map<String, String> before = RunFolder.results(folder.resolve("out"));
    ProgramProcess run = synthesize(folder, 200_000);
    awaitStaging(folder, run);

    ProgramProcess second =
        ProgramProcess.start(
            Files.createSymbolicLink(work.resolve("second"), folder),
            List.of("synthesize", "-c", RECIPE.toString(), "-o", "out", "--overwrite"));
    assertEquals(2, second.await(), second.printed());
    assertEquals(
        String.format(
            Locale.ROOT,
            "cryoudl: another run (process %d) is writing out; wait for its end, or write elsewhere",
            run.process().pid()),
        second.printed().strip());

    run.process().destroy();
    assertEquals(143, run.await(), run.printed());
    assertTrue(
        run.printed()
            .contains(
                "cryoudl: interrupted: nothing was written to out, earlier results are unchanged"),
        run.printed());
    assertEquals(before, RunFolder.results(folder.resolve("out")));
    assertEquals(List.of(), RunFolder.hidden(folder.resolve("out")));
  }

  private static ProgramProcess synthesize(Path folder, int count) throws Exception {
    return ProgramProcess.start(
        folder,
        List.of(
            "synthesize",
            "-c",
            RECIPE.toString(),
            "-o",
            "out",
            "--overwrite",
            "--set",
            "count=" + count));
  }

  private static void awaitStaging(Path folder, ProgramProcess run) throws Exception {
    for (int i = 0; i < 600; i++) {
      if (RunFolder.hidden(folder.resolve("out")).contains(".cryoudl.staging")) {
        return;
      }
      assertTrue(run.process().isAlive(), run.printed());
      Thread.sleep(100);
    }
    throw new AssertionError("it writes nothing: " + run.printed());
  }

  @Test
  void tooLittleMemoryForJavaIsSaidInOneLine() throws Exception {
    Path folder = Files.createDirectories(work.resolve("run"));
    ProgramProcess run =
        ProgramProcess.start(
            folder,
            List.of("-Xmx20m"),
            "org.cryoudl.cli.Main",
            List.of(
                "synthesize",
                "-q",
                "-c",
                RECIPE.toString(),
                "-o",
                "out",
                "--set",
                "box_pixels=1024"));
    assertEquals(4, run.await(), run.printed());
    assertEquals(1, run.printed().lines().count(), run.printed());
    assertTrue(run.printed().contains("CRYOUDL_JAVA_OPTS=-Xmx"), run.printed());
    assertFalse(Files.exists(folder.resolve("out")));
  }

  @Test
  void aChildEndsWithItsParentEvenIfThatIsKilled() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    Path folder = Files.createDirectories(work.resolve("run"));
    ProgramProcess parent =
        ProgramProcess.start(folder, List.of(), Parent.class.getName(), List.of(folder.toString()));
    List<ProcessHandle> children = List.of();
    for (int i = 0; i < 300 && children.size() < 2; i++) {
      Thread.sleep(100);
      children = parent.process().descendants().toList();
    }
    assertEquals(2, children.size(), parent.printed()); // the child and the shell that watches
    parent.process().destroyForcibly();
    parent.await();
    for (ProcessHandle child : children) {
      child.onExit().get(30, TimeUnit.SECONDS);
    }
  }
}
