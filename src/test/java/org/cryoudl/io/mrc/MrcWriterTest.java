package org.cryoudl.io.mrc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.image.Image;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MrcWriterTest {

  @TempDir Path folder;

  private static float[] random(int length, long seed) {
    Random random = new Random(seed);
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (1000 + 3 * random.nextGaussian());
    }
    return values;
  }

  private List<Path> filesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "1,7,2", "8,6,3", "33,31,5", "700,701,2"})
  void whatIsWrittenIsReadBackBitForBit(int width, int height, int count) {
    Path file = folder.resolve("a.mrcs");
    try (MrcWriter writer = MrcWriter.stack(file, width, height, OptionalDouble.of(1.5))) {
      for (int i = 0; i < count; i++) {
        assertEquals(i, writer.append(random(width * height, i)));
      }
      writer.commit();
    }
    try (MrcFile mrc = MrcFile.open(file)) {
      assertEquals(count, mrc.size());
      assertEquals(1.5, mrc.pixelSizeAngstroms().getAsDouble());
      assertTrue(mrc.isStack());
      assertEquals(List.of(), mrc.warnings());
      assertEquals(List.of(), mrc.oddities());
      for (int i = 0; i < count; i++) {
        assertArrayEquals(random(width * height, i), mrc.read(i).pixels());
      }
    }
  }

  @Test
  void headerHoldsWhatTheFormatAsksForAtItsPlace() throws IOException {
    Path file = folder.resolve("a.mrcs");
    try (MrcWriter writer = MrcWriter.stack(file, 3, 2, OptionalDouble.of(2.5))) {
      writer.append(new float[] {1, 2, 3, 4, 5, 6});
      writer.append(new float[] {-1, 0, 0, 0, 0, 10});
      writer.commit();
    }
    ByteBuffer b = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(1024 + 48, b.capacity());
    int[] sizes = {3, 2, 2, 2, 0, 0, 0, 3, 2, 1};
    for (int i = 0; i < sizes.length; i++) {
      assertEquals(sizes[i], b.getInt(4 * i), "field at " + 4 * i);
    }
    float[] cell = {7.5f, 5, 2.5f, 90, 90, 90};
    for (int i = 0; i < cell.length; i++) {
      assertEquals(cell[i], b.getFloat(40 + 4 * i));
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(i + 1, b.getInt(64 + 4 * i));
    }
    assertEquals(-1, b.getFloat(76));
    assertEquals(10, b.getFloat(80));
    assertEquals(2.5f, b.getFloat(84)); // 30 / 12
    // sum of squares 91 + 101 = 192; 192 / 12 - 6.25 = 9.75
    assertEquals((float) Math.sqrt(9.75), b.getFloat(216));
    assertEquals(0, b.getInt(88));
    assertEquals(0, b.getInt(92));
    assertEquals(20140, b.getInt(108));
    assertEquals('M' | 'A' << 8 | 'P' << 16 | ' ' << 24, b.getInt(208));
    assertEquals(0x00004444, b.getInt(212)); // bytes 44 44 00 00
    assertEquals(1, b.getInt(220));
    assertEquals('W', b.get(224));
  }

  @Test
  void halvesAreStoredWithStatisticsOfTheStoredValues() {
    Path file = folder.resolve("a.mrcs");
    float third = 1 / 3f;
    try (MrcWriter writer = MrcWriter.stack(file, 2, 1, MrcMode.FLOAT16, OptionalDouble.empty())) {
      writer.append(new float[] {third, -2});
      writer.commit();
    }
    try (MrcFile mrc = MrcFile.open(file)) {
      float stored = 0x555 * 0x1p-12f; // 1/3 to eleven bits
      assertArrayEquals(new float[] {stored, -2}, mrc.read(0).pixels());
      assertEquals(stored, mrc.header().statistics().maximum());
      assertTrue(mrc.pixelSizeAngstroms().isEmpty());
    }
    try (MrcWriter writer = MrcWriter.stack(file, 2, 1, MrcMode.FLOAT16, OptionalDouble.empty())) {
      String message =
          assertThrows(DataException.class, () -> writer.append(new float[] {0, 70000}))
              .getMessage();
      assertTrue(message.contains("70000") && message.contains("65504"), message);
    }
  }

  @Test
  void threadsAndOrderDoNotChangeTheFile() throws IOException {
    int count = 300;
    Path inOrder = folder.resolve("a.mrcs");
    Path shuffled = folder.resolve("b.mrcs");
    try (MrcWriter writer = MrcWriter.stack(inOrder, 9, 9, OptionalDouble.of(1))) {
      IntStream.range(0, count).forEach(i -> writer.append(random(81, i)));
      writer.commit();
    }
    try (MrcWriter writer = MrcWriter.stack(shuffled, 9, 9, OptionalDouble.of(1))) {
      IntStream.range(0, count)
          .parallel()
          .map(i -> count - 1 - i)
          .forEach(i -> writer.write(i, random(81, i)));
      writer.commit();
    }
    assertEquals(-1, Files.mismatch(inOrder, shuffled));
  }

  @Test
  void abandonedFilesLeaveNothingBehindAndKeepTheOldOne() throws IOException {
    Path file = folder.resolve("a.mrcs");
    Files.writeString(file, "old");
    try (MrcWriter writer = MrcWriter.stack(file, 1, 1, OptionalDouble.empty())) {
      writer.append(new float[1]);
      assertEquals(2, filesInFolder().size());
    }
    assertEquals(List.of(file), filesInFolder());
    assertEquals("old", Files.readString(file));
  }

  @Test
  void missingOrWrongImagesAreBugs() {
    try (MrcWriter writer =
        MrcWriter.stack(folder.resolve("a.mrcs"), 1, 1, OptionalDouble.empty())) {
      assertThrows(IllegalStateException.class, writer::commit);
      writer.write(2, new float[1]);
      assertThrows(IllegalStateException.class, writer::commit);
      assertThrows(IllegalArgumentException.class, () -> writer.append(new float[2]));
      assertThrows(IllegalArgumentException.class, () -> writer.write(0, new float[] {Float.NaN}));
    }
    assertFalse(Files.exists(folder.resolve("a.mrcs")));
  }

  @Test
  void fullDiskIsTheEnvironmentsFault() throws IOException {
    Path full = Path.of("/dev/full"); // a Linux device on which every write finds no room
    Assumptions.assumeTrue(Files.exists(full), "skipped: no /dev/full on this system");
    Path file = folder.resolve("a.mrcs");
    String name = ".a.mrcs." + ProcessHandle.current().pid() + ".tmp";
    Files.createSymbolicLink(folder.resolve(name), full);
    try (MrcWriter writer = MrcWriter.stack(file, 8, 8, OptionalDouble.empty())) {
      String message =
          assertThrows(EnvironmentException.class, () -> writer.append(new float[64])).getMessage();
      assertTrue(message.contains(file.toString()) && message.contains("no room left"), message);
    }
    assertEquals(List.of(), filesInFolder());
  }

  @Test
  void missingFolderIsReported() {
    Path file = folder.resolve("none/a.mrcs");
    String message =
        assertThrows(
                EnvironmentException.class,
                () -> MrcWriter.stack(file, 1, 1, OptionalDouble.empty()).close())
            .getMessage();
    assertTrue(message.contains("no such file or folder"), message);
  }

  @Test
  void singleImageIsReadBack() {
    Path file = folder.resolve("a.mrc");
    MrcWriter.writeImage(file, new Image(3, 2, random(6, 1)), OptionalDouble.of(2));
    try (MrcFile mrc = MrcFile.open(file)) {
      assertArrayEquals(random(6, 1), mrc.read(0).pixels());
      assertEquals(3, mrc.width());
      assertFalse(mrc.isVolume());
    }
  }
}
