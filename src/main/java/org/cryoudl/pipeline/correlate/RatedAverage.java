package org.cryoudl.pipeline.correlate;

import org.cryoudl.similarity.quality.AverageQuality;

/** An average and how much there is to see in it. */
public record RatedAverage(OpenedAverage average, AverageQuality quality) {

  static RatedAverage of(OpenedAverage average) {
    return new RatedAverage(
        average, average.empty() ? AverageQuality.EMPTY : AverageQuality.of(average.image()));
  }
}
