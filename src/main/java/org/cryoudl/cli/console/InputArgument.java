package org.cryoudl.cli.console;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command takes its input as its first argument. Users of other programs, and of earlier
 * versions of this one, name it with {@code -i} or {@code --input}: that is accepted too.
 */
public final class InputArgument {

  private static final String SHORT = "-i";
  private static final String LONG = "--input";

  private InputArgument() {}

  /**
   * Puts what {@code -i} or {@code --input} name in front of the command's other arguments.
   *
   * @param program with all its commands
   * @param typed what the user typed
   */
  public static String[] first(CommandLine program, String... typed) {
    CommandLine command = program;
    int at = 0;
    while (at < typed.length) {
      CommandLine named = command.getSubcommands().get(typed[at]);
      if (named == null) {
        break;
      }
      command = named;
      at++;
    }
    CommandSpec spec = command.getCommandSpec();
    if (spec.positionalParameters().isEmpty() || spec.findOption(SHORT) != null) {
      return typed;
    }
    List<String> arguments = new ArrayList<>(List.of(typed).subList(0, at));
    List<String> others = new ArrayList<>();
    for (int i = at; i < typed.length; i++) {
      String each = typed[i];
      boolean named = each.equals(SHORT) || each.equals(LONG);
      if (named && i + 1 < typed.length) {
        arguments.add(typed[++i]);
      } else if (each.startsWith(LONG + "=")) {
        arguments.add(each.substring(LONG.length() + 1));
      } else if (each.startsWith(SHORT) && each.length() > SHORT.length()) {
        arguments.add(each.substring(SHORT.length()).replaceFirst("^=", ""));
      } else if (!named) {
        others.add(each);
      }
    }
    arguments.addAll(others);
    return arguments.toArray(String[]::new);
  }
}
