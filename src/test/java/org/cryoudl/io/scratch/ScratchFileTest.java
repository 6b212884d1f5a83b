package org.cryoudl.io.scratch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFileTest {

  @TempDir private Path folder;

  private final List<String> log = new ArrayList<>();

  private ScratchFile file(int count, int floats) throws IOException {
    return ScratchFile.create(
        folder.resolve("scratch"), count, floats, e -> log.add(e.getMessage()));
  }

  /** Numbers of all bits, among them those that are no numbers. */
  private static float[] numbers(int seed, int count) {
    Random random = new Random(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Float.intBitsToFloat(random.nextInt());
    }
    return numbers;
  }

  private static void assertSameBits(float[] expected, float[] found) {
    assertEquals(expected.length, found.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(found[i]));
    }
  }

  @Test
  void givesWhatWasWrittenFromManyThreads() throws IOException {
    try (ScratchFile file = file(300, 21)) {
      Parallelism.of(4)
          .run(() -> ParallelLoop.run(300, i -> file.write(i, numbers(i, 14), numbers(-i, 7))));
      Parallelism.of(4)
          .run(
              () ->
                  ParallelLoop.run(
                      3000,
                      n -> {
                        int i = n * 7 % 300;
                        float[] first = new float[14];
                        float[] second = new float[7];
                        assertTrue(file.read(i, first, second));
                        assertSameBits(numbers(i, 14), first);
                        assertSameBits(numbers(-i, 7), second);
                      }));
    }
    assertEquals(List.of(), log);
  }

  @Test
  void whatWasNotWrittenIsNotThere() throws IOException {
    try (ScratchFile file = file(5, 3)) {
      file.write(4, new float[3]);
      assertFalse(file.read(3, new float[3]));
      assertTrue(file.read(4, new float[3]));
      file.write(4, new float[] {1, 2, 3});
      float[] later = new float[3];
      assertTrue(file.read(4, later));
      assertEquals(2, later[1]);
      assertThrows(IllegalArgumentException.class, () -> file.write(0, new float[2]));
      assertThrows(IllegalArgumentException.class, () -> file.read(4, new float[2]));
    }
  }

  /** A process that is killed leaves nothing, as there is no name to be left. */
  @Test
  void theFileHasNoNameAndIsGoneInTheEnd() throws IOException {
    boolean named = System.getProperty("os.name").startsWith("Windows");
    ScratchFile file = file(5, 3);
    file.write(2, new float[3]);
    assertEquals(named ? 1 : 0, files());
    file.close();
    assertFalse(file.read(2, new float[3]));
    file.write(2, new float[3]);
    assertEquals(0, files());
    assertEquals(List.of(), log);
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void aFullDiskEndsItsUse() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "this system has no /dev/full");
    try (ScratchFile file = over(full)) {
      file.write(1, new float[] {1, 2, 3});
      assertFalse(file.read(1, new float[3]));
      file.write(2, new float[] {1, 2, 3});
    }
    assertEquals(List.of("No space left on device"), log);
  }

  private ScratchFile over(Path path) throws IOException {
    return new ScratchFile(
        path,
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE),
        4,
        3,
        e -> log.add(e.getMessage()));
  }

  /** As a disk of a network does that finds no room for what it has taken already. */
  @Test
  void otherBytesThanWereWrittenAreNotGiven() throws IOException {
    Path path = Files.createFile(folder.resolve("damaged"));
    try (ScratchFile file = over(path);
        FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.write(1, new float[] {1, 2, 3});
      file.write(2, new float[] {1, 2, 3});
      assertTrue(file.read(2, new float[3]));
      other.write(ByteBuffer.allocate(1), 24 + 7);
      assertFalse(file.read(2, new float[3]));
      assertFalse(file.read(1, new float[3]));
    }
    assertEquals(List.of("it does not give what was written"), log);
  }

  @Test
  void aShorterFileEndsItsUse() throws IOException {
    Path path = Files.createFile(folder.resolve("short"));
    try (ScratchFile file = over(path);
        FileChannel other = FileChannel.open(path, StandardOpenOption.WRITE)) {
      file.write(3, new float[] {1, 2, 3});
      other.truncate(40);
      assertFalse(file.read(3, new float[3]));
    }
    assertEquals(List.of("it has become shorter"), log);
  }
}
