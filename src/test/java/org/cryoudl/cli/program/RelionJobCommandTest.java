package org.cryoudl.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.pipeline.relion.JobFolder;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.Relion;
import org.cryoudl.testing.RelionProject;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of RELION's External jobs, and RELION 3.1 itself where it is installed. */
class RelionJobCommandTest {

  private static final int COUNT = 12;

  @TempDir Path project;

  private List<String> marks(Path job) throws IOException {
    try (Stream<Path> files = Files.list(job)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("RELION_JOB"))
          .toList();
    }
  }

  private static String text(StarTable table, int row, String column) {
    return table.text(row, table.require(column));
  }

  @Test
  void aJobEndsWithItsMarkAndTheListOfItsResults() throws IOException {
    Path star = SimulatedSet.of(COUNT, 24, CtfModel.Mode.FULL, 1).write(project, "p");
    Path job = Files.createDirectories(project.resolve("External/job001"));
    Files.createFile(job.resolve("RELION_JOB_EXIT_FAILURE")); // of an earlier run
    CommandRun run =
        CommandRun.of(
            "relion-job",
            "--o",
            job + "/",
            "--in_parts",
            star.toString(),
            "--classes",
            "2",
            "--j",
            "1",
            "--pipeline_control",
            job + "/");
    assertEquals(0, run.code(), run.err());
    assertEquals(List.of("RELION_JOB_EXIT_SUCCESS"), marks(job));
    assertTrue(run.out().contains("2 classes"), run.out());
    // RELION shows what run.err holds as something wrong.
    assertEquals("", run.err());
    StarTable nodes = StarFile.read(job.resolve("RELION_OUTPUT_NODES.star")).tables().get(0);
    assertEquals("output_nodes", nodes.block());
    assertEquals(4, nodes.rowCount());
    for (int row = 0; row < 4; row++) {
      assertTrue(Files.isRegularFile(Path.of(text(nodes, row, "rlnPipeLineNodeName"))));
    }
    assertEquals("3", text(nodes, 0, "rlnPipeLineNodeType"));
    assertEquals(
        "ParticleGroupMetadata.star.relion.class2d", text(nodes, 0, "rlnPipeLineNodeTypeLabel"));
    assertEquals(2, StarFile.read(job.resolve("class_averages.star")).tables().get(0).rowCount());
    // RELION continues a job in the folder of its results.
    CommandRun again =
        CommandRun.of("relion-job", "--o", job + "/", "--in_parts", "none.star", "--task", "align");
    assertEquals(3, again.code());
    assertTrue(again.err().contains("none.star does not exist"), again.err());
    assertEquals(List.of("RELION_JOB_EXIT_FAILURE"), marks(job));
    assertFalse(Files.exists(job.resolve("RELION_OUTPUT_NODES.star")));
    assertTrue(Files.exists(job.resolve("particles.star"))); // earlier results stay
  }

  @Test
  void whatCannotBeDoneEndsWithFailure() throws IOException {
    Path job = project.resolve("External/job002");
    CommandRun none = CommandRun.of("relion-job", "--o", job + "/", "--in_mics", "m.star");
    assertEquals(2, none.code());
    assertTrue(none.err().contains("choose them as the job's input"), none.err());
    CommandRun unknown =
        CommandRun.of("relion-job", "--o", job + "/", "--in_parts", "p.star", "--clases", "2");
    assertEquals(2, unknown.code());
    assertTrue(unknown.err().contains("did you mean --classes?"), unknown.err());
    CommandRun task =
        CommandRun.of("relion-job", "--o", job + "/", "--in_parts", "p.star", "--task", "train");
    assertEquals(2, task.code());
    for (List<String> odd : List.of(List.of("--task"), List.of("--j", "many"))) {
      Files.delete(job.resolve("RELION_JOB_EXIT_FAILURE"));
      List<String> line = new ArrayList<>(List.of("relion-job", "--o", job + "/"));
      line.addAll(List.of("--in_parts", "p.star"));
      line.addAll(odd);
      CommandRun refused = CommandRun.of(line.toArray(String[]::new));
      assertEquals(2, refused.code(), refused.err());
      assertEquals(1, refused.err().lines().filter(each -> each.startsWith("cryoudl:")).count());
      assertEquals(List.of("RELION_JOB_EXIT_FAILURE"), marks(job), odd.toString());
    }
    assertEquals(List.of("RELION_JOB_EXIT_FAILURE"), marks(job));
    JobFolder.Running first = new JobFolder(job).begin(Duration.ZERO);
    CommandRun second = CommandRun.of("relion-job", "--o", job + "/", "--in_parts", "p.star");
    first.close();
    assertEquals(2, second.code());
    assertTrue(second.err().contains("another run"), second.err());
    assertEquals(List.of(), marks(job)); // RELION would take one for the end of the first
  }

  @Test
  @Tag("slow")
  void itStopsWhereRelionRequestsIt() throws Exception {
    Path star = SimulatedSet.of(1500, 64, CtfModel.Mode.FULL, 1).write(project, "p");
    Path job = Files.createDirectories(project.resolve("External/job003"));
    ProgramProcess run =
        ProgramProcess.start(
            job,
            List.of("relion-job", "--o", job + "/", "--in_parts", star.toString(), "--j", "1"));
    while (!run.printed().contains("reading images") && run.process().isAlive()) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    Files.createFile(job.resolve("RELION_JOB_ABORT_NOW"));
    assertTrue(run.process().waitFor(60, TimeUnit.SECONDS), "it goes on");
    assertEquals(130, run.process().exitValue(), run.printed());
    assertEquals(List.of("RELION_JOB_EXIT_ABORTED"), marks(job));
    assertTrue(run.printed().contains("interrupted: nothing was written"), run.printed());
  }

  /** From the command line of RELION to what its next programs take, without a hand. */
  @Test
  @Tag("slow")
  void relionRunsItAndTakesItsResults() throws Exception {
    SimulatedSet.of(60, 32, CtfModel.Mode.FULL, 2).write(project, "p");
    RelionProject.make(project, project.resolve("cryoudl"));
    Files.writeString(
        project.resolve("job.star"),
        "\n# version 30001\n\ndata_job\n\n_rlnJobType 99\n_rlnJobIsContinue 0\n\n"
            + "# version 30001\n\ndata_joboptions_values\n\nloop_\n_rlnJobOptionVariable #1\n"
            + "_rlnJobOptionValue #2\nfn_exe \"./cryoudl relion-job\"\nin_part p.star\n"
            + "param1_label classes\nparam1_value 2\nnr_threads 1\ndo_queue No\n");
    Relion.run(project, "relion_pipeliner", "--addJobFromStar", "job.star");
    Relion.run(
        project, "relion_pipeliner", "--RunJobs", "External/job001/", "--sec_wait_after", "1");
    Path job = project.resolve("External/job001");
    assertEquals(List.of("RELION_JOB_EXIT_SUCCESS"), marks(job));
    Relion.run(project, "relion_pipeliner", "--check_job_completion");
    StarFile pipeline = StarFile.read(project.resolve("default_pipeline.star"));
    StarTable processes = pipeline.table("pipeline_processes").orElseThrow();
    assertEquals("2", text(processes, 0, "rlnPipeLineProcessStatus")); // finished
    assertEquals(5, pipeline.table("pipeline_nodes").orElseThrow().rowCount());
    // Subset selection by a number: what its window does with a click.
    Relion.run(
        project,
        "relion_star_handler",
        "--i",
        "External/job001/relion/run_it000_data.star",
        "--o",
        "class1.star",
        "--select",
        "rlnClassNumber",
        "--minval",
        "0.5",
        "--maxval",
        "1.5");
    int selected =
        StarFile.read(project.resolve("class1.star")).table("particles").orElseThrow().rowCount();
    CommandRun ours =
        CommandRun.of(
            "select",
            job.toString(),
            "-o",
            project.resolve("chosen").toString(),
            "--classes",
            "1",
            "--metadata-only");
    assertEquals(0, ours.code(), ours.err());
    assertTrue(ours.out().contains(selected + " of 60 particles"), ours.out());
    Relion.run(
        project,
        "relion_refine",
        "--i",
        "External/job001/particles.star",
        "--ref",
        "External/job001/class_averages.star",
        "--o",
        "External/job001/refined",
        "--iter",
        "1",
        "--particle_diameter",
        "60",
        "--ctf",
        "--norm",
        "--scale",
        "--pad",
        "1",
        "--offset_range",
        "3",
        "--psi_step",
        "12");
    assertEquals(
        60,
        StarFile.read(project.resolve("External/job001/refined_it001_data.star"))
            .table("particles")
            .orElseThrow()
            .rowCount());
  }
}
