package org.cryoudl.io.mrc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.testing.MrcBytes;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MrcFileTest {

  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ByteOrder BIG = ByteOrder.BIG_ENDIAN;

  @TempDir Path folder;

  private static float[] image(Path file, int index) {
    try (MrcFile mrc = MrcFile.open(file)) {
      return mrc.read(index).pixels();
    }
  }

  private static String refusal(Path file) {
    return assertThrows(DataException.class, () -> MrcFile.open(file).close()).getMessage();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsEveryModeInBothByteOrders(boolean bigEndian) {
    ByteOrder order = bigEndian ? BIG : LITTLE;
    Path file = folder.resolve("a.mrcs");

    new MrcBytes(order, 3, 1, 2, 0, 0, 6)
        .floats(76, -128, 127)
        .bytes(1024, 0, 1, 2, -128, -1, 127)
        .write(file);
    assertArrayEquals(new float[] {-128, -1, 127}, image(file, 1));

    new MrcBytes(order, 3, 1, 2, 1, 0, 12).shorts(1030, -32768, -1, 32767).write(file);
    assertArrayEquals(new float[] {-32768, -1, 32767}, image(file, 1));

    new MrcBytes(order, 2, 2, 1, 2, 0, 16).floats(1024, 0.5, -1e15, 1e-40, 7).write(file);
    assertArrayEquals(new float[] {0.5f, -1e15f, 1e-40f, 7}, image(file, 0));

    new MrcBytes(order, 3, 1, 1, 6, 0, 6).shorts(1024, 0, 32768, 65535).write(file);
    assertArrayEquals(new float[] {0, 32768, 65535}, image(file, 0));

    // 1, -2, 65504, 2^-24, by IEEE 754's definition of binary16
    new MrcBytes(order, 2, 2, 1, 12, 0, 8).shorts(1024, 0x3c00, 0xc000, 0x7bff, 1).write(file);
    assertArrayEquals(new float[] {1, -2, 65504, 0x1p-24f}, image(file, 0));

    new MrcBytes(order, 3, 2, 2, 101, 0, 8)
        .bytes(1028, 0x21, 0xf3, 0x04, 0x75) // the last nibble of each row is padding
        .write(file);
    assertArrayEquals(new float[] {1, 2, 3, 4, 0, 5}, image(file, 1));
  }

  @Test
  void bytesAreWhatImodsStampOrTheUserSays() {
    MrcBytes bytes =
        new MrcBytes(LITTLE, 2, 1, 1, 0, 0, 2).floats(76, -1, 127).bytes(1024, 255, 127);
    Path file = bytes.write(folder.resolve("a.mrcs"));
    assertArrayEquals(new float[] {-1, 127}, image(file, 0));
    bytes.integers(152, 1146047817, 0).write(file);
    assertArrayEquals(new float[] {255, 127}, image(file, 0));
    try (MrcFile mrc = MrcFile.open(file, new MrcReadOptions(MrcReadOptions.ByteSign.SIGNED))) {
      assertArrayEquals(new float[] {-1, 127}, mrc.read(0).pixels());
    }
    bytes.integers(152, 1146047817, 1).write(file);
    assertArrayEquals(new float[] {-1, 127}, image(file, 0));
    try (MrcFile mrc = MrcFile.open(file, new MrcReadOptions(MrcReadOptions.ByteSign.UNSIGNED))) {
      assertArrayEquals(new float[] {255, 127}, mrc.read(0).pixels());
    }
  }

  @Test
  void theHeadersRangeShowsUnsignedBytesWithoutAStamp() {
    Path file =
        new MrcBytes(LITTLE, 3, 1, 1, 0, 0, 3)
            .floats(76, 1, 248)
            .bytes(1024, 1, 128, 248)
            .write(folder.resolve("a.mrcs"));
    assertArrayEquals(new float[] {1, 128, 248}, image(file, 0));
    try (MrcFile mrc = MrcFile.open(file)) {
      assertTrue(mrc.readsUnsignedBytes());
      assertTrue(mrc.warnings().get(0).contains("minimum 1 and maximum 248"), mrc.warnings() + "");
    }
  }

  @Test
  void theHeadersRangeShowsCameraCountsInMode1() {
    Path file =
        new MrcBytes(LITTLE, 2, 1, 1, 1, 0, 4)
            .floats(76, 7, 65000)
            .shorts(1024, 7, 65000)
            .write(folder.resolve("a.mrcs"));
    assertArrayEquals(new float[] {7, 65000}, image(file, 0));
    new MrcBytes(LITTLE, 2, 1, 1, 1, 0, 4).shorts(1024, 7, 65000).write(file);
    assertArrayEquals(new float[] {7, -536}, image(file, 0));
  }

  @Test
  void pixelsShowTheSignOfBytesWhereTheHeaderSaysNothing() {
    int[] aboutMean = new int[64];
    for (int i = 0; i < 64; i++) {
      aboutMean[i] = i % 8 - 4;
    }
    Path file = folder.resolve("a.mrcs");
    new MrcBytes(LITTLE, 8, 8, 1, 0, 0, 64).bytes(1024, aboutMean).write(file);
    assertEquals(-4, image(file, 0)[0]);
    for (int i = 0; i < 64; i++) {
      aboutMean[i] += 128;
    }
    new MrcBytes(LITTLE, 8, 8, 1, 0, 0, 64).bytes(1024, aboutMean).write(file);
    assertEquals(124, image(file, 0)[0]);
    assertEquals(131, image(file, 0)[7]);
    for (int i = 0; i < 64; i++) {
      aboutMean[i] = 4 * i;
    }
    new MrcBytes(LITTLE, 8, 8, 1, 0, 0, 64).bytes(1024, aboutMean).write(file);
    assertTrue(refusal(file).contains("write it as mode 1 or 2"), refusal(file));
  }

  @Test
  void pixelsTooLargeToComputeWithAreRefused() {
    Path file =
        new MrcBytes(LITTLE, 2, 2, 2, 2, 0, 32)
            .floats(1040, 1, -3e30, 3, 4)
            .write(folder.resolve("a.mrcs"));
    assertEquals(0, image(file, 0)[0]);
    DataException e = assertThrows(DataException.class, () -> image(file, 1));
    assertTrue(
        e.getMessage().contains("000002@" + file + " holds the value -3.0E30"), e.getMessage());
    assertTrue(e.getMessage().contains("column 1, row 0"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {2e-10, 1e-3, 1.5e3, 1e30})
  void aPixelSizeThatNoMicroscopeHasIsUnknown(double angstroms) {
    Path file =
        new MrcBytes(LITTLE, 4, 1, 1, 2, 0, 16)
            .floats(40, 4 * angstroms, angstroms, 1)
            .write(folder.resolve("a.mrcs"));
    try (MrcFile mrc = MrcFile.open(file)) {
      assertTrue(mrc.pixelSizeAngstroms().isEmpty());
      assertTrue(mrc.warnings().get(0).contains("counts as unknown"), mrc.warnings() + "");
    }
  }

  @Test
  void aMissingExtendedHeaderIsCalledSo() {
    Path file = folder.resolve("a.mrcs");
    // the pixels are all there; only the 4,096 bytes before them are not
    new MrcBytes(LITTLE, 4, 4, 2, 2, 0, 128).integers(92, 4096).write(file);
    assertTrue(refusal(file).contains("lacks its extended header"), refusal(file));
    assertTrue(refusal(file).contains("4096 bytes"), refusal(file));
    new MrcBytes(LITTLE, 32, 32, 2, 2, 0, 8192).integers(92, 4096).write(file);
    assertTrue(
        refusal(file).contains("just what is missing is the extended header"), refusal(file));
    new MrcBytes(LITTLE, 32, 32, 2, 2, 0, 8191).write(file);
    assertTrue(refusal(file).contains("copy or write it again"), refusal(file));
  }

  @Test
  void sizesWhoseProductOverflowsAreRefused() {
    // 2^25 x 2^25 x 2^25 pixels of 4 bytes: 2^77, which wraps to 0
    Path file =
        new MrcBytes(LITTLE, 1 << 25, 1 << 25, 1 << 25, 2, 0, 16).write(folder.resolve("a.mrcs"));
    assertTrue(refusal(file).contains("33554432 x 33554432"), refusal(file));
  }

  @Test
  void extendedHeaderIsSkipped() {
    Path file =
        new MrcBytes(LITTLE, 1, 1, 2, 2, 4097, 8)
            .floats(1024 + 4097, 3, 4)
            .write(folder.resolve("a.mrc"));
    assertArrayEquals(new float[] {4}, image(file, 1));
  }

  @Test
  void wrongMachineStampAndMissingMagicDoNotHideTheByteOrder() {
    for (ByteOrder order : List.of(LITTLE, BIG)) {
      // 256 reads as 65,536 the wrong way round and mode 0 as 0: only the length shows it.
      MrcBytes bytes =
          new MrcBytes(order, 256, 256, 1, 0, 0, 65536).bytes(1024, 9).ascii(208, "STK ");
      bytes.integers(64, 0, 0, 0).integers(28, 0, 0, 0);
      for (int stamp : new int[] {0x00, 0x11, 0x44}) {
        Path file = bytes.bytes(212, stamp, stamp).write(folder.resolve("a.mrcs"));
        try (MrcFile mrc = MrcFile.open(file)) {
          assertEquals(order, mrc.header().byteOrder());
          assertEquals(9, mrc.read(0).at(0, 0));
          assertTrue(mrc.oddities().toString().contains("MAP"), mrc.oddities().toString());
          assertTrue(mrc.oddities().toString().contains("axis order is missing"));
          assertEquals(List.of(), mrc.warnings());
          boolean right = stamp == (order == LITTLE ? 0x44 : 0x11);
          assertEquals(!right, mrc.oddities().toString().contains("machine stamp"));
        }
      }
    }
  }

  @Test
  void shortFileIsRefusedWithBothByteCounts() {
    MrcBytes bytes = new MrcBytes(LITTLE, 10, 10, 3, 2, 0, 1200);
    String message = refusal(bytes.write(folder.resolve("a.mrcs"), 2223));
    assertTrue(message.contains("2224") && message.contains("2223"), message);
    message = refusal(bytes.write(folder.resolve("b.mrcs"), 1000));
    assertTrue(message.contains("1024") && message.contains("1000"), message);
  }

  @Test
  void longFileIsReadWithAWarning() {
    Path file =
        new MrcBytes(LITTLE, 1, 1, 1, 2, 0, 4).floats(1024, 5).write(folder.resolve("a.mrc"), 1030);
    try (MrcFile mrc = MrcFile.open(file)) {
      assertEquals(5, mrc.read(0).at(0, 0));
      assertEquals(1, mrc.warnings().size());
      assertTrue(mrc.warnings().get(0).contains("1030") && mrc.warnings().get(0).contains("1028"));
    }
  }

  @Test
  void complexAndUnknownModesAreRefusedByName() {
    Path file = folder.resolve("a.mrc");
    for (int mode : new int[] {3, 4}) {
      String message = refusal(new MrcBytes(LITTLE, 2, 2, 1, mode, 0, 32).write(file));
      assertTrue(message.contains("mode " + mode) && message.contains("complex"), message);
    }
    assertTrue(refusal(new MrcBytes(LITTLE, 2, 2, 1, 7, 0, 32).write(file)).contains("mode 7"));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path file = folder.resolve("a.mrc");
    Files.writeString(file, "data_particles\n".repeat(100));
    assertTrue(refusal(file).contains("is not an MRC file"));
    assertTrue(refusal(new MrcBytes(LITTLE, 0, 5, 5, 2, 0, 0).write(file)).contains("0 x 5 x 5"));
    assertTrue(refusal(folder).contains("is a folder"));
    assertTrue(refusal(folder.resolve("none.mrc")).contains("there is no file"));
  }

  @Test
  void pixelsThatAreNotFiniteNameTheImage() {
    Path file =
        new MrcBytes(LITTLE, 3, 2, 12, 2, 0, 288)
            .floats(1024 + 11 * 24 + 16, Double.NaN)
            .floats(1024 + 24, Double.NEGATIVE_INFINITY)
            .write(folder.resolve("stack.mrcs"));
    try (MrcFile mrc = MrcFile.open(file)) {
      assertArrayEquals(new float[6], mrc.read(0).pixels());
      String nan = assertThrows(DataException.class, () -> mrc.read(11)).getMessage();
      assertTrue(nan.contains("000012@" + file) && nan.contains("column 1, row 1"), nan);
      String infinite = assertThrows(DataException.class, () -> mrc.read(1)).getMessage();
      assertTrue(infinite.contains("000002@") && infinite.contains("infinite"), infinite);
    }
  }

  @Test
  void imagesThatAreNotThereAreRefused() {
    Path file = new MrcBytes(LITTLE, 1, 1, 2, 2, 0, 8).write(folder.resolve("a.mrcs"));
    try (MrcFile mrc = MrcFile.open(file)) {
      String message = assertThrows(DataException.class, () -> mrc.read(2)).getMessage();
      assertTrue(message.contains("000003@") && message.contains("holds 2 images"), message);
      assertThrows(DataException.class, () -> mrc.read(-1));
    }
  }

  @Test
  void pixelSizeIsCellOverIntervalsOrUnknown() {
    MrcBytes bytes = new MrcBytes(LITTLE, 100, 1, 1, 0, 0, 100);
    Path file = folder.resolve("a.mrc");
    try (MrcFile mrc = MrcFile.open(bytes.write(file))) {
      assertTrue(mrc.pixelSizeAngstroms().isEmpty());
    }
    try (MrcFile mrc = MrcFile.open(bytes.floats(40, 134, 1.34, 1.34).write(file))) {
      assertEquals(1.34, mrc.pixelSizeAngstroms().getAsDouble());
      assertTrue(mrc.warnings().isEmpty());
    }
    try (MrcFile mrc = MrcFile.open(bytes.floats(44, 1.5).write(file))) {
      assertTrue(mrc.warnings().get(0).contains("not square"), mrc.warnings().toString());
    }
    try (MrcFile mrc = MrcFile.open(bytes.integers(28, 0).write(file))) {
      assertTrue(mrc.pixelSizeAngstroms().isEmpty());
    }
  }

  @Test
  void nameSpaceGroupAndIntervalsTellStacksFromVolumes() {
    MrcBytes bytes = new MrcBytes(LITTLE, 1, 1, 2, 2, 0, 8).integers(36, 2).integers(88, 1);
    assertTrue(isVolume(bytes, "a.mrc"));
    assertFalse(isVolume(bytes, "a.mrcs"));
    assertFalse(isVolume(bytes.integers(36, 1), "a.mrc"));
    assertFalse(isVolume(bytes.integers(36, 2).integers(88, 0), "a.mrc"));
  }

  private boolean isVolume(MrcBytes bytes, String name) {
    try (MrcFile mrc = MrcFile.open(bytes.write(folder.resolve(name)))) {
      assertEquals(!mrc.isVolume(), mrc.isStack());
      return mrc.isVolume();
    }
  }

  @Test
  void imagesLargerThanAChunkAreReadWhole() {
    int width = 1031;
    int height = 701; // 2.9 MB, three chunks, the last one partly filled
    MrcBytes bytes = new MrcBytes(BIG, width, height, 1, 2, 3, 4 * width * height);
    bytes.floats(1027, IntStream.range(0, width * height).asDoubleStream().toArray());
    float[] pixels = image(bytes.write(folder.resolve("a.mrc")), 0);
    for (int i = 0; i < pixels.length; i++) {
      assertEquals(i, pixels[i]);
    }
  }

  @Test
  void rowLongerThanAChunkIsRead() {
    int width = 300_000;
    MrcBytes bytes = new MrcBytes(LITTLE, width, 2, 1, 2, 0, 8 * width);
    float[] pixels = image(bytes.floats(1024 + 8 * width - 4, 6).write(folder.resolve("a.mrc")), 0);
    assertEquals(6, pixels[2 * width - 1]);
  }

  @Test
  void imagesBeyondTwoAndFourGigabytesAreRead() throws IOException {
    Path file = folder.resolve("large.mrcs");
    int box = 256;
    int count = 17_000; // 4.46 GB, nearly all of it holes
    new MrcBytes(LITTLE, box, box, count, 2, 0, 0).write(file);
    long imageBytes = 4L * box * box;
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1024 + imageBytes * count);
      for (int index : new int[] {8192, count - 1}) {
        sparse.seek(1024 + imageBytes * (index + 1) - 4);
        sparse.writeInt(Integer.reverseBytes(Float.floatToIntBits(index)));
      }
    } catch (IOException e) {
      Assumptions.abort("skipped: no sparse files here: " + e.getMessage());
    }
    try (MrcFile mrc = MrcFile.open(file)) {
      assertEquals(count, mrc.size());
      assertEquals(8192, mrc.read(8192).at(box - 1, box - 1));
      assertEquals(count - 1, mrc.read(count - 1).at(box - 1, box - 1));
    }
  }

  @Test
  void threadsReadTheSameFileAtOnce() {
    int count = 500;
    MrcBytes bytes = new MrcBytes(LITTLE, 4, 4, count, 1, 0, 32 * count);
    for (int i = 0; i < 16 * count; i++) {
      bytes.shorts(1024 + 2 * i, i / 16);
    }
    try (MrcFile mrc = MrcFile.open(bytes.write(folder.resolve("a.mrcs")))) {
      long wrong =
          IntStream.range(0, 20 * count)
              .parallel()
              .map(i -> i % count)
              .filter(i -> mrc.read(i).at(3, 3) != i || mrc.read(i).at(0, 0) != i)
              .count();
      assertEquals(0, wrong);
    }
  }
}
