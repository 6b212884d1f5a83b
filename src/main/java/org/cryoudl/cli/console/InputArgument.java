package org.cryoudl.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Every command takes its input as its first argument. Users of other programs, and of earlier
 * versions of this one, name it with {@code -i} or {@code --input}: that is accepted too. So are
 * {@code -o} and {@code --output} where the output is the last argument.
 */
public final class InputArgument {

  /** How the one command that takes its output as an argument calls it. */
  private static final String OUTPUT_LABEL = "OUT";

  /** An option in both its forms. */
  private record Name(String letter, String word) {

    /** What a token names with this option; empty if nothing. {@code next} is the token behind. */
    Optional<String> valueIn(String token, String next) {
      if (token.equals(letter) || token.equals(word)) {
        return Optional.of(next);
      } else if (token.startsWith(word + "=")) {
        return Optional.of(token.substring(word.length() + 1));
      } else if (token.startsWith(letter)) {
        return Optional.of(token.substring(letter.length()).replaceFirst("^=", ""));
      }
      return Optional.empty();
    }

    boolean isAlone(String token) {
      return token.equals(letter) || token.equals(word);
    }
  }

  private static final Name INPUT = new Name("-i", "--input");
  private static final Name OUTPUT = new Name("-o", "--output");

  private InputArgument() {}

  /**
   * Puts what {@code -i} or {@code --input} name in front of the command's other arguments, and an
   * output that is an argument behind them.
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
    if (spec.positionalParameters().isEmpty() || spec.findOption(INPUT.letter()) != null) {
      return typed;
    }
    boolean takesOutput =
        spec.positionalParameters().stream()
            .anyMatch(each -> each.paramLabel().equals(OUTPUT_LABEL));
    List<String> arguments = new ArrayList<>(List.of(typed).subList(0, at));
    List<String> others = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    for (int i = at; i < typed.length; i++) {
      String token = typed[i];
      boolean last = i + 1 == typed.length;
      boolean output = takesOutput && OUTPUT.valueIn(token, "").isPresent();
      Name name = output ? OUTPUT : INPUT;
      if (last && name.isAlone(token)) {
        continue; // it names nothing; the command says what is missing
      }
      Optional<String> value = name.valueIn(token, last ? "" : typed[i + 1]);
      if (value.isEmpty()) {
        others.add(token);
        continue;
      }
      (output ? outputs : arguments).add(value.get());
      i += name.isAlone(token) ? 1 : 0;
    }
    arguments.addAll(others);
    arguments.addAll(outputs);
    return arguments.toArray(String[]::new);
  }
}
