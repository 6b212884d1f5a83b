package org.cryoudl.pipeline.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.files.Invocation;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.reporting.Provenance;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;
import org.cryoudl.similarity.SimilarityOptions;

/**
 * Compares class averages with each other and writes tables and a page.
 *
 * @param files that hold averages; at least one
 * @param output folder for the results
 * @param options how averages are compared
 * @param levelled whether local contrast is levelled before
 * @param threshold score from which averages are one group; chosen by the scores if empty
 * @param overwrite whether results that are there may be replaced
 * @param invocation how the program was started, for the record
 */
public record CorrelateJob(
    List<Path> files,
    Path output,
    SimilarityOptions options,
    boolean levelled,
    OptionalDouble threshold,
    boolean overwrite,
    Invocation invocation) {

  public CorrelateJob {
    files = List.copyOf(files);
    if (threshold.isPresent() && !(Math.abs(threshold.getAsDouble()) <= 1)) {
      throw new UsageException("scores lie between -1 and 1, got " + threshold.getAsDouble());
    }
  }

  /**
   * Compares and writes.
   *
   * @return what a person reads
   * @throws org.cryoudl.failure.DataException if no file can be read
   */
  public List<String> run(Progress progress) {
    List<Path> inputs = files.stream().flatMap(file -> AverageFiles.inputs(file).stream()).toList();
    List<String> names = new ArrayList<>(CorrelationFiles.names());
    names.addAll(ReportFiles.names());
    try (OutputTransaction results = OutputTransaction.begin(output, names, inputs, overwrite)) {
      Correlation found =
          Correlation.of(
              AverageFiles.open(files, progress), options, levelled, threshold, progress);
      results.publish(folder -> write(found, folder));
      return lines(found);
    }
  }

  private void write(Correlation found, Path folder) {
    new CorrelationFiles(found).write(folder);
    Provenance provenance = new Provenance(invocation.commandLine(), invocation.version());
    files.forEach(file -> provenance.with("File", file.toString()));
    String title =
        ReportFiles.shortName(files.get(0))
            + (files.size() > 1 ? " and " + (files.size() - 1) + " more" : "");
    ReportFiles.write(
        new CorrelationReport(found, title, provenance.sectionWithoutNetwork()).build(), folder);
  }

  private List<String> lines(Correlation found) {
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      long all = found.opened().stream().filter(one -> one.average().file().equals(file)).count();
      long empty =
          found.opened().stream()
              .filter(one -> one.average().file().equals(file) && one.average().empty())
              .count();
      lines.add(
          String.format(
              Locale.ROOT,
              "%s: %d averages%s",
              file,
              all,
              empty == 0 ? "" : ", " + empty + " of them empty"));
    }
    int count = found.compared().size();
    if (count > 1) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%d averages in %d groups, alike by a score of %.3f or more",
              count,
              found.groupCount(),
              found.threshold()));
      CorrelationFiles.Pair best = CorrelationFiles.best(found.similarities(), 1).get(0);
      lines.add(
          String.format(
              Locale.ROOT,
              "most alike: %s and %s (score %.3f)",
              found.compared().get(best.first()).average().name(),
              found.compared().get(best.second()).average().name(),
              best.score()));
      long pairs = (long) count * (count - 1) / 2;
      if (pairs > CorrelationFiles.MOST_PAIRS) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s lists the best %d of %d pairs; %s holds all scores",
                CorrelationFiles.PAIRS,
                CorrelationFiles.MOST_PAIRS,
                pairs,
                CorrelationFiles.NPY));
      }
    }
    return lines;
  }
}
