package org.cryoudl.io.mrc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that other programs wrote; the numbers come from reading them with NumPy. */
class MrcRealFilesTest {

  /**
   * A pixel size of 0 stands for unknown; statistics are of all pixels. Odd ones: relion31 has no
   * magic, no stamp and statistics -1, -2, -3; rln_proj_64 has a stale maximum; float16's
   * statistics belong to its 32-bit original; EMD-3001 has axes 3,1,2, ispg 4 and an extended
   * header; empiar_10076_7 is a stack that looks like a volume.
   */
  @ParameterizedTest
  @CsvSource({
    "bench/c1.mrcs,128,500,INT8,2.08,-128,127,-0.096276611328125,32.256150297808546",
    "bench/c3.mrcs,128,500,INT8,0.492,-128,127,-0.9240693359375,33.011122103501755",
    "bench/c5.mrcs,128,500,INT8,2.8,-128,127,8.182821411132812,30.995617335084628",
    "bench/c6.mrcs,128,500,INT8,0.5844,-128,127,-1.4412303466796874,32.79882885191995",
    "class-averages/mixture_2D.mrcs,96,100,FLOAT32,0,-1.5277337,4.366815,"
        + "0.004617598063640688,0.7353611389547257",
    "metadata/empiar_10076_7.mrc,320,7,FLOAT32,0,-4.349505,5.534544,"
        + "-0.003434370667618655,1.005141858437214",
    "metadata/relion31.mrcs,256,5,FLOAT32,1,-4.3833203,4.4007363,"
        + "0.010766173491712498,1.0130505612025769",
    "metadata/rln_proj_64_centered.mrcs,64,4,FLOAT32,1,-0.0053924932,0.00928925,"
        + "8.800793678641675e-05,0.0014193510715363837",
    "metadata/rln_proj_64_shifted.mrcs,64,4,FLOAT32,1,-0.0053924932,0.00928925,"
        + "8.800793678641675e-05,0.0014193510715363837",
    "mrc-formats/EMD-3197.map,20,20,FLOAT32,11.4,-4.1337457,5.576737,"
        + "0.7836120336436434,2.39995290849429",
    "mrc-formats/float16.mrc,64,1,FLOAT16,3.595312,-4.3398438,3.8203125,"
        + "0.041134231723845005,1.060797922647526",
    "mrc-formats/sav_data.mrcs,130,5,FLOAT32,0,0.8519912,1.426708,"
        + "1.1670188904979526,0.07431303252990398",
    "mrc-formats/smallStack.mrcs,64,4,FLOAT32,1,-0.48669326,0.72984785,"
        + "-0.0004875922902784491,0.10520374217355129",
    "particles/macromolecule_001-250.mrcs,200,250,INT8,1,-82,105,0.236714,14.02333630354075",
    "particles/mic006_ribosome_particles_64.mrcs,64,436,FLOAT32,5.64,-6.541729,4.4698873,"
        + "0.0580741623338976,1.025276570347954",
    "particles/rct_untilted_hemoglobin_81.mrcs,81,76,FLOAT32,1,-1.5520115,3.1190267,"
        + "2.3284281758543763e-07,1.0000000458635054",
    "volumes/clean70SRibosome_vol_65p.mrc,65,65,FLOAT32,0,-0.00043994703,0.0007387933,"
        + "1.6258794378457057e-06,6.880044249749133e-05"
  })
  void pixelsAgreeWithNumPy(
      String name,
      int box,
      int count,
      MrcMode mode,
      double pixelSize,
      float minimum,
      float maximum,
      double mean,
      double deviation) {
    try (MrcFile mrc = MrcFile.open(SharedData.file("data/" + name))) {
      assertEquals(box, mrc.width());
      assertEquals(box, mrc.height());
      assertEquals(count, mrc.size());
      assertEquals(mode, mrc.header().mode());
      assertEquals(pixelSize, mrc.pixelSizeAngstroms().orElse(0), 1e-6);
      PixelStatistics statistics = new PixelStatistics();
      for (int i = 0; i < count; i++) {
        statistics.add(mrc.read(i).pixels());
      }
      assertEquals(minimum, statistics.minimum());
      assertEquals(maximum, statistics.maximum());
      assertEquals(mean, statistics.mean(), 1e-12 * deviation);
      assertEquals(deviation, statistics.standardDeviation(), 1e-9 * deviation);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bench/c1.mrcs,499,18,17",
    "mrc-formats/sav_data.mrcs,2,1.203909158706665,1.141089677810669",
    "mrc-formats/float16.mrc,0,1.03125,2.17578125",
    "particles/rct_untilted_hemoglobin_81.mrcs,75,-0.013316571712493896,-1.0757488012313843"
  })
  void pixelsLieWhereNumPyFindsThem(String name, int index, float row3Column5, float row5Column3) {
    try (MrcFile mrc = MrcFile.open(SharedData.file("data/" + name))) {
      assertEquals(row3Column5, mrc.read(index).at(3, 5));
      assertEquals(row5Column3, mrc.read(index).at(5, 3));
    }
  }

  @Test
  void permutedAxesAreBroughtToXYZ() {
    MrcVolume volume = MrcVolume.read(SharedData.file("data/mrc-formats/EMD-3001.map"));
    assertEquals(43, volume.sizeX());
    assertEquals(25, volume.sizeY());
    assertEquals(73, volume.sizeZ());
    assertEquals(-0.03689827f, volume.at(10, 5, 7));
    assertEquals(0.06724498f, volume.at(72, 24, 42));
    assertEquals(0.048784472f, volume.at(0, 1, 2));
    assertEquals(-0.02585927f, volume.at(70, 3, 40));
  }

  @Test
  void stacksAndVolumesAreToldApart() {
    assertFalse(isVolume("metadata/relion31.mrcs"));
    assertFalse(isVolume("mrc-formats/float16.mrc"));
    assertTrue(isVolume("mrc-formats/EMD-3197.map"));
    assertTrue(isVolume("volumes/clean70SRibosome_vol_65p.mrc"));
    // A stack whose header says volume; only its metadata knows better.
    assertTrue(isVolume("metadata/empiar_10076_7.mrc"));
  }

  private static boolean isVolume(String name) {
    try (MrcFile mrc = MrcFile.open(SharedData.file("data/" + name))) {
      return mrc.isVolume();
    }
  }
}
