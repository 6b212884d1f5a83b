package org.cryoudl.pipeline.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Test;

class RecordBytesTest {

  private enum Side {
    LEFT,
    RIGHT
  }

  private record Part(String name, double value) {}

  private record Whole(
      int count,
      long large,
      float ratio,
      double value,
      boolean certain,
      String name,
      Side side,
      Part part,
      List<Part> parts,
      Optional<Part> missing,
      Optional<Double> number,
      OptionalInt shell,
      OptionalDouble z,
      int[] ints,
      boolean[] truths,
      double[] doubles,
      float[][] rows,
      Pose[] poses) {}

  private record Other(int count, long large) {}

  private static Whole whole() {
    float[] longRow = new float[5001];
    for (int i = 0; i < longRow.length; i++) {
      longRow[i] = (float) Math.sin(i);
    }
    return new Whole(
        -3,
        1L << 40,
        Float.MIN_VALUE,
        -0.0,
        true,
        "größer",
        Side.RIGHT,
        new Part("a", Math.PI),
        List.of(new Part("b", Double.NaN), new Part("c", Double.NEGATIVE_INFINITY)),
        Optional.empty(),
        Optional.of(0.1),
        OptionalInt.of(7),
        OptionalDouble.empty(),
        new int[] {1, -2},
        new boolean[] {true, false, true},
        new double[] {0.1, 1e-310},
        new float[][] {longRow, null, {}},
        new Pose[] {new Pose(12.5, -0.25, 3), Pose.IDENTITY});
  }

  @Test
  void everyNumberComesBackToTheLastBit() throws IOException {
    Whole expected = whole();
    Whole found = RecordBytes.read(RecordBytes.of(expected), Whole.class);
    assertEquals(expected.count, found.count);
    assertEquals(expected.large, found.large);
    assertEquals(expected.ratio, found.ratio);
    assertEquals(
        Double.doubleToRawLongBits(expected.value), Double.doubleToRawLongBits(found.value));
    assertEquals(expected.certain, found.certain);
    assertEquals(expected.name, found.name);
    assertEquals(expected.side, found.side);
    assertEquals(expected.part, found.part);
    assertEquals(expected.parts, found.parts);
    assertEquals(expected.missing, found.missing);
    assertEquals(expected.number, found.number);
    assertEquals(expected.shell, found.shell);
    assertEquals(expected.z, found.z);
    assertArrayEquals(expected.ints, found.ints);
    assertArrayEquals(expected.truths, found.truths);
    assertArrayEquals(expected.doubles, found.doubles);
    assertArrayEquals(expected.rows[0], found.rows[0]);
    assertNull(found.rows[1]);
    assertEquals(0, found.rows[2].length);
    assertArrayEquals(expected.poses, found.poses);
  }

  @Test
  void damagedBytesAreNoValue() {
    byte[] bytes = RecordBytes.of(whole());
    byte[] half = java.util.Arrays.copyOf(bytes, bytes.length / 2);
    assertThrows(IOException.class, () -> RecordBytes.read(half, Whole.class));
    byte[] empty = new byte[0];
    assertThrows(IOException.class, () -> RecordBytes.read(empty, Whole.class));
    bytes[bytes.length - 9] ^= 1;
    assertThrows(IOException.class, () -> RecordBytes.read(bytes, Whole.class));
  }

  @Test
  void bytesOfAnotherRecordAreNoValue() {
    byte[] bytes = RecordBytes.of(new Other(1, 2));
    assertThrows(IOException.class, () -> RecordBytes.read(bytes, Part.class));
  }

  @Test
  void valuesThatCannotBeKeptAreRefused() {
    record Open(Object anything) {}
    assertThrows(IllegalArgumentException.class, () -> RecordBytes.of(new Open("x")));
  }
}
