package org.cryoudl.io.particles;

import static org.cryoudl.testing.TestStacks.stack;
import static org.cryoudl.testing.TestStacks.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.update.ParticleUpdate;
import org.cryoudl.io.particles.update.ParticleXmdWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.Relion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quantities that the rows of a STAR file and their optics groups both hold. */
class RowsAgainstOpticsTest {

  private static final int BOX = 32;

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    stack(folder.resolve("a.mrcs"), BOX, 2, 0, OptionalDouble.of(2));
  }

  /** A file whose second row, and nothing else, holds another value than its group. */
  private ParticleSet open(String column, String ofGroup, String first, String second) {
    return open(column, ofGroup, column, first, second);
  }

  private ParticleSet open(
      String groupColumn, String ofGroup, String column, String first, String second) {
    Map<String, String> optics = new LinkedHashMap<>();
    optics.put("rlnVoltage", "300");
    optics.put("rlnSphericalAberration", "2.7");
    optics.put("rlnAmplitudeContrast", "0.1");
    optics.put(groupColumn, ofGroup);
    optics.put("rlnOpticsGroup", "1");
    boolean defocus = column.equals("rlnDefocusU");
    text(
        folder.resolve("p.star"),
        "data_optics\nloop_\n_"
            + String.join("\n_", optics.keySet())
            + "\n"
            + String.join(" ", optics.values())
            + "\ndata_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n_"
            + column
            + (defocus ? "" : "\n_rlnDefocusU")
            + ("\n1@a.mrcs 1 " + first + (defocus ? "" : " 15000"))
            + ("\n2@a.mrcs 1 " + second + (defocus ? "" : " 15000"))
            + "\n");
    return ParticleSet.open(folder.resolve("p.star"), ParticleSetOptions.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "rlnVoltage, 300, 200, VOLTAGE",
    "rlnSphericalAberration, 2.7, 0.01, ABERRATION",
    "rlnAmplitudeContrast, 0.1, 0.07, AMPLITUDE",
    "rlnPhaseShift, 90, 45, PHASE",
    "rlnDefocusU, 15000, 9000, DEFOCUS",
  })
  void aQuantityOfTheCtfIsTheRowsAndTheOtherIsTold(
      String column, String ofGroup, String ofRow, String what) {
    try (ParticleSet set = open(column, ofGroup, ofGroup, ofRow)) {
      assertEquals(Double.parseDouble(ofGroup), quantity(set.ctf(0).orElseThrow(), what));
      assertEquals(Double.parseDouble(ofRow), quantity(set.ctf(1).orElseThrow(), what));
      List<String> told = set.warnings().stream().filter(text -> text.contains(column)).toList();
      assertEquals(1, told.size(), set.warnings() + "");
      assertTrue(
          told.get(0).contains("_" + column + " of the row is " + Double.parseDouble(ofRow)),
          told.get(0));
      assertTrue(told.get(0).contains(" is " + Double.parseDouble(ofGroup)), told.get(0));
      ParticleXmdWriter.write(set, folder.resolve("p.xmd"), ParticleUpdate.NONE);
      try (ParticleSet xmd =
          ParticleSet.open(folder.resolve("p.xmd"), ParticleSetOptions.DEFAULT)) {
        assertEquals(Double.parseDouble(ofRow), quantity(xmd.ctf(1).orElseThrow(), what), 1e-6);
      }
    }
    try (ParticleSet set = open(column, ofGroup, ofGroup, ofGroup)) {
      assertTrue(set.warnings().stream().noneMatch(text -> text.contains(column)));
    }
  }

  private static double quantity(CtfParameters ctf, String what) {
    return switch (what) {
      case "VOLTAGE" -> ctf.voltageKilovolts();
      case "ABERRATION" -> ctf.sphericalAberrationMillimetres();
      case "AMPLITUDE" -> ctf.amplitudeContrast();
      case "PHASE" -> ctf.phaseShiftDegrees();
      default -> ctf.defocusUAngstroms();
    };
  }

  @ParameterizedTest
  @CsvSource({
    "rlnImagePixelSize, 2, rlnImagePixelSize, 3.4",
    "rlnImagePixelSize, 2, rlnPixelSize, 1",
    "rlnImageSize, 32, rlnImageSize, 64",
  })
  void pixelSizeAndBoxAreTheGroupsAndTheOtherIsTold(
      String ofGroup, String value, String column, String other) {
    try (ParticleSet set = open(ofGroup, value, column, value, other)) {
      assertEquals(2, set.pixelSizeAngstroms(1).orElseThrow());
      List<String> told = set.warnings().stream().filter(text -> text.contains(column)).toList();
      assertEquals(1, told.size(), set.warnings() + "");
      assertTrue(told.get(0).contains("is " + Double.parseDouble(value)), told.get(0));
      assertTrue(told.get(0).contains("is " + Double.parseDouble(other)), told.get(0));
    }
  }

  /** RELION's projections of a point show which voltage its CTF has. */
  @Test
  void relionTakesTheVoltageOfTheRowToo() throws Exception {
    float[] point = new float[BOX * BOX * BOX];
    point[(BOX / 2 * BOX + BOX / 2) * BOX + BOX / 2] = 1;
    MrcWriter.writeVolume(
        folder.resolve("v.mrc"), new MrcVolume(BOX, BOX, BOX, point, OptionalDouble.of(2)));
    Image both = projected("both", 300, " 100");
    assertArrayEquals(projected("low", 100, "").pixels(), both.pixels(), 1e-6f);
    float largest = 0;
    Image high = projected("high", 300, "");
    for (int i = 0; i < both.pixels().length; i++) {
      largest = Math.max(largest, Math.abs(high.pixels()[i] - both.pixels()[i]));
    }
    assertTrue(largest > 0.01, largest + "");
  }

  private Image projected(String name, int ofGroup, String ofRow)
      throws IOException, InterruptedException {
    text(
        folder.resolve(name + ".star"),
        String.format(
            Locale.ROOT,
            "data_optics\n\nloop_\n_rlnOpticsGroup #1\n_rlnOpticsGroupName #2\n_rlnVoltage #3\n"
                + "_rlnSphericalAberration #4\n_rlnAmplitudeContrast #5\n_rlnImagePixelSize #6\n"
                + "_rlnImageSize #7\n_rlnImageDimensionality #8\n1 g %d 2.7 0.1 2 32 2\n\n"
                + "data_particles\n\nloop_\n_rlnImageName #1\n_rlnOpticsGroup #2\n"
                + "_rlnAngleRot #3\n_rlnAngleTilt #4\n_rlnAnglePsi #5\n_rlnOriginXAngst #6\n"
                + "_rlnOriginYAngst #7\n_rlnDefocusU #8\n_rlnDefocusV #9\n_rlnDefocusAngle #10\n"
                + "%s1@a.mrcs 1 0 0 0 0 0 15000 15000 0%s\n",
            ofGroup,
            ofRow.isEmpty() ? "" : "_rlnVoltage #11\n",
            ofRow));
    Relion.run(
        folder,
        "relion_project",
        "--i",
        "v.mrc",
        "--ang",
        name + ".star",
        "--ctf",
        "--o",
        name,
        "--angpix",
        "2");
    try (MrcFile file = MrcFile.open(folder.resolve(name + ".mrcs"))) {
      return file.read(0);
    }
  }
}
