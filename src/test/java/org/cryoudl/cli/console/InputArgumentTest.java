package org.cryoudl.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Inputs and outputs named by an option stand where the command expects them. */
class InputArgumentTest {

  @Command(subcommands = {Both.class, One.class})
  private static final class Program {}

  @Command(name = "both")
  private static final class Both {
    @Parameters(index = "0", paramLabel = "IN")
    private String input;

    @Parameters(index = "1", paramLabel = "OUT")
    private String output;

    @Option(names = "--mode")
    private int mode;
  }

  @Command(name = "one")
  private static final class One {
    @Parameters(paramLabel = "IN")
    private String input;

    @Option(names = {"-o", "--output"})
    private String output;
  }

  private static List<String> ordered(String line) {
    return List.of(InputArgument.first(new CommandLine(new Program()), line.split(" ")));
  }

  @Test
  void theOptionsAreTakenInAnyOrderAndForm() {
    List<String> right = List.of("both", "a", "b");
    assertEquals(right, ordered("both a b"));
    assertEquals(right, ordered("both -i a -o b"));
    assertEquals(right, ordered("both -o b a"));
    assertEquals(right, ordered("both --output=b --input=a"));
    assertEquals(right, ordered("both -ob -i=a"));
    assertEquals(List.of("both", "a", "--mode", "2", "b"), ordered("both -o b a --mode 2"));
  }

  @Test
  void anOutputThatIsAnOptionStaysOne() {
    assertEquals(List.of("one", "a", "-o", "b"), ordered("one -o b -i a"));
    assertEquals(List.of("one", "a", "-o", "b"), ordered("one a -o b"));
  }

  @Test
  void anOptionThatNamesNothingIsLeftOut() {
    assertEquals(List.of("both", "a"), ordered("both a -o"));
    assertEquals(List.of("one", "-o", "b"), ordered("one -o b -i"));
  }
}
