package org.cryoudl.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.ProgramProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of an array of jobs in docs/cluster.md, run as Slurm runs it, and a killed run. */
@Tag("slow")
class ClusterScriptTest {

  private static final int BOX = 32;

  @TempDir private Path work;

  /** The lines of the example that begins with {@code #!/bin/sh} and has an array. */
  private static String script() throws IOException {
    Matcher blocks =
        Pattern.compile("```sh\n(#!/bin/sh\n.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("docs/cluster.md")));
    while (blocks.find()) {
      if (blocks.group(1).contains("--array=")) {
        return blocks.group(1);
      }
    }
    throw new AssertionError("docs/cluster.md has no script with an array");
  }

  private void project(int count) throws IOException, InterruptedException {
    float[] voxels = new float[BOX * BOX * BOX];
    for (int i = 0; i < voxels.length; i++) {
      double x = i % BOX - BOX / 2;
      double y = i / BOX % BOX - BOX / 2;
      double z = i / BOX / BOX - BOX / 2;
      voxels[i] = (float) Math.exp(-(x * x + (y - 3) * (y - 3) + 2 * z * z) / 30);
    }
    Path volume = work.resolve("v.mrc");
    MrcWriter.writeVolume(volume, new MrcVolume(BOX, BOX, BOX, voxels, OptionalDouble.of(5)));
    Scenario.run(
        work,
        List.of(
            "project",
            volume.toString(),
            "--uniform",
            Integer.toString(count),
            "--defocus",
            "15000",
            "-o",
            "views"));
    Files.copy(work.resolve("views/projections.star"), work.resolve("views/particles.star"));
  }

  private Process start(String script, int task) throws IOException {
    ProcessBuilder job = new ProcessBuilder("/bin/sh", script).directory(work.toFile());
    Map<String, String> environment = job.environment();
    environment.put("SLURM_ARRAY_TASK_ID", Integer.toString(task));
    environment.put("SLURM_CPUS_PER_TASK", "1");
    environment.put("PATH", work + ":" + environment.get("PATH"));
    return job.redirectErrorStream(true)
        .redirectOutput(work.resolve("task" + task + ".out").toFile())
        .start();
  }

  @Test
  void theArrayOfJobsMakesTheVolume() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a POSIX shell");
    project(200);
    Path program = work.resolve("cryoudl");
    Files.writeString(
        program,
        String.format(
            Locale.ROOT,
            "#!/bin/sh\nexec '%s' -XX:TieredStopAtLevel=1 -Xmx500m -cp '%s' org.cryoudl.cli.Main \"$@\"\n",
            Path.of(System.getProperty("java.home"), "bin", "java"),
            ProgramProcess.classPath()));
    assertTrue(program.toFile().setExecutable(true));
    String script = script();
    Matcher array = Pattern.compile("#SBATCH --array=1-(\\d+)\n").matcher(script);
    assertTrue(array.find());
    int tasks = Integer.parseInt(array.group(1));
    assertTrue(script.contains("PARTS=" + tasks + "\n"), script);
    Files.writeString(
        work.resolve("map.sh"), script.replace("particles.star", "views/projections.star"));
    for (int task = 1; task <= tasks; task += 2) {
      List<Process> both = new ArrayList<>(List.of(start("map.sh", task)));
      both.add(start("map.sh", task + 1)); // at the same time
      for (Process each : both) {
        assertEquals(0, each.waitFor(), Files.readString(work.resolve("task" + task + ".out")));
      }
    }
    Scenario.run(work, List.of("merge", "map.mrc"));
    Scenario.run(
        work, List.of("reconstruct", "views/projections.star", "-o", "whole.mrc", "--halves"));
    float[] one = MrcVolume.read(work.resolve("whole.mrc")).voxels();
    float[] other = MrcVolume.read(work.resolve("map.mrc")).voxels();
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      squares += (double) one[i] * one[i];
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    assertTrue(largest < 1e-5 * Math.sqrt(squares / one.length), "differ by " + largest);
  }

  /** Killed once it has kept its sums, a run goes on from there to the same bytes. */
  @Test
  void aKilledReconstructionGoesOnToTheSameBytes() throws Exception {
    project(6000);
    List<String> command = List.of("reconstruct", "views/projections.star", "--wiener", "-o");
    List<String> whole = new ArrayList<>(command);
    whole.add("whole.mrc");
    Scenario.run(work, whole);
    List<String> resumed = new ArrayList<>(command);
    resumed.addAll(List.of("resumed.mrc", "--resume", "--log-json", "resumed.json"));
    Path kept = work.resolve(".resumed.mrc.cryoudl.state/sums");
    ProgramProcess run = ProgramProcess.start(work, resumed);
    while (!Files.exists(kept) && run.process().isAlive()) {
      Thread.sleep(5);
    }
    run.process().destroyForcibly();
    run.await();
    assertTrue(Files.exists(kept), run.printed());
    Scenario.run(work, resumed);
    for (String end : List.of(".mrc", "_half1.mrc", "_half2.mrc", "_fsc.csv")) {
      assertEquals(
          -1, Files.mismatch(work.resolve("whole" + end), work.resolve("resumed" + end)), end);
    }
    assertTrue(Files.notExists(kept));
  }
}
