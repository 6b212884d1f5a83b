package org.cryoudl.fourier.resize;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.projection.BlobProjection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourierRescaleTest {

  /** Where the field stays and both boxes are odd, cutting the transform does the same. */
  @ParameterizedTest
  @CsvSource({"41, 25", "25, 25", "63, 31"})
  void agreesWithCuttingTheTransform(int from, int to) {
    Image in = noise(from);
    float[] out = new float[to * to];
    FourierRescale.rescale(in.pixels(), from, (double) from / to, to, out);
    assertArrayEquals(FourierResize.resize(in, to).pixels(), out, 2e-5f);
  }

  /** With pixels of one size the middle is cut out. */
  @Test
  void aSmallerFieldIsCutOut() {
    Image in = noise(24);
    float[] out = new float[16 * 16];
    FourierRescale.rescale(in.pixels(), 24, 1, 16, out);
    for (int row = 0; row < 16; row++) {
      for (int column = 0; column < 16; column++) {
        float expected = in.pixels()[(row + 4) * 24 + column + 4];
        assertEquals(expected, out[row * 16 + column], 2e-5);
      }
    }
  }

  /** A smooth picture keeps its place, size and grey values in angstroms. */
  @Test
  void aPictureIsSampledAtTheNewPixels() {
    double factor = 4 / 3.4;
    Image in = blobs(1 / 3.4).render(72, Pose.IDENTITY);
    float[] out = new float[60 * 60];
    FourierRescale.rescale(in.pixels(), 72, factor, 60, out);
    assertArrayEquals(blobs(1 / 4.0).render(60, Pose.IDENTITY).pixels(), out, 1e-4f);
  }

  private static BlobProjection blobs(double scale) {
    double[] sigma = {9 * scale, 12 * scale};
    return new BlobProjection(
        new double[] {-20 * scale, 33 * scale},
        new double[] {14 * scale, -5 * scale},
        sigma,
        new double[] {2 * Math.PI * sigma[0] * sigma[0], 4 * Math.PI * sigma[1] * sigma[1]});
  }

  private static Image noise(int box) {
    Random random = new Random(box);
    Image image = Image.square(box);
    for (int i = 0; i < box * box; i++) {
      image.pixels()[i] = (float) random.nextGaussian();
    }
    return image;
  }
}
