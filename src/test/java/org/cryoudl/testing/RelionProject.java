package org.cryoudl.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of a project of RELION that has no jobs yet. */
public final class RelionProject {

  private RelionProject() {}

  /**
   * Makes a folder one.
   *
   * @param program where to put a program {@code cryoudl}, which RELION can start, made of the
   *     classes of this build
   */
  public static void make(Path folder, Path program) throws IOException {
    Files.writeString(
        program,
        "#!/bin/sh\nexec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -XX:TieredStopAtLevel=1 -cp '"
            + ProgramProcess.classPath()
            + "' org.cryoudl.cli.Main \"$@\"\n");
    assertTrue(program.toFile().setExecutable(true));
    Files.writeString(
        folder.resolve("default_pipeline.star"),
        "\n# version 30001\n\ndata_pipeline_general\n\n_rlnPipeLineJobCounter 1\n \n");
  }
}
