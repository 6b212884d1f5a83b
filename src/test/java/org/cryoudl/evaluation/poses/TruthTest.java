package org.cryoudl.evaluation.poses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TruthTest {

  private static final String HEADER = "index,angle_deg,down_px,right_px\n";

  @TempDir Path folder;

  @Test
  void posesFollowTheParticlesNotTheFile() throws IOException {
    // Other column order, one more column, Windows line ends, an empty line.
    Truth truth =
        read(
            "class,right_px,index,angle_deg,down_px\r\n"
                + "1,3,2,30.5,-4\r\n\r\n"
                + "2,1e1,1,-10,2.25\r\n");
    assertEquals(2, truth.size());
    try (ParticleSet particles = particles("2@a.mrcs", "000001@a.mrcs")) {
      Pose[] poses = truth.posesOf(particles);
      assertEquals(new Pose(30.5, -3, 4), poses[0]);
      assertEquals(new Pose(-10, -10, -2.25), poses[1]);
    }
  }

  @Test
  void particlesWithoutTruthAreNamed() throws IOException {
    Truth truth = read(HEADER + "1,0,0,0\n2,0,0,0\n");
    try (ParticleSet particles = particles("1@a.mrcs", "7@a.mrcs")) {
      String message =
          assertThrows(DataException.class, () -> truth.posesOf(particles)).getMessage();
      assertTrue(message.contains("image 7 has no truth"), message);
      assertTrue(message.contains("p.star"), message);
      assertTrue(message.contains("2 rows"), message);
    }
    try (ParticleSet particles = particles("1@a.mrcs", "1@b.mrcs")) {
      String message =
          assertThrows(DataException.class, () -> truth.posesOf(particles)).getMessage();
      assertTrue(message.contains("names image 1, as "), message);
    }
  }

  @Test
  void missingParticlesAreCounted() throws IOException {
    Truth truth = read(HEADER + "1,0,0,0\n2,0,0,0\n3,0,0,0\n");
    truth.requireAll(3);
    String message = assertThrows(DataException.class, () -> truth.requireAll(1)).getMessage();
    assertTrue(message.startsWith("2 of the 3 images"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,x,0,0 | line 3: angle_deg is 'x'",
        "1,NaN,0,0 | line 3: angle_deg is 'NaN'",
        "1,0,,0 | line 3: down_px is ''",
        "1.5,0,0,0 | line 3: index is '1.5'",
        "0,0,0,0 | line 3: index is 0, but images count from 1",
        "9,0,0,0 | line 3 gives the truth of image 9 a second time",
        "1,0,0 | line 3 has 3 cells, but the header names 4 columns",
        "1,0,0,0,0 | line 3 has 5 cells, but the header names 4 columns",
      })
  void faultsTellFileAndLine(String row, String expected) throws IOException {
    assertFault(HEADER + "9,0,0,0\n" + row + "\n", expected);
  }

  @Test
  void filesThatHoldNoTruthAreRefused() throws IOException {
    assertFault("", "holds no row of truth");
    assertFault(HEADER, "holds no row of truth");
    assertFault("index,angle,down_px,right_px\n1,0,0,0\n", "line 1 lacks the column 'angle_deg'");
    assertFault(
        HEADER + "1,1e308,0,0\n",
        "line 2: angle_deg is '1e308', but must be a number from -1000000000 to 1000000000");
    Path missing = folder.resolve("nowhere.csv");
    assertTrue(
        assertThrows(DataException.class, () -> Truth.read(missing))
            .getMessage()
            .contains("there is no file " + missing));
    Path binary = Files.write(folder.resolve("b.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertTrue(
        assertThrows(DataException.class, () -> Truth.read(binary))
            .getMessage()
            .contains("is not text"));
  }

  private void assertFault(String text, String expected) throws IOException {
    String message = assertThrows(DataException.class, () -> read(text)).getMessage();
    assertTrue(message.startsWith(folder.resolve("truth.csv").toString()), message);
    assertTrue(message.contains(expected), message);
  }

  private Truth read(String text) throws IOException {
    return Truth.read(Files.writeString(folder.resolve("truth.csv"), text));
  }

  private ParticleSet particles(String... names) throws IOException {
    String text = "data_\n\nloop_\n_rlnImageName #1\n" + String.join("\n", names) + "\n";
    Path file = Files.writeString(folder.resolve("p.star"), text);
    return ParticleSet.open(file, ParticleSetOptions.DEFAULT.withoutImages());
  }
}
