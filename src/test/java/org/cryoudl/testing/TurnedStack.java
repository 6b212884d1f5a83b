package org.cryoudl.testing;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.ImageSource;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * Images of one lop-sided particle, each turned back by 37 degrees more, with white noise.
 *
 * @param size number of images
 * @param box their side length
 * @param noise standard deviation of the noise; the picture's brightest spot is 5
 */
public record TurnedStack(int size, int box, double noise) implements ImageSource {

  private static final BlobProjection PARTICLE =
      new BlobProjection(
          new double[] {-12, 3, 9, 14, -5, 1, -15},
          new double[] {-3, -10, 2, 11, 13, 1, 4},
          new double[] {3, 2, 2.5, 2, 1.5, 5, 1.2},
          new double[] {2, 1, 1.5, 1, 0.7, 5, 0.5});

  /** The true psi: what turns an image back. */
  public double[] psiDegrees() {
    double[] psi = new double[size];
    for (int i = 0; i < size; i++) {
      psi[i] = 37.0 * i;
    }
    return psi;
  }

  @Override
  public int width() {
    return box;
  }

  @Override
  public int height() {
    return box;
  }

  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return OptionalDouble.empty();
  }

  @Override
  public void read(int index, float[] destination) {
    Objects.checkIndex(index, size);
    float[] picture = PARTICLE.render(64, new Pose(37.0 * index, 0, 0)).pixels();
    SplittableRandom random = new SplittableRandom(index);
    int margin = (64 - box) / 2;
    for (int i = 0; i < destination.length; i++) {
      float value = picture[(i / box + margin) * 64 + i % box + margin];
      destination[i] = value + (float) (noise * random.nextGaussian());
    }
  }

  @Override
  public String describe(int index) {
    return (index + 1) + "@test";
  }

  @Override
  public void close() {}
}
