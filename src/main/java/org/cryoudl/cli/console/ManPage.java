package org.cryoudl.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The manual page of a command, in the language of man(7), made of the same texts as its help. */
public final class ManPage {

  private final CommandLine command;
  private final String version;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandLine command, String version) {
    this.command = command;
    this.version = version;
  }

  /** The page's name without its section: {@code cryoudl-align}. */
  public static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  /**
   * Writes the page of one command.
   *
   * @param version of the program
   */
  public static String of(CommandLine command, String version) {
    return new ManPage(command, version).write();
  }

  private String write() {
    CommandSpec spec = command.getCommandSpec();
    UsageMessageSpec usage = spec.usageMessage();
    String name = name(command);
    page.append(".TH ").append(quoted(name.toUpperCase(Locale.ROOT))).append(" 1 \"\" ");
    page.append(quoted("CryoUDL " + version)).append(" \"CryoUDL manual\"\n");
    section("Name");
    line(name + " - " + firstSentence(usage.description()));
    section("Synopsis");
    CommandLine.Help help =
        new CommandLine.Help(spec, CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line(help.synopsis(0).strip().replaceAll("\\s+", " "));
    section("Description");
    paragraphs(usage.description());
    arguments("Arguments", spec.positionalParameters());
    arguments("Options", spec.options());
    commands();
    if (usage.footer().length > 0) {
      section(usage.footerHeading().replace("%n", "").replace(":", ""));
      page.append(".nf\n");
      Stream.of(usage.footer()).forEach(this::line);
      page.append(".fi\n");
    }
    return page.toString();
  }

  private void section(String title) {
    page.append(".SH ").append(quoted(title.toUpperCase(Locale.ROOT))).append('\n');
  }

  private void paragraphs(String... texts) {
    boolean indented = false;
    for (String text : texts) {
      if (text.isEmpty()) {
        page.append(".PP\n");
        indented = false;
        continue;
      }
      if (indented || text.startsWith("  ")) {
        page.append(".br\n");
      }
      line(text);
      indented = text.startsWith("  ");
    }
  }

  private <T extends ArgSpec> void arguments(String title, List<T> all) {
    List<T> shown = all.stream().filter(one -> !one.hidden()).toList();
    if (shown.isEmpty()) {
      return;
    }
    section(title);
    for (ArgSpec one : shown) {
      page.append(".TP\n\\fB").append(escaped(label(one))).append("\\fR\n");
      paragraphs(one.description());
    }
  }

  private static String label(ArgSpec one) {
    if (one instanceof PositionalParamSpec) {
      return one.paramLabel();
    }
    String names = String.join(", ", ((OptionSpec) one).names());
    return one.arity().max() == 0 ? names : names + " " + one.paramLabel();
  }

  private void commands() {
    List<CommandLine> shown = new ArrayList<>();
    command
        .getSubcommands()
        .values()
        .forEach(
            one -> {
              if (!one.getCommandSpec().usageMessage().hidden() && !shown.contains(one)) {
                shown.add(one);
              }
            });
    if (shown.isEmpty()) {
      return;
    }
    section("Commands");
    for (CommandLine one : shown) {
      page.append(".TP\n\\fB").append(escaped(one.getCommandName())).append("\\fR\n");
      line(firstSentence(one.getCommandSpec().usageMessage().description()) + ".");
    }
  }

  private static String firstSentence(String... description) {
    String text = description.length == 0 ? "" : description[0];
    int end = text.indexOf(". ");
    return (end < 0 ? text : text.substring(0, end)).replaceFirst("\\.$", "");
  }

  private void line(String text) {
    String one = escaped(text.replace("%%", "%"));
    page.append(one.startsWith(".") || one.startsWith("'") ? "\\&" : "").append(one).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-");
  }

  private static String quoted(String text) {
    return "\"" + escaped(text).replace("\"", "'") + "\"";
  }
}
