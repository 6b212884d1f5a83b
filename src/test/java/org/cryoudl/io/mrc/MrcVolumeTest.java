package org.cryoudl.io.mrc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.cryoudl.testing.MrcBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MrcVolumeTest {

  @TempDir Path folder;

  @Test
  void volumeIsReadBack() {
    float[] voxels = new float[24];
    for (int i = 0; i < 24; i++) {
      voxels[i] = i * i;
    }
    Path file = folder.resolve("a.mrc");
    MrcWriter.writeVolume(file, new MrcVolume(4, 3, 2, voxels, OptionalDouble.of(1.25)));
    MrcVolume volume = MrcVolume.read(file);
    assertEquals(4, volume.sizeX());
    assertEquals(3, volume.sizeY());
    assertEquals(2, volume.sizeZ());
    assertArrayEquals(voxels, volume.voxels());
    assertEquals(1.25, volume.pixelSizeAngstroms().getAsDouble());
    try (MrcFile mrc = MrcFile.open(file)) {
      assertTrue(mrc.isVolume());
      assertEquals(2.5f, mrc.header().cellAngstroms().z());
    }
  }

  @Test
  void everyOrderOfAxesIsBroughtToXYZ() {
    int[][] orders = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};
    int[] sizes = {2, 3, 4}; // along X, Y, Z
    for (int[] order : orders) {
      int nx = sizes[order[0] - 1];
      int ny = sizes[order[1] - 1];
      int nz = sizes[order[2] - 1];
      MrcBytes bytes = new MrcBytes(ByteOrder.LITTLE_ENDIAN, nx, ny, nz, 2, 0, 96);
      bytes.integers(64, order);
      for (int i = 0; i < 24; i++) {
        int[] xyz = new int[3];
        xyz[order[0] - 1] = i % nx;
        xyz[order[1] - 1] = i / nx % ny;
        xyz[order[2] - 1] = i / nx / ny;
        bytes.floats(1024 + 4 * i, 100 * xyz[2] + 10 * xyz[1] + xyz[0]);
      }
      MrcVolume volume = MrcVolume.read(bytes.write(folder.resolve("a.mrc")));
      for (int z = 0; z < 4; z++) {
        for (int y = 0; y < 3; y++) {
          for (int x = 0; x < 2; x++) {
            assertEquals(100 * z + 10 * y + x, volume.at(z, y, x));
          }
        }
      }
    }
  }

  @Test
  void impossibleAxesAreTakenAsXYZWithAWarning() {
    Path file =
        new MrcBytes(ByteOrder.LITTLE_ENDIAN, 2, 1, 2, 2, 0, 16)
            .integers(64, 1, 1, 3)
            .floats(1024, 1, 2, 3, 4)
            .write(folder.resolve("a.mrc"));
    assertArrayEquals(new float[] {1, 2, 3, 4}, MrcVolume.read(file).voxels());
    try (MrcFile mrc = MrcFile.open(file)) {
      assertTrue(mrc.warnings().get(0).contains("1, 1, 3"), mrc.warnings().toString());
    }
  }
}
