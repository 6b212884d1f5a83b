package org.cryoudl.cli.shards;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.cryoudl.cli.console.InputArgument;
import org.cryoudl.cli.options.CommonOptions;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.shards.Shards;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code merge RESULTS}: the results of all shards, as one process would have made them. */
@Command(
    name = "merge",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes the results of runs that each did one shard of the work (--shard I/N).",
      "",
      "Runs the same command once more, in the folder where the shards were started, and takes what"
          + " they found in the place of the work. The shards stay in RESULTS.shards."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  cryoudl merge map.mrc", "  cryoudl merge picks"})
public final class MergeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RESULTS",
      description = "What the shards were started with as -o: a file or a folder.")
  private Path results;

  @Option(names = "--overwrite", description = "Replace results that are there.")
  private boolean overwrite;

  @Mixin private CommonOptions common;

  @Override
  public Integer call() {
    Shards.Started started = Shards.started(results);
    Path here = Path.of("").toAbsolutePath();
    if (!here.toString().equals(started.folder())) {
      throw new UsageException(
          "the shards of "
              + results
              + " were started in "
              + started.folder()
              + ", this is "
              + here
              + "; change to that folder first");
    }
    CommandLine program = spec.commandLine().getParent();
    return program.execute(InputArgument.first(program, arguments(started.arguments())));
  }

  /** The arguments of a shard as those of a run that merges all. */
  private String[] arguments(List<String> ofShard) {
    List<String> arguments = new ArrayList<>();
    String all = ShardOption.merging(Shards.count(results));
    for (int i = 0; i < ofShard.size(); i++) {
      String each = ofShard.get(i);
      if (each.equals(ShardOption.NAME) || each.equals("--threads")) {
        i++;
      } else if (!each.startsWith(ShardOption.NAME + "=")
          && !each.startsWith("--threads=")
          && !each.equals("--overwrite")) {
        arguments.add(each);
      }
    }
    arguments.addAll(List.of(ShardOption.NAME, all));
    arguments.addAll(common.threadArguments());
    if (overwrite) {
      arguments.add("--overwrite");
    }
    return arguments.toArray(String[]::new);
  }
}
