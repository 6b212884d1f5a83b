package org.cryoudl.io.micrographs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.metadata.CtfParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MicrographStarTest {

  @TempDir Path folder;

  private Path image(String name) {
    Path file = folder.resolve(name);
    MrcWriter.writeImage(file, Image.square(64), OptionalDouble.of(1.5));
    return file;
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Path one = image("one.mrc");
    Path two = image("two.mrc");
    CtfParameters ctf = new CtfParameters(300, 2.7, 0.1, 12345.67, 11000, -12.5, 90);
    Path list = folder.resolve("micrographs_ctf.star");
    MicrographStar.write(
        list,
        List.of(
            Micrograph.ofFile(one, OptionalDouble.of(1.5)).withCtf(ctf, 0.25, 4.5),
            Micrograph.ofFile(two, OptionalDouble.of(2.5)).withCtf(ctf, 0.35, 5.5)));
    List<Micrograph> read = MicrographStar.read(list, Optional.empty());
    assertEquals(2, read.size());
    assertEquals(ctf, read.get(0).ctf().orElseThrow());
    assertEquals(1.5, read.get(0).pixelSizeAngstroms().orElseThrow());
    assertEquals(2.5, read.get(1).pixelSizeAngstroms().orElseThrow());
    assertEquals(0.35, read.get(1).figureOfMerit().orElseThrow(), 1e-9);
    assertEquals(5.5, read.get(1).maxResolutionAngstroms().orElseThrow(), 1e-9);
    assertTrue(MicrographStar.isListOfMicrographs(StarFile.read(list)));
  }

  @Test
  void versionThreeDotZeroIsRead() throws IOException {
    image("mic.mrc");
    Path list = folder.resolve("old.star");
    Files.writeString(
        list,
        """

        data_

        loop_
        _rlnMicrographName #1
        _rlnVoltage #2
        _rlnDefocusU #3
        _rlnDefocusV #4
        _rlnDefocusAngle #5
        _rlnSphericalAberration #6
        _rlnDetectorPixelSize #7
        _rlnMagnification #8
        _rlnAmplitudeContrast #9
        mic.mrc 200 9000 8000 45 2.0 5 40000 0.08

        """);
    Micrograph read = MicrographStar.read(list, Optional.empty()).get(0);
    assertEquals(1.25, read.pixelSizeAngstroms().orElseThrow(), 1e-9);
    assertEquals(new CtfParameters(200, 2, 0.08, 9000, 8000, 45, 0), read.ctf().orElseThrow());
  }

  @Test
  void particlesAreNoList() throws IOException {
    Path file = folder.resolve("particles.star");
    Files.writeString(
        file, "data_\nloop_\n_rlnImageName #1\n_rlnMicrographName #2\n000001@a.mrcs mic.mrc\n");
    assertFalse(MicrographStar.isListOfMicrographs(StarFile.read(file)));
    DataException e =
        assertThrows(DataException.class, () -> MicrographStar.read(file, Optional.empty()));
    assertTrue(e.getMessage().contains("lists no micrographs"), e.getMessage());
  }

  @Test
  void coordinatesAndTheirListAreReadAgain() {
    Path coordinates = folder.resolve("mic_autopick.star");
    Coordinate place =
        new Coordinate(12.125, 99.5, OptionalDouble.of(0.5), 3, OptionalDouble.of(-30));
    CoordinateStar.write(coordinates, List.of(place));
    assertEquals(List.of(place), CoordinateStar.read(coordinates));
    Path list = folder.resolve("autopick.star");
    AutopickStar.Row row = new AutopickStar.Row("mic.mrc", "mic_autopick.star");
    AutopickStar.write(list, List.of(row));
    assertEquals(List.of(row), AutopickStar.read(list));
    assertTrue(AutopickStar.isOne(StarFile.read(list)));
    assertFalse(AutopickStar.isOne(StarFile.read(coordinates)));
  }

  @Test
  void coordinatesOfNothingCanBeWrittenAndRead() {
    Path coordinates = folder.resolve("none.star");
    CoordinateStar.write(coordinates, List.of());
    assertEquals(List.of(), CoordinateStar.read(coordinates));
  }

  @Test
  void aMovieIsNamedSo() {
    Path movie = folder.resolve("movie.mrcs");
    try (MrcWriter writer = MrcWriter.stack(movie, 64, 64, OptionalDouble.empty())) {
      for (int i = 0; i < 5; i++) {
        writer.append(new float[64 * 64]);
      }
      writer.commit();
    }
    DataException e = assertThrows(DataException.class, () -> MicrographImage.read(movie));
    assertTrue(e.getMessage().contains("holds 5 images"), e.getMessage());
    assertTrue(e.getMessage().contains("movie"), e.getMessage());
  }
}
