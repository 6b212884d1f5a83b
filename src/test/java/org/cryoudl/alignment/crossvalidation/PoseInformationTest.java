package org.cryoudl.alignment.crossvalidation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.junit.jupiter.api.Test;

class PoseInformationTest {

  private static final int BOX = 64;

  /**
   * A round blob exp(-r^2 / 2 s^2) a distance d to the right of the centre: by Parseval's theorem a
   * shift has the information box^2 pi / 2 in every direction, whatever s is, and a turn d^2 times
   * as much. With unit weights the sums run over all coefficients of the picture.
   */
  @Test
  void aBlobHasTheInformationOfItsGradient() {
    AverageModel blob = model(9, 0, 3, 1);
    PoseInformation found = PoseInformation.of(blob, blob, disc(), ones());
    double shift = BOX * BOX * Math.PI / 2;
    assertEquals(1, found.least() / shift, 0.03);
    assertEquals(1, found.most() / shift, 0.03);
    assertEquals(1, found.psi() / (81 * shift), 0.03);
  }

  /**
   * A bar is sharp across its length only, and half its contrast gives half as much information.
   */
  @Test
  void twoAveragesTellWhatTheyHaveInCommon() {
    AverageModel bar = model(0, 0, 3, 4);
    PoseInformation alone = PoseInformation.of(bar, bar, disc(), ones());
    assertEquals(16, alone.most() / alone.least(), 1);
    AverageModel faint = new AverageModel(picture(0, 0, 3, 4, 0.5f), BOX, 24);
    PoseInformation common = PoseInformation.of(bar, faint, disc(), ones());
    assertEquals(0.5, common.most() / alone.most(), 1e-3);
    PoseInformation apart =
        PoseInformation.of(model(15, 0, 2, 1), model(-15, 0, 2, 1), disc(), ones());
    assertEquals(0, apart.most() / alone.most(), 0.01);
  }

  private static FrequencyDisc disc() {
    return new FrequencyDisc(BOX, 24);
  }

  private static float[] ones() {
    float[] ones = new float[disc().size()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static AverageModel model(double x, double y, double sigma, double length) {
    return new AverageModel(picture(x, y, sigma, length, 1), BOX, 24);
  }

  private static float[] picture(double x, double y, double sigma, double length, float height) {
    float[] pixels = new float[BOX * BOX];
    for (int row = 0; row < BOX; row++) {
      for (int column = 0; column < BOX; column++) {
        double dx = (column - BOX / 2 - x) / (sigma * length);
        double dy = (row - BOX / 2 - y) / sigma;
        pixels[row * BOX + column] = (float) (height * Math.exp(-0.5 * (dx * dx + dy * dy)));
      }
    }
    return pixels;
  }
}
