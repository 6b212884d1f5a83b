package org.cryoudl.cli.console;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists the options of commands that have many under the headings of {@link OptionGroup}. */
public final class GroupedHelp implements IHelpSectionRenderer {

  private GroupedHelp() {}

  /** Commands that say what to find have so many options that they need headings. */
  public static void addTo(CommandLine program) {
    for (CommandLine command : program.getSubcommands().values()) {
      boolean many =
          command.getCommandSpec().options().stream()
              .anyMatch(option -> heading(option) == OptionGroup.Heading.SEARCH);
      if (many) {
        Map<String, IHelpSectionRenderer> sections = command.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST, help -> "");
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new GroupedHelp());
      }
    }
  }

  @Override
  public String render(Help help) {
    Map<OptionGroup.Heading, List<OptionSpec>> groups = new EnumMap<>(OptionGroup.Heading.class);
    for (OptionSpec option : help.commandSpec().options()) {
      groups.computeIfAbsent(heading(option), key -> new ArrayList<>()).add(option);
    }
    StringBuilder text = new StringBuilder();
    for (OptionGroup.Heading heading : OptionGroup.Heading.values()) {
      List<OptionSpec> options = groups.getOrDefault(heading, List.of());
      List<PositionalParamSpec> parameters =
          heading == OptionGroup.Heading.INPUT
              ? help.commandSpec().positionalParameters()
              : List.of();
      if (!options.isEmpty() || !parameters.isEmpty()) {
        text.append(String.format(Locale.ROOT, "%n%s:%n", heading.title()));
        text.append(list(help, options, parameters));
      }
    }
    return text.toString();
  }

  /** All lists have the columns that one of all options has. */
  private static String list(
      Help help, List<OptionSpec> options, List<PositionalParamSpec> parameters) {
    Help.Layout layout =
        help.createDefaultLayout(
            help.commandSpec().options(),
            help.commandSpec().positionalParameters(),
            help.colorScheme());
    layout.addPositionalParameters(parameters, help.createDefaultParamLabelRenderer());
    layout.addOptions(options, help.createDefaultParamLabelRenderer());
    return layout.toString();
  }

  private static OptionGroup.Heading heading(OptionSpec option) {
    if (option.userObject() instanceof AnnotatedElement element) {
      OptionGroup own = element.getAnnotation(OptionGroup.class);
      if (own != null) {
        return own.value();
      }
      OptionGroup ofAll = ((Member) element).getDeclaringClass().getAnnotation(OptionGroup.class);
      if (ofAll != null) {
        return ofAll.value();
      }
    }
    return OptionGroup.Heading.GENERAL;
  }
}
