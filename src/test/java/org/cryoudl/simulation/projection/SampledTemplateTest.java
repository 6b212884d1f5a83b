package org.cryoudl.simulation.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.projection.SampledTemplate.Interpolation;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.testing.RandomDensity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledTemplateTest {

  @ParameterizedTest
  @ValueSource(ints = {48, 49})
  void fourierInterpolationAgreesWithExactlyMovedGaussians(int box) {
    BlobProjection exact = RandomDensity.within(12, 1.1, 5).project(EulerAngles.IDENTITY, 1);
    SampledTemplate sampled = new SampledTemplate(exact.render(box), Interpolation.FOURIER);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10; i++) {
      Pose pose = new Pose(random.nextDouble(360), random.nextDouble(-3, 3), random.nextDouble());
      double difference =
          RandomDensity.relativeDifference(
              exact.render(box, pose).pixels(), sampled.render(box, pose).pixels());
      assertEquals(0, difference, 0.015);
    }
  }

  @Test
  void bilinearIsTheMeanOfFourPixelsAndWrapsAround() {
    float[] pixels = new float[16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i * i;
    }
    SampledTemplate template = new SampledTemplate(Image.square(4, pixels), Interpolation.BILINEAR);
    // out(c) = in(c + o): column 3 reads between columns 3 and 0, a quarter of the way.
    Image moved = template.render(4, new Pose(0, 0.25, 1));
    assertEquals(0.75 * 9 * 9 + 0.25 * 10 * 10, moved.at(1, 1), 1e-4);
    assertEquals(0.75 * 11 * 11 + 0.25 * 8 * 8, moved.at(1, 3), 1e-4);
    assertEquals(0.75 * 0 + 0.25 * 1, moved.at(3, 0), 1e-4);
  }

  @Test
  void aTemplateLargerThanTheBoxShowsWhatTurnsIntoIt() {
    BlobProjection exact =
        new BlobProjection(
            new double[] {22}, new double[] {0}, new double[] {2}, new double[] {10});
    SampledTemplate wide = new SampledTemplate(exact.render(64), Interpolation.FOURIER);
    Pose pose = new Pose(45, 2, 0); // brings the blob from beyond the edge to (13.6, -15.6)
    assertEquals(
        0,
        RandomDensity.relativeDifference(
            exact.render(40, pose).pixels(), wide.render(40, pose).pixels()),
        0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.8, 1, 1.7, 2.5})
  void picturesAreScaledAboutTheirCentre(double step) {
    Density density = RandomDensity.within(12, 2.6, 6);
    Image picture = density.project(EulerAngles.IDENTITY, 1).render(80);
    Image exact = density.project(EulerAngles.IDENTITY, step).render(40);
    // The exact picture holds weight per pixel, the scaled one grey values as they were.
    for (int i = 0; i < exact.pixels().length; i++) {
      exact.pixels()[i] /= (float) (step * step);
    }
    Image scaled = PictureScaling.scale(picture, 40, step, Interpolation.FOURIER);
    assertEquals(0, RandomDensity.relativeDifference(exact.pixels(), scaled.pixels()), 0.02);
  }
}
