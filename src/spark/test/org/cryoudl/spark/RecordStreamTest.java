package org.cryoudl.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.geometry.Pose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records arrive as they were sent. */
@Tag("spark")
class RecordStreamTest {

  private enum Kind {
    ONE,
    OTHER
  }

  private record Inner(Pose[] poses, Optional<Path> file, Kind kind) {}

  private record Outer(
      List<Inner> parts, float[][] values, OptionalInt count, Optional<String> none, double nan) {}

  private record Unsendable(Object value) {}

  @Test
  void everyNumberArrivesToTheLastBit() {
    Pose pose = new Pose(Math.PI, -0.0, Double.MIN_VALUE);
    Outer sent =
        new Outer(
            List.of(new Inner(new Pose[] {pose, null}, Optional.of(Path.of("a", "b")), Kind.OTHER)),
            new float[][] {{1 / 3f, Float.NaN}, null, {}},
            OptionalInt.of(7),
            Optional.empty(),
            Double.NaN);
    Outer read = (Outer) RecordStream.read(RecordStream.bytes(sent));
    Inner inner = read.parts().get(0);
    assertArrayEquals(new Pose[] {pose, null}, inner.poses());
    assertEquals(
        Double.doubleToRawLongBits(-0.0),
        Double.doubleToRawLongBits(inner.poses()[0].originXPixels()));
    assertEquals(Optional.of(Path.of("a", "b")), inner.file());
    assertEquals(Kind.OTHER, inner.kind());
    assertArrayEquals(sent.values(), read.values());
    assertEquals(OptionalInt.of(7), read.count());
    assertEquals(Optional.empty(), read.none());
    assertEquals(Double.NaN, read.nan());
  }

  @Test
  void whatIsNoDataIsNotSent() {
    assertThrows(
        IllegalStateException.class,
        () -> RecordStream.bytes(new Unsendable(new Object() /* of no known kind */)));
  }
}
