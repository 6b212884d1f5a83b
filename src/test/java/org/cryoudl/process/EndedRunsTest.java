package org.cryoudl.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
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

  /** A run that takes long enough to meet it, on particles of its own. */
  private ProgramProcess longRun(Path folder, String... command) throws Exception {
    assertEquals(0, synthesize(folder, 400).await());
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("--threads", "1"));
    ProgramProcess run = ProgramProcess.start(folder, arguments);
    await(run, () -> RunFolder.hidden(folder.resolve("long")).contains(".cryoudl.lock"));
    return run;
  }

  private static void await(ProgramProcess run, Callable<Boolean> until) throws Exception {
    for (int i = 0; i < 600; i++) {
      if (until.call()) {
        return;
      }
      assertTrue(run.process().isAlive(), run.printed());
      Thread.sleep(100);
    }
    throw new AssertionError("not after a minute: " + run.printed());
  }

  private static final String TRAINING =
      """
      kind: training
      architecture: {rings: 16, angle_bins: 36, width: 4, blocks: 1, features: 2, profile_width: 4}
      particles: {path: out/particles.star}
      optimiser: {steps: 100000, particles_per_step: 2, views: 4, comparisons: 1}
      validation: {molecules: 0}
      checkpoint_every_steps: 10
      """;

  /** What was learnt from the particles as they were is kept; nothing more is added to it. */
  @Test
  void trainingEndsWhereItsParticlesAreReplacedAndNoOtherMayWriteBeside() throws Exception {
    Path folder = Files.createDirectories(work.resolve("run"));
    String config = Files.writeString(folder.resolve("t.yaml"), TRAINING).toString();
    String[] train = {"train", "-c", config, "-o", "long"};
    ProgramProcess run = longRun(folder, train);
    await(run, () -> Files.exists(folder.resolve("long/config.yaml")));
    ProgramProcess second =
        ProgramProcess.start(
            Files.createSymbolicLink(work.resolve("second"), folder), List.of(train));
    assertEquals(2, second.await(), second.printed());
    List<String> said = second.printed().strip().lines().toList();
    assertEquals(
        "cryoudl: another run (process "
            + run.process().pid()
            + ") is writing long; wait for its end, or write elsewhere",
        said.get(said.size() - 1));

    replaceStack(folder);
    assertEquals(3, run.await(), run.printed());
    assertTrue(run.printed().contains("particles.mrcs changed while it was in use"), run.printed());
    assertFalse(Files.exists(folder.resolve("long/model.safetensors")));
    assertEquals(List.of(), RunFolder.hidden(folder.resolve("long")));
  }

  @Test
  void anAlignmentOfParticlesThatAreReplacedIsNotKept() throws Exception {
    Path folder = Files.createDirectories(work.resolve("run"));
    ProgramProcess run =
        longRun(folder, "align", "-i", "out/particles.star", "-o", "long", "--no-ctf");
    replaceStack(folder);
    assertEquals(3, run.await(), run.printed());
    assertTrue(run.printed().contains("particles.mrcs changed while it was in use"), run.printed());
    assertFalse(Files.exists(folder.resolve("long")));
  }

  /** As a program does that writes its stack again: the same size, other images. */
  private static void replaceStack(Path folder) throws Exception {
    Path stack = folder.resolve("out/particles.mrcs");
    byte[] bytes = Files.readAllBytes(stack);
    for (int i = 1024; i < bytes.length - 4096; i += 4096) {
      System.arraycopy(bytes, i + 4096, bytes, i, 64);
    }
    Files.move(
        Files.write(folder.resolve("new.mrcs"), bytes), stack, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void aBenchmarkThatIsKilledLeavesNoChildRunning() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    Path folder = Files.createDirectories(work.resolve("run"));
    ProgramProcess run =
        longRun(
            folder,
            "benchmark",
            "out/particles.star",
            "-o",
            "long",
            "--methods",
            "cryoudl",
            "--no-relion");
    await(run, () -> run.process().descendants().count() >= 2);
    List<ProcessHandle> children = run.process().descendants().toList();
    run.process().destroyForcibly();
    run.await();
    for (ProcessHandle child : children) {
      child.onExit().get(30, TimeUnit.SECONDS);
    }
  }
}
