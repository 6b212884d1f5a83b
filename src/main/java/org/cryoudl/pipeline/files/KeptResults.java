package org.cryoudl.pipeline.files;

import java.nio.file.Path;

/** What is left of a run that was requested to end. */
public sealed interface KeptResults {

  /** For a person; no full stop. */
  String sentence();

  /** The run was not complete. */
  record Nothing(Path results) implements KeptResults {
    @Override
    public String sentence() {
      return "nothing was written to " + results + ", earlier results are unchanged";
    }
  }

  /** The run was complete already. */
  record All(Path results) implements KeptResults {
    @Override
    public String sentence() {
      return "all results are in " + results;
    }
  }

  /** A run of several parts, of which those that were done are kept. */
  record Parts(Path folder) implements KeptResults {
    @Override
    public String sentence() {
      return folder + " keeps the parts that were done";
    }
  }

  /** A run that goes on where it stopped if it is started again. */
  record Resumable(Path folder) implements KeptResults {
    @Override
    public String sentence() {
      return folder + " keeps what was done, which can be resumed";
    }
  }
}
