package org.cryoudl.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

class RunLogTest {

  @TempDir Path folder;

  @Command(name = "cryoudl", mixinStandardHelpOptions = true)
  static final class Writing {
    @Option(names = {"-o", "--output"})
    Path output;

    @Option(names = "--dry-run")
    boolean dryRun;
  }

  @Test
  void everyRunAddsWhatItPrinted() throws Exception {
    for (String name : List.of("first", "second")) {
      RunLog log = new RunLog();
      StringWriter shown = new StringWriter();
      PrintWriter out = log.keeping(new PrintWriter(shown));
      out.print("\r\u001b[Kreading 10%");
      out.print("\r\u001b[Kreading 100%");
      out.println();
      out.println("result of the " + name);
      out.flush();
      assertTrue(shown.toString().contains("reading 10%"));
      List<String> typed = List.of("align", "it's here.star", "-o", folder.toString());
      assertTrue(
          log.write(new CommandLine(new Writing()).parseArgs("-o", folder.toString()), typed)
              .isEmpty());
    }
    String text = Files.readString(folder.resolve(RunLog.NAME));
    assertEquals(
        2, text.split("\\$ cryoudl align 'it'\\\\''s here.star' -o ", -1).length - 1, text);
    assertTrue(text.contains("reading 100%\nresult of the first\n"), text);
    assertTrue(text.indexOf("first") < text.indexOf("second"), text);
    assertFalse(text.contains("10%\r") || text.contains("reading 10%"), text);
    assertFalse(text.contains("\u001b"), text);
  }

  @Command(name = "demo")
  static final class WritingByDefault {
    @Option(names = {"-o", "--output"})
    Path output;

    WritingByDefault(Path output) {
      this.output = output;
    }
  }

  /** {@code demo} and {@code explore} write into a folder of theirs if none is given. */
  @Test
  void aFolderThatNobodyTypedHasItsLogToo() throws Exception {
    CommandLine line = new CommandLine(new WritingByDefault(folder));
    assertTrue(new RunLog().write(line.parseArgs(), List.of("demo")).isEmpty());
    assertTrue(Files.readString(folder.resolve(RunLog.NAME)).contains("$ cryoudl demo\n"));
  }

  @Test
  void withoutAFolderOfResultsNothingIsKept() {
    CommandLine line = new CommandLine(new Writing());
    assertTrue(new RunLog().write(line.parseArgs(), List.of("info")).isEmpty());
    assertTrue(
        new RunLog()
            .write(line.parseArgs("-o", folder.resolve("none").toString()), List.of("align"))
            .isEmpty());
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void whatWritesNothingIntoTheFolderIsNotKept() {
    for (String option : List.of("--dry-run", "--help", "--version")) {
      CommandLine line = new CommandLine(new Writing());
      assertTrue(
          new RunLog()
              .write(line.parseArgs("-o", folder.toString(), option), List.of("align"))
              .isEmpty());
      assertFalse(Files.exists(folder.resolve(RunLog.NAME)), option);
    }
  }
}
