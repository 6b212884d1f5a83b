package org.cryoudl.network.model;

import java.util.Locale;
import org.cryoudl.failure.DataException;

/** Answers of a network, refused where damaged weights have made them too great or no number. */
final class PlausibleAnswers {

  /** Beyond it, products of two answers overflow 32-bit reals. */
  private static final float GREATEST = 1e15f;

  private PlausibleAnswers() {}

  /**
   * The same answers.
   *
   * @param network its name, for a message
   * @throws DataException if one of them cannot be counted with
   */
  static float[] require(String network, float[] answers) {
    for (float answer : answers) {
      if (!(Math.abs(answer) <= GREATEST)) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "network '%s' answers %s to an image, but no answer may be greater than %.0e; its"
                    + " weights are damaged, or training has failed: use another model",
                network,
                answer,
                GREATEST));
      }
    }
    return answers;
  }
}
