package org.cryoudl.cli.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.cryoudl.alignment.plan.ClassStart;
import org.cryoudl.alignment.plan.SearchSettings;
import org.cryoudl.cli.console.OptionGroup;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.align.AlignJob;
import org.cryoudl.pipeline.align.AveragesFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code classify} that decide where the search begins and how it goes. */
@OptionGroup(OptionGroup.Heading.SEARCH)
public final class ClassStartOptions {

  /** Fewer particles make no classes. */
  private static final int LEAST_BATCH = 100;

  @Option(
      names = "--start",
      paramLabel = "nothing|volume|metadata|FILE",
      description =
          "Where the search begins: nothing; one volume, found first, whose views become the"
              + " classes; the classes and poses in the metadata; or given averages (.mrcs) in"
              + " which the particles are placed first. If not given: nothing, and with 8 classes"
              + " and 1,000 particles or more a volume is tried, which takes the place of the"
              + " classes that it explains better.")
  private @Nullable String start;

  @Option(
      names = "--no-align",
      description =
          "Hold the poses of the metadata exactly and look for classes only. Mirrored poses"
              + " (XMIPP's flip) are refused.")
  private boolean posesHeld;

  @Option(
      names = "--balance",
      description =
          "Bring classes to one size, against classes that attract everything; large views are"
              + " spread over several classes.")
  private boolean balanced;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description =
          "At most N passes over the particles at the final number of classes; as many as are"
              + " useful if not given.")
  private @Nullable Integer mostPasses;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Of a large set, N particles make the classes, in all passes; then all particles are read"
              + " three times. 4,000, or 200 for each class where that is more, if not given.")
  private @Nullable Integer batch;

  @Option(
      names = "--prior",
      paramLabel = "wiener|network",
      defaultValue = "wiener",
      description =
          "What is known of averages before particles are compared with them: how strong their"
              + " signal is (wiener), or what a network learnt of molecules, where particles that"
              + " had no part in an average confirm it (network). Default: ${DEFAULT-VALUE}.")
  private SearchSettings.Prior prior = SearchSettings.Prior.WIENER;

  /**
   * What the options say together.
   *
   * @param output folder of the results, which must not replace given averages
   * @throws UsageException if they make no sense
   */
  public SearchSettings settings(Path output) {
    if (mostPasses != null && mostPasses < 1) {
      throw new UsageException("--passes must be at least 1, got " + mostPasses);
    }
    if (batch != null && batch < LEAST_BATCH) {
      throw new UsageException("--batch must be at least " + LEAST_BATCH + ", got " + batch);
    }
    return new SearchSettings(
        start(output),
        posesHeld,
        balanced,
        mostPasses == null ? OptionalInt.empty() : OptionalInt.of(mostPasses),
        batch == null ? OptionalInt.empty() : OptionalInt.of(batch),
        prior);
  }

  private ClassStart start(Path output) {
    if (start == null) {
      return new ClassStart.Chosen();
    }
    if (start.equalsIgnoreCase("nothing")) {
      return new ClassStart.FromNothing();
    }
    if (start.equalsIgnoreCase("metadata")) {
      return new ClassStart.FromMetadata();
    }
    if (start.equalsIgnoreCase("volume")) {
      return new ClassStart.FromVolume();
    }
    Path file = Path.of(start);
    if (!Files.exists(file)) {
      throw new UsageException(
          "--start must be nothing, volume, metadata or a file of averages; there is no file "
              + start);
    }
    if (Files.isDirectory(file)) {
      throw new UsageException(
          "--start " + start + " is a folder; name the averages in it, such as classes.mrcs");
    }
    AlignJob.requireNotResult(file, output);
    return AveragesFile.read(file);
  }
}
