package org.cryoudl.cli.program;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.pipeline.ConfigKinds;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.pipeline.config.ConfigKind;
import org.cryoudl.pipeline.config.ConfigSchema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code config}: what a configuration file means. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Shows a configuration as resolved, or the schema it follows.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  cryoudl config show configs/polar-judl.yaml",
      "  cryoudl config schema synthetic/demo.yaml",
    },
    subcommands = {ConfigCommand.Show.class, ConfigCommand.Schema.class})
public final class ConfigCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say 'config show FILE' or 'config schema FILE'");
  }

  /** {@code config show FILE}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Prints the configuration with every default filled in.")
  static final class Show implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "A configuration, recipe or specimen (YAML).")
    private Path file;

    @Option(
        names = "--set",
        paramLabel = "KEY=VALUE",
        description = "Changes one key of the configuration; may repeat.")
    private List<String> overrides = List.of();

    @Override
    public Integer call() {
      common.out().print(resolved(ConfigKinds.named(ConfigFile.kindOf(file))));
      common.out().flush();
      return 0;
    }

    private <T extends Record> String resolved(ConfigKind<T> kind) {
      return ConfigFile.toYaml(ConfigFile.load(file, kind, overrides), kind);
    }
  }

  /** {@code config schema FILE}. */
  @Command(
      name = "schema",
      mixinStandardHelpOptions = true,
      description = "Prints the JSON schema of the configuration's kind.")
  static final class Schema implements Callable<Integer> {

    @Mixin private CommonOptions common;

    @Parameters(paramLabel = "FILE", description = "A configuration, recipe or specimen (YAML).")
    private Path file;

    @Override
    public Integer call() {
      common.out().println(ConfigSchema.of(ConfigKinds.named(ConfigFile.kindOf(file))));
      return 0;
    }
  }
}
