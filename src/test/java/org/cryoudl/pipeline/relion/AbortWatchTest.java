package org.cryoudl.pipeline.relion;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AbortWatchTest {

  @TempDir Path folder;

  private boolean stops() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    AbortWatch watch = new AbortWatch(new JobFolder(folder), stopped::countDown);
    try {
      return stopped.await(30, TimeUnit.SECONDS);
    } finally {
      watch.close();
    }
  }

  @Test
  void aRequestIsTakenAwayAndStopsTheJob() throws Exception {
    Path request = Files.createFile(folder.resolve("RELION_JOB_ABORT_NOW"));
    assertTrue(stops());
    assertFalse(Files.exists(request));
  }

  @Test
  void aRequestThatCannotBeTakenAwayStopsTheJobToo() throws Exception {
    Path request = Files.createDirectory(folder.resolve("RELION_JOB_ABORT_NOW"));
    Files.createFile(request.resolve("something")); // so that it cannot be removed
    assertTrue(stops());
  }
}
