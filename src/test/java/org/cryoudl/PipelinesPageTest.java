package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.RelionProject;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command lines of docs/pipelines.md run as they stand there, one after the other. */
class PipelinesPageTest {

  private static final Path PAGE = Path.of("docs/pipelines.md");
  private static final int COUNT = 60;

  /** A folder of the reader's, or a number that only an example of a batch system has. */
  private static final List<String> NOT_RUN = List.of("/path/to/P1", "--classes 50");

  @TempDir Path project;

  @Test
  @Tag("slow")
  void everyCommandLineRuns() throws Exception {
    writeInputs();
    int commands = 0;
    for (String line : Files.readAllLines(PAGE)) {
      String command = line.strip();
      boolean ours = command.startsWith("cryoudl ");
      boolean relions = command.startsWith("relion_") && hasRelion();
      if (!line.startsWith("    ") || NOT_RUN.stream().anyMatch(command::contains)) {
        continue;
      }
      if (ours || relions) {
        run(command);
        commands++;
      }
      if (command.startsWith("cryoudl relion-job")) {
        String log = Files.readString(project.resolve("External/job001/cryoudl.log"));
        assertEquals(2, log.split("\\$ cryoudl relion-job", -1).length, log); // one run
        if (hasRelion()) {
          delete(project.resolve("External")); // RELION makes it next, from the page's job.star
        }
      }
    }
    assertTrue(commands >= 6, "the page holds only " + commands + " commands");
    NpyTable chosen = NpyTable.read(project.resolve("chosen/particles.cs"));
    NpyTable sorted = NpyTable.read(project.resolve("sorted-by-uid.cs"));
    assertEquals(COUNT, sorted.rowCount());
    assertTrue(chosen.rowCount() > 0 && chosen.rowCount() < COUNT, chosen.rowCount() + " rows");
    if (hasRelion()) {
      assertEquals(
          COUNT,
          StarFile.read(project.resolve("External/job001/refined_it001_data.star"))
              .table("particles")
              .orElseThrow()
              .rowCount());
    }
  }

  private void writeInputs() throws IOException {
    SimulatedSet.of(COUNT, 32, CtfModel.Mode.FULL, 2).write(project, "p");
    Object[] uid = new Object[COUNT];
    Object[] path = new Object[COUNT];
    Object[] index = new Object[COUNT];
    Object[] size = new Object[COUNT];
    for (int i = 0; i < COUNT; i++) {
      uid[i] = 31L * i + 5;
      path[i] = "p.mrcs";
      index[i] = (float) i;
      size[i] = 2f;
    }
    new NpyBytes()
        .with("uid", uid)
        .with("blob/path", path)
        .with("blob/idx", index)
        .with("blob/psize_A", size)
        .write(project.resolve("J2_particles.cs"));
    StringBuilder xmd = new StringBuilder("# XMIPP_STAR_1 *\n#\ndata_noname\nloop_\n _image\n");
    for (int i = 1; i <= COUNT; i++) {
      xmd.append(String.format(Locale.ROOT, "%06d@p.mrcs\n", i));
    }
    Files.writeString(project.resolve("p.xmd"), xmd);
    Path bin = Files.createDirectories(project.resolve("bin"));
    RelionProject.make(project, bin.resolve("cryoudl"));
    Files.writeString(project.resolve("job.star"), jobOfThePage());
  }

  /** The job.star that the page shows. */
  private static String jobOfThePage() throws IOException {
    List<String> job = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(PAGE)) {
      inside |= line.strip().equals("# version 30001");
      if (inside && line.strip().startsWith("(RELION")) {
        break;
      }
      if (inside) {
        job.add(line.strip());
      }
    }
    assertTrue(job.contains("do_queue No"), String.join("\n", job));
    return "\n" + String.join("\n", job) + "\n";
  }

  private void run(String command) throws IOException, InterruptedException {
    // Results of one example may be there from another program's.
    String fresh = command.replaceAll(" -o (sorted|chosen)\\b", " -o $1 --overwrite");
    if (command.contains("J2_particles.cs")) {
      fresh += " && cp sorted/particles.cs sorted-by-uid.cs";
    }
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", fresh).directory(project.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .merge(
            "PATH",
            project.resolve("bin").toString(),
            (old, own) -> own + File.pathSeparator + old);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(5, TimeUnit.MINUTES), command);
    assertEquals(0, process.exitValue(), command + "\n" + printed);
  }

  private static boolean hasRelion() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(bin -> Files.isExecutable(Path.of(bin, "relion_pipeliner")));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(each);
      }
    }
  }
}
