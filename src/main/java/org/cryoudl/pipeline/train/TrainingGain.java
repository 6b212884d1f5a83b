package org.cryoudl.pipeline.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.training.run.Metric;
import org.cryoudl.training.run.TrainingRun;

/** What a training run gained, from its metrics. */
final class TrainingGain {

  private TrainingGain() {}

  /** A sentence for each figure of the validation; for the loss where there is none. */
  static List<String> sentences(TrainingRun run) {
    List<String> sentences = new ArrayList<>();
    for (String name : run.names(Metric.VALIDATION)) {
      sentences.add(sentence(TrainingReport.words(name), run.values(Metric.VALIDATION, name)));
    }
    List<Double> losses = run.values(Metric.TRAIN, "loss");
    if (sentences.isEmpty() && !losses.isEmpty()) {
      sentences.add(sentence("loss", losses));
    }
    return sentences;
  }

  private static String sentence(String name, List<Double> values) {
    double first = values.get(0);
    double last = values.get(values.size() - 1);
    double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(last);
    return String.format(
        Locale.ROOT,
        "%s: %.3f at the start, %.3f at the end%s",
        name,
        first,
        last,
        least < Math.min(first, last)
            ? String.format(Locale.ROOT, ", %.3f at best", least)
            : last >= first ? " (no gain)" : "");
  }
}
