package org.cryoudl.simulation.projection;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalDouble;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.testing.RandomDensity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeProjectorTest {

  private static final double VOXEL = 2;

  @ParameterizedTest
  @CsvSource({"0, 0, 0, 32", "40, 65, -20, 32", "110, 90, 200, 33"})
  void agreesWithTheClosedFormOfGaussians(double rot, double tilt, double psi, int size) {
    // Trilinear interpolation widens a Gaussian by up to 1/4 voxel squared: hence wide ones.
    Density density = RandomDensity.within(18, 5, 1);
    EulerAngles view = new EulerAngles(rot, tilt, psi);
    Image projected = VolumeProjector.project(sampled(density, size), view, size, 1);
    Image exact = density.project(view, VOXEL).render(size);
    // Voxels hold density per cubic A, pixels of the exact picture weight per pixel.
    for (int i = 0; i < projected.pixels().length; i++) {
      projected.pixels()[i] *= (float) (VOXEL * VOXEL * VOXEL);
    }
    assertEquals(0, RandomDensity.relativeDifference(exact.pixels(), projected.pixels()), 0.05);
  }

  @Test
  void coarserPixelsAverageTheFineProjection() {
    Density density = RandomDensity.within(18, 7, 2);
    Image coarse =
        VolumeProjector.project(sampled(density, 32), new EulerAngles(10, 50, 70), 16, 2);
    Image exact = density.project(new EulerAngles(10, 50, 70), 2 * VOXEL).render(16);
    for (int i = 0; i < coarse.pixels().length; i++) {
      coarse.pixels()[i] *= (float) (VOXEL * VOXEL * VOXEL * 4);
    }
    assertEquals(0, RandomDensity.relativeDifference(exact.pixels(), coarse.pixels()), 0.08);
  }

  private static MrcVolume sampled(Density density, int size) {
    float[] voxels = new float[size * size * size];
    int i = 0;
    for (int z = 0; z < size; z++) {
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          double[] r = {(x - size / 2) * VOXEL, (y - size / 2) * VOXEL, (z - size / 2) * VOXEL};
          double sum = 0;
          for (Density.Blob b : density.blobs()) {
            double distance = Vectors.norm(Vectors.minus(r, new double[] {b.x(), b.y(), b.z()}));
            double variance = b.sigma() * b.sigma();
            sum +=
                b.weight()
                    / Math.pow(2 * Math.PI * variance, 1.5)
                    * Math.exp(-distance * distance / (2 * variance));
          }
          voxels[i++] = (float) sum;
        }
      }
    }
    return new MrcVolume(size, size, size, voxels, OptionalDouble.of(VOXEL));
  }
}
