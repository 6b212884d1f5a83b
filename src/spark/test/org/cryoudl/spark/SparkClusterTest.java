package org.cryoudl.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application in a cluster of processes: it finds what one process finds, to the last bit, also
 * if a worker ends in the middle; and what is wrong with a cluster is said in one line.
 */
@Tag("spark")
class SparkClusterTest {

  /** More than a job is worth sending for. */
  private static final int PARTICLES = 1200;

  private static final int BOX = 32;

  private static final int MOST_MINUTES = 20;

  @TempDir private static Path data;

  private static Path particles;

  @TempDir private Path folder;

  private StandaloneCluster cluster;

  @BeforeAll
  static void simulate() {
    particles = SimulatedSet.of(PARTICLES, BOX, CtfModel.Mode.PHASE_FLIPPED, 2).write(data, "set");
  }

  @BeforeEach
  void startMaster() throws Exception {
    cluster = new StandaloneCluster(folder);
  }

  @AfterEach
  void endCluster() {
    cluster.close();
  }

  private ProgramProcess submit(List<String> arguments) throws IOException {
    List<String> options = new ArrayList<>(StandaloneCluster.javaOptions());
    options.addAll(cluster.properties());
    return ProgramProcess.start(run(), options, "org.cryoudl.spark.SparkMain", arguments);
  }

  private Path run() throws IOException {
    return Files.createDirectories(folder.resolve("run"));
  }

  private static List<String> align(Path input, String output) {
    return List.of("align", input.toString(), "-o", output, "--no-stack", "--verbose");
  }

  private static List<String> classify(Path input, String output) {
    return List.of(
        "classify",
        input.toString(),
        "-o",
        output,
        "--classes",
        "2",
        "--batch",
        "500",
        "--verbose");
  }

  /** Runs the program alone; returns where the results are. */
  private Path alone(List<String> arguments) throws Exception {
    ProgramProcess program =
        ProgramProcess.start(run(), List.of("-Xmx1g"), "org.cryoudl.cli.Main", arguments);
    assertEquals(0, end(program), program::toString);
    return run().resolve(arguments.get(3));
  }

  /** Waits for the end of a program, which shares its cores with a cluster; the exit code. */
  private int end(ProgramProcess program) throws Exception {
    boolean ended = program.process().waitFor(MOST_MINUTES, TimeUnit.MINUTES);
    program.process().destroyForcibly();
    assertTrue(ended, cluster::logs);
    return program.process().exitValue();
  }

  /** Waits until a program has printed some words so many times. */
  private void awaitPrinted(ProgramProcess program, String words, int times) throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
    while (program.printed().split(words, -1).length <= times) {
      assertTrue(
          program.process().isAlive() && System.nanoTime() < end,
          () -> "waited in vain for '" + words + "'\n" + cluster.logs());
      Thread.sleep(20);
    }
  }

  private static void assertSameFiles(Path expected, Path actual, String... names)
      throws IOException {
    for (String name : names) {
      assertArrayEquals(
          Files.readAllBytes(expected.resolve(name)),
          Files.readAllBytes(actual.resolve(name)),
          name);
    }
  }

  @Test
  void alignsAsOneProcessThoughAWorkerDies() throws Exception {
    Path expected = alone(align(particles, "alone"));
    cluster.addWorker();
    cluster.addWorker();
    ProgramProcess program = submit(align(particles, "spread"));
    // Three starts of five rounds each are over, on a part of the particles that is not worth a
    // job, and the first round over all of them; those at growing frequency follow.
    awaitPrinted(program, "expectation round to shell", 16);
    assertTrue(cluster.hasExecutor(1) && cluster.hasExecutor(2), cluster::logs);
    cluster.kill(1);
    assertEquals(0, end(program), () -> cluster.logs());
    assertSameFiles(
        expected, run().resolve("spread"), "particles.star", "particles.xmd", "average.mrc");
    assertTrue(program.printed().contains("Lost executor"), program.printed());
  }

  @Test
  void classifiesAsOneProcess() throws Exception {
    Path expected = alone(classify(particles, "alone"));
    cluster.addWorker();
    cluster.addWorker();
    ProgramProcess program = submit(classify(particles, "spread"));
    assertEquals(0, end(program), () -> cluster.logs());
    assertSameFiles(
        expected, run().resolve("spread"), "particles.star", "particles.xmd", "classes.mrcs");
  }

  @Test
  void filesThatAWorkerDoesNotSeeAreSaid() throws Exception {
    Path own =
        SimulatedSet.of(PARTICLES, BOX, CtfModel.Mode.PHASE_FLIPPED, 2).write(folder, "moved");
    ProgramProcess program = submit(align(own, "nowhere"));
    // The driver has the stack open, and waits for workers. They come when its name is gone.
    awaitPrinted(program, "waiting for", 1);
    Files.move(folder.resolve("moved.mrcs"), folder.resolve("elsewhere.mrcs"));
    cluster.addWorker();
    assertEquals(3, end(program), () -> cluster.logs());
    List<String> said = failures(program);
    assertEquals(1, said.size(), program.printed());
    assertTrue(
        said.get(0)
            .matches(
                "cryoudl: the executor on 127.0.0.1 says: .*moved.mrcs.*; all machines must see the"
                    + " particles under the same names, on a file system that they share"),
        said.get(0));
  }

  private static List<String> failures(ProgramProcess program) throws IOException {
    return program.printed().lines().filter(line -> line.startsWith("cryoudl: ")).toList();
  }

  @Test
  void aMasterThatDoesNotAnswerIsSaid() throws Exception {
    cluster.close();
    ProgramProcess program = submit(align(particles, "nowhere"));
    assertEquals(4, end(program));
    List<String> said = failures(program);
    assertEquals(1, said.size(), program.printed());
    assertTrue(
        said.get(0)
            .matches(
                "cryoudl: no Spark master answers at "
                    + cluster.url()
                    + " \\(Connection refused.*\\); start one there, or name another"),
        said.get(0));
  }
}
