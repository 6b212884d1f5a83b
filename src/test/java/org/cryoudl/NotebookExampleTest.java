package org.cryoudl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.testing.ProgramProcess;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The notebook of docs/library.md, line by line as jshell takes it. */
class NotebookExampleTest {

  @TempDir Path folder;

  @Test
  void everyLineRuns() throws Exception {
    Path star = SimulatedSet.of(5, 24, CtfModel.Mode.FULL, 1).write(folder, "particles");
    Matcher block =
        Pattern.compile("(?s)```jshell\n(.*?)```")
            .matcher(Files.readString(Path.of("docs/library.md")));
    assertEquals(true, block.find());
    List<String> lines =
        block.group(1).lines().filter(line -> !line.startsWith("/") && !line.isEmpty()).toList();
    assertEquals(8, lines.size());
    try (JShell shell = JShell.builder().executionEngine("local").build();
        MrcFile stack = MrcFile.open(folder.resolve("particles.mrcs"))) {
      shell.addToClasspath(ProgramProcess.classPath());
      for (String line : lines) {
        if (line.startsWith("set.close")) {
          assertEquals("5", value(shell, "set.size()"));
          assertEquals(
              Float.toString(stack.read(0).pixels()[0]), value(shell, "Float.toString(first[0])"));
        }
        value(shell, line.replace("\"particles.star\"", "\"" + star + "\""));
      }
    }
  }

  private static String value(JShell shell, String line) {
    List<SnippetEvent> events = shell.eval(line);
    SnippetEvent event = events.get(0);
    assertNull(event.exception(), line);
    assertEquals(Snippet.Status.VALID, event.status(), line);
    return event.value() == null ? "" : event.value().replace("\"", "");
  }
}
