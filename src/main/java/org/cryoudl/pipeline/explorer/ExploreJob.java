package org.cryoudl.pipeline.explorer;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.cryoudl.failure.DataException;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.progress.Progress;

/**
 * Shows class averages in a page of this machine's browser, until the page is closed.
 *
 * @param files to open; more can be opened in the page
 * @param folder of the session: what is kept, uploaded and written
 * @param port to serve at; 0 for any that is free
 * @param secondsAlone how long the server waits after the last page was closed
 * @param version of the program, for records
 * @param line how the command line is written that selects the same classes
 */
public record ExploreJob(
    List<Path> files, Path folder, int port, int secondsAlone, String version, SelectLine line) {

  /** How the command line that does the same is written. */
  @FunctionalInterface
  public interface SelectLine {
    /** The line for classes such as {@code 1,3-9}. */
    String of(Path classification, Path output, String classes);
  }

  public ExploreJob {
    files = List.copyOf(files);
  }

  /**
   * Serves.
   *
   * @param listener is told the address when the page can be opened
   */
  public void run(Progress progress, Consumer<String> listener) {
    try (ExplorerServer server = start(progress)) {
      listener.accept(server.address());
      server.awaitEnd(secondsAlone);
    }
  }

  /** Opens the files and starts the server; the caller closes it. */
  public ExplorerServer start(Progress progress) {
    OutputFolder.make(folder);
    ExplorerApi api = new ExplorerApi(folder, new Chosen(folder.resolve("chosen"), line, version));
    Workspace workspace = api.workspace();
    if (files.isEmpty() && api.session().exists()) {
      api.session().restore(workspace).forEach(progress::warn);
    }
    for (Path file : files) {
      try {
        if (workspace.add(file) == 0) {
          progress.warn(file + " shows no tiles of class averages");
        }
      } catch (DataException e) {
        if (files.size() == 1) {
          throw e;
        }
        progress.warn(e.getMessage());
      }
    }
    return new ExplorerServer(port, api);
  }
}
