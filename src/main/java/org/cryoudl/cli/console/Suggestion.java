package org.cryoudl.cli.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the user probably meant by a command or an option that does not exist. */
public final class Suggestion {

  /** Letters that may be wrong, as a part of the word's length. */
  private static final double WRONG_LETTERS = 0.34;

  /** Shorter words resemble too many others. */
  private static final int SHORTEST = 3;

  private Suggestion() {}

  /** One sentence about the first argument that fits nothing. */
  public static String sentence(UnmatchedArgumentException failure) {
    String word = failure.getUnmatched().get(0);
    CommandLine command = failure.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    String name = spec.qualifiedName();
    if (word.startsWith("-") && word.length() > 1) {
      String option = word.replaceFirst("=.*", "");
      List<String> options = new ArrayList<>();
      spec.options().forEach(known -> options.addAll(List.of(known.names())));
      return name + " has no option " + option + meant(option, options);
    }
    if (!command.getSubcommands().isEmpty()) {
      List<String> commands =
          command.getSubcommands().values().stream()
              .filter(known -> !known.getCommandSpec().usageMessage().hidden())
              .map(CommandLine::getCommandName)
              .toList();
      return name + " has no command '" + word + "'" + meant(word, commands);
    }
    return name + ": there is one argument too many: " + word;
  }

  private static String meant(String word, List<String> known) {
    return nearest(word, known).map(near -> "; did you mean " + near + "?").orElse("");
  }

  /** The known word that is nearest to a word, if one is near. */
  static Optional<String> nearest(String word, List<String> known) {
    String typed = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(near -> isNear(typed, near))
        .min(Comparator.comparingInt(near -> mistakes(typed, near)));
  }

  private static boolean isNear(String typed, String known) {
    if (typed.length() < SHORTEST) {
      return false;
    }
    boolean begun = typed.length() > 2 && known.startsWith(typed);
    int letters = Math.max(typed.length(), known.length());
    return begun || mistakes(typed, known) <= Math.max(1, (int) (WRONG_LETTERS * letters));
  }

  /**
   * Letters to insert, remove, replace or exchange with their neighbour that make one word of the
   * other (optimal string alignment).
   */
  static int mistakes(String from, String to) {
    int[][] count = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          count[i][j] = i + j;
          continue;
        }
        int other = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        count[i][j] =
            Math.min(count[i - 1][j - 1] + other, Math.min(count[i - 1][j], count[i][j - 1]) + 1);
        boolean exchanged =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (exchanged) {
          count[i][j] = Math.min(count[i][j], count[i - 2][j - 2] + 1);
        }
      }
    }
    return count[from.length()][to.length()];
  }
}
