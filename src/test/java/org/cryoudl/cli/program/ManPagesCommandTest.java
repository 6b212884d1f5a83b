package org.cryoudl.cli.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManPagesCommandTest {

  @TempDir Path folder;

  /** Every command that the help lists has a page, and every option of a command is on it. */
  @Test
  void everyCommandHasItsPage() throws IOException {
    assertEquals(0, CommandRun.of("generate-man-pages", folder.toString()).code());
    String program = Files.readString(folder.resolve("cryoudl.1"));
    assertTrue(program.startsWith(".TH \"CRYOUDL\" 1"), program);
    for (String command : new String[] {"align", "classify", "relion-job", "ctf-estimate"}) {
      assertTrue(Files.exists(folder.resolve("cryoudl-" + command + ".1")), command);
    }
    assertFalse(Files.exists(folder.resolve("cryoudl-generate-completion.1")));
    String align = Files.readString(folder.resolve("cryoudl-align.1"));
    String help = CommandRun.of("align", "--help").out();
    Matcher option = Pattern.compile("(?m)^ {2,8}(?:-\\w, )?(--[a-z-]+)").matcher(help);
    int options = 0;
    while (option.find()) {
      assertTrue(align.contains(option.group(1).replace("-", "\\-")), option.group(1));
      options++;
    }
    assertTrue(options > 20, help);
    // A line of text that begins with a point would be taken for a command of man(7).
    assertTrue(
        align.lines().allMatch(line -> line.matches("(?s)\\.(TH|SH|PP|TP|br|nf|fi).*|[^.'].*")));
  }
}
