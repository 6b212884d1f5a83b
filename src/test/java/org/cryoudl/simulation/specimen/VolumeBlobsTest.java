package org.cryoudl.simulation.specimen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.simulation.projection.VolumeProjector;
import org.cryoudl.simulation.specimen.Density.Blob;
import org.junit.jupiter.api.Test;

class VolumeBlobsTest {

  private static final int SIZE = 33;
  private static final EulerAngles VIEW = new EulerAngles(40, 65, 20);

  private static final List<Blob> BLOBS =
      List.of(new Blob(5, -3, 2, 2.5, 10), new Blob(-4, 4, -5, 2, 6), new Blob(1, 7, 6, 3, 8));

  @Test
  void aMapOfGaussiansProjectsToWiderGaussians() {
    Density made = VolumeBlobs.of(volume(), 1, 1, OptionalDouble.of(1e-7));
    float[] found = made.project(VIEW, 1).render(SIZE).pixels();
    // A blob of 0.6 voxels in the place of each voxel adds its variance to the map's Gaussians.
    Density wider =
        new Density(
            BLOBS.stream()
                .map(b -> new Blob(b.x(), b.y(), b.z(), Math.hypot(b.sigma(), 0.6), b.weight()))
                .toList());
    float[] expected = wider.project(VIEW, 1).render(SIZE).pixels();
    double peak = 0;
    double worst = 0;
    for (int p = 0; p < found.length; p++) {
      peak = Math.max(peak, expected[p]);
      worst = Math.max(worst, Math.abs(found[p] - expected[p]));
    }
    assertTrue(worst < 0.003 * peak, worst + " of " + peak);
  }

  @Test
  void itAgreesWithSumsAlongRays() {
    float[] rays = VolumeProjector.project(volume(), VIEW, SIZE, 1).pixels();
    float[] found =
        VolumeBlobs.of(volume(), 1, 1, OptionalDouble.of(1e-7))
            .project(VIEW, 1)
            .render(SIZE)
            .pixels();
    double top = 0;
    double a = 0;
    double b = 0;
    for (int p = 0; p < rays.length; p++) {
      top += rays[p] * found[p];
      a += rays[p] * rays[p];
      b += found[p] * found[p];
    }
    assertTrue(top / Math.sqrt(a * b) > 0.995, "correlation " + top / Math.sqrt(a * b));
  }

  @Test
  void fineVoxelsAreJoinedWithoutLossOfMassOrPlace() {
    Density fine = VolumeBlobs.of(volume(), 1, 1, OptionalDouble.of(0));
    Density joined = VolumeBlobs.of(volume(), 1, 3.2, OptionalDouble.of(0));
    assertTrue(joined.blobs().size() < fine.blobs().size() / 20);
    double all = fine.blobs().stream().mapToDouble(Blob::weight).sum();
    assertEquals(all, joined.blobs().stream().mapToDouble(Blob::weight).sum(), 1e-6 * all);
    for (int axis = 0; axis < 3; axis++) {
      assertEquals(fine.centreOfMass()[axis], joined.centreOfMass()[axis], 1e-6);
    }
  }

  @Test
  void anEmptyMapIsRefused() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> VolumeBlobs.of(volume(), 1, 1, OptionalDouble.of(99)))
            .getMessage();
    assertTrue(message.contains("threshold 99"), message);
  }

  private static MrcVolume volume() {
    float[] voxels = new float[SIZE * SIZE * SIZE];
    int c = Image.centre(SIZE);
    for (int i = 0; i < voxels.length; i++) {
      double x = i % SIZE - c;
      double y = i / SIZE % SIZE - c;
      double z = i / (SIZE * SIZE) - c;
      for (Blob b : BLOBS) {
        double s = b.sigma();
        double d2 = Math.pow(x - b.x(), 2) + Math.pow(y - b.y(), 2) + Math.pow(z - b.z(), 2);
        voxels[i] +=
            (float) (b.weight() / Math.pow(2 * Math.PI * s * s, 1.5) * Math.exp(-d2 / (2 * s * s)));
      }
    }
    return new MrcVolume(SIZE, SIZE, SIZE, voxels, OptionalDouble.of(1));
  }
}
