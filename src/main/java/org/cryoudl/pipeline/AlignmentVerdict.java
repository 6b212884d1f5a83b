package org.cryoudl.pipeline;

import java.util.Locale;
import org.cryoudl.alignment.Alignment;

/** Says in words what an alignment found, and what it did not. */
final class AlignmentVerdict {

  private AlignmentVerdict() {}

  static String of(Alignment alignment) {
    double sum = 0;
    for (double s : alignment.scale()) {
      sum += s;
    }
    double mean = sum / alignment.size();
    double squares = 0;
    int weak = 0;
    for (int i = 0; i < alignment.size(); i++) {
      double z = alignment.scale()[i] / alignment.scaleError()[i];
      weak += z < 3 ? 1 : 0;
      squares += Math.pow((alignment.scale()[i] - mean) / alignment.scaleError()[i], 2);
    }
    return String.format(
        Locale.ROOT,
        "residual ratio %.4f; scale mean %.3f dispersion %.2f, weak %d of %d",
        alignment.residualRatio(),
        mean,
        squares / alignment.size(),
        weak,
        alignment.size());
  }
}
