package org.cryoudl.cli.shards;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.cli.console.Typed;
import org.cryoudl.pipeline.shards.Shard;
import org.cryoudl.pipeline.shards.ShardPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Which part of its work a command does, of those whose work is independent item by item. */
public final class ShardOption {

  static final String NAME = "--shard";

  private static final Pattern PART = Pattern.compile("(\\d{1,6}|all)/(\\d{1,6})");
  private static final String ALL = "all/";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  private @Nullable Shard shard;

  /** Number of shards that are merged; 0 if none are. */
  private int merged;

  @Option(
      names = NAME,
      paramLabel = "I/N",
      description =
          "Do the I-th of N equal parts only, I from 1 on, and keep what it finds beside the"
              + " results; started again, it goes on where it was killed. cryoudl merge makes the"
              + " results of all N.")
  @OptionGroup(OptionGroup.Heading.OUTPUT)
  void setShard(String typed) {
    Matcher part = PART.matcher(typed);
    int count = part.matches() ? Integer.parseInt(part.group(2)) : 0;
    if (typed.startsWith(ALL) && count > 0) {
      merged = count;
      return;
    }
    int number = part.matches() && !typed.startsWith(ALL) ? Integer.parseInt(part.group(1)) : 0;
    if (number < 1 || number > count || count > Shard.MOST) {
      throw new ParameterException(
          spec.commandLine(),
          NAME + " must be I/N, the I-th of N parts, such as 1/8 to 8/8, got " + typed);
    }
    shard = new Shard(number, count);
  }

  /** What makes of a shard the run that merges all. */
  static String merging(int count) {
    return ALL + count;
  }

  /**
   * Which part is done.
   *
   * @param overwrite whether a shard that is done may be replaced
   */
  public ShardPlan plan(boolean overwrite) {
    if (merged > 0) {
      return new ShardPlan.Merged(merged);
    }
    if (shard == null) {
      return ShardPlan.WHOLE;
    }
    CommandLine program = spec.commandLine();
    while (program.getParent() != null) {
      program = program.getParent();
    }
    Typed typed = program.getCommand();
    return new ShardPlan.One(shard, typed.typed(), Path.of("").toAbsolutePath(), overwrite);
  }

  /** What to print at the end: where the results are, or what makes them of the shards. */
  public String ending(Path output, String whole) {
    return shard == null
        ? whole
        : "shard "
            + shard
            + " is done; once all are, cryoudl merge "
            + output
            + " makes the results";
  }
}
