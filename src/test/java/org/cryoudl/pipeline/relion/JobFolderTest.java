package org.cryoudl.pipeline.relion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The marks by which RELION and a job speak to each other. */
class JobFolderTest {

  @TempDir Path folder;

  /** A user stops a job while Java is still starting; a request that nobody saw is an old one. */
  @Test
  void aRequestToStopIsThisRunsIfItCameSinceItsStart() throws IOException {
    JobFolder job = new JobFolder(folder);
    Path request = Files.createFile(folder.resolve("RELION_JOB_ABORT_NOW"));
    job.begin(Duration.ofSeconds(30)).close();
    assertTrue(job.isAbortRequested());
    Files.setLastModifiedTime(request, FileTime.from(Instant.now().minusSeconds(60)));
    job.begin(Duration.ofSeconds(30)).close();
    assertFalse(job.isAbortRequested());
    assertEquals(0, folder.toFile().list().length); // and no file of its own stays
  }

  /** RELION takes a mark for the end of the job, so a second run must not leave one. */
  @Test
  void aSecondRunLeavesTheMarksOfTheFirstAlone() throws IOException {
    JobFolder job = new JobFolder(folder);
    Path mark = folder.resolve("RELION_JOB_EXIT_SUCCESS");
    JobFolder.Running first = job.begin(Duration.ZERO);
    job.end(JobFolder.End.SUCCESS);
    UsageException refused = assertThrows(UsageException.class, () -> job.begin(Duration.ZERO));
    assertTrue(refused.getMessage().contains("another run"), refused.getMessage());
    assertTrue(Files.exists(mark));
    first.close();
    job.begin(Duration.ZERO).close();
    assertFalse(Files.exists(mark));
  }
}
