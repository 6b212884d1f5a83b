package org.cryoudl.pipeline.relion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.pipeline.files.LockedFolder;

/**
 * The folder of a job of RELION, with the empty files by which RELION and the job speak to each
 * other: the job leaves one that states how it ended, and RELION leaves one when the user stops it.
 *
 * @param folder {@code External/job012}, relative to the project or absolute
 */
public record JobFolder(Path folder) {

  private static final String KIND = "relion-job";

  private static final String ABORT_NOW = "RELION_JOB_ABORT_NOW";

  /** The system tells the start of a process to the second. */
  private static final Duration START_UNCERTAINTY = Duration.ofSeconds(2);

  /** How a job ended. */
  public enum End {
    /** All results are there. */
    SUCCESS,
    /** It could not be done. */
    FAILURE,
    /** The user, or the queue, stopped it. */
    ABORTED;

    /** The name of the mark. */
    public String mark() {
      return "RELION_JOB_EXIT_" + this;
    }
  }

  /** A job that is running; closed after its last mark. */
  public interface Running extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Makes the folder if it is missing, and removes the marks of an earlier run. A request to stop
   * that came while the program was starting is this run's, and stays.
   *
   * @param age how long ago the program was started
   * @return keeps a second run of the job off
   * @throws org.cryoudl.failure.UsageException if the same job is running; its marks stay as they
   *     are
   */
  public Running begin(Duration age) {
    LockedFolder guard = LockedFolder.guard(folder, KIND);
    for (End end : End.values()) {
      remove(end.mark());
    }
    remove(OutputNodes.NAME);
    if (isAbortRequested() && isOlder(ABORT_NOW, age.plus(START_UNCERTAINTY))) {
      remove(ABORT_NOW);
    }
    return guard::close;
  }

  /** Whether a file of the folder is older, by the clock of the disk, which may be another's. */
  private boolean isOlder(String name, Duration age) {
    Path fresh = folder.resolve(name + ".now");
    try {
      Instant now = Files.getLastModifiedTime(Files.write(fresh, new byte[0])).toInstant();
      Files.delete(fresh);
      return Files.getLastModifiedTime(folder.resolve(name)).toInstant().isBefore(now.minus(age));
    } catch (IOException e) {
      throw AtomicOutput.unwritable(fresh, e);
    }
  }

  /**
   * Leaves the mark that states how the job ended. RELION takes a job as ended with the first.
   *
   * @throws org.cryoudl.failure.EnvironmentException if the folder cannot be written
   */
  public void end(End how) {
    try {
      Files.write(folder.resolve(how.mark()), new byte[0]);
    } catch (IOException e) {
      throw AtomicOutput.unwritable(folder.resolve(how.mark()), e);
    }
  }

  /** Whether RELION requests the job to stop. */
  public boolean isAbortRequested() {
    return Files.exists(folder.resolve(ABORT_NOW));
  }

  /** Takes the request to stop away, as RELION wants it. */
  public void acknowledgeAbort() {
    remove(ABORT_NOW);
  }

  private void remove(String name) {
    try {
      Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw AtomicOutput.unwritable(folder.resolve(name), e);
    }
  }
}
