package org.cryoudl.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @Test
  void helpListsCommandsAndExitCodes() {
    CommandRun run = CommandRun.of("--help");
    assertEquals(0, run.code());
    assertTrue(run.out().contains("info") && run.out().contains("bad input data"), run.out());
  }

  @Test
  void wrongUsageIsOneLineAndAHint() {
    assertUsageError(CommandRun.of("alignn"));
    assertUsageError(CommandRun.of());
    assertUsageError(CommandRun.of("info", "--threads", "0"));
    assertUsageError(CommandRun.of("config", "show", "no-such-file.yaml"));
  }

  /** A name that the system cannot have, or that the locale has no letters for. */
  @Test
  void whatIsNoFileNameIsSaidWithoutJavasWords() {
    CommandRun run = CommandRun.of("inspect", "a\0b.star");
    assertEquals(2, run.code());
    assertEquals(
        "cryoudl: Invalid value for positional parameter at index 0 (FILE): 'a?b.star' is no file name:"
            + " Nul character not allowed",
        run.err().lines().findFirst().orElse(""));
  }

  @ParameterizedTest
  @CsvSource({
    "aling, cryoudl has no command 'aling'; did you mean align?",
    "Validat, cryoudl has no command 'Validat'; did you mean validate?",
    "quux, cryoudl has no command 'quux'",
    "evaluate pose, cryoudl evaluate has no command 'pose'; did you mean poses?",
    "align p.star -o out --particels 3, cryoudl align has no option --particels; did you mean --particles?",
    "align p.star -o out --clases=3, cryoudl align has no option --clases; did you mean --classes?",
    "align p.star -o out -z, cryoudl align has no option -z",
    "inspect a.star b.star, cryoudl inspect: there is one argument too many: b.star"
  })
  void whatWasProbablyMeantIsNamed(String typed, String expected) {
    CommandRun run = CommandRun.of(typed.split(" "));
    assertEquals(2, run.code());
    assertEquals("cryoudl: " + expected, run.err().lines().findFirst().orElse(""));
  }

  /** The input is the first argument; -i names it too, wherever it stands. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect IN",
        "inspect -i IN",
        "inspect --input=IN",
        "align IN -o OUT",
        "align -o OUT -i IN",
        "validate --input IN -o OUT",
        "evaluate pairs --truth t.csv -iIN",
        "evaluate poses --truth t.csv -i IN",
        "convert OUT.star -i IN",
        "compare b.star --no-images -i=IN",
        "model show -i IN",
        "config show -i IN"
      })
  void inputIsNamedEitherWay(String typed) {
    CommandRun run = CommandRun.of(typed.replace("IN", "missing-7.star").split(" "));
    assertTrue(run.code() == 2 || run.code() == 3, run.err());
    String first = typed.contains("--truth") ? "t.csv" : "missing-7.star";
    assertTrue(run.err().contains(first), run.err());
    assertFalse(run.err().contains("--help"), run.err()); // no complaint about the usage
  }

  @Test
  void helpOfAlignHasHeadings() {
    String help = CommandRun.of("align", "--help").out();
    int before = 0;
    for (String heading :
        List.of(
            "\nInput:\n",
            "\nOutput:\n",
            "\nWhat to find:\n",
            "\nCTF and contrast:\n",
            "\nNetwork:\n",
            "\nOther methods:\n",
            "\nGeneral:\n",
            "\nExamples:\n")) {
      assertTrue(help.indexOf(heading) > before, heading + help);
      before = help.indexOf(heading);
    }
    assertTrue(help.indexOf("--classes") < help.indexOf("CTF and contrast:"), help);
    assertTrue(help.indexOf("--phases") > help.indexOf("CTF and contrast:"), help);
    // Every option is listed once.
    Pattern option = Pattern.compile("(?m)^ +(-\\w, )?(--[a-z-]+)");
    List<String> listed = option.matcher(help).results().map(found -> found.group(2)).toList();
    assertEquals(listed.size(), Set.copyOf(listed).size());
    assertTrue(listed.contains("--threads") && listed.contains("--bin"), listed.toString());
  }

  @Test
  void threadsAreThoseOfOneCommand() {
    int cores = Runtime.getRuntime().availableProcessors();
    String more = Integer.toString(cores + 1);
    assertTrue(
        CommandRun.of("info", "--threads", more).out().contains("threads    " + more + "\n"));
    assertTrue(CommandRun.of("info").out().contains("threads    " + cores + "\n"));
  }

  private static void assertUsageError(CommandRun run) {
    assertEquals(2, run.code(), run.err());
    assertTrue(run.err().startsWith("cryoudl: "), run.err());
    assertTrue(run.err().lines().count() <= 3, run.err());
  }
}
