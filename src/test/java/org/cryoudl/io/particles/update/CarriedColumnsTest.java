package org.cryoudl.io.particles.update;

import static org.cryoudl.testing.TestStacks.stack;
import static org.cryoudl.testing.TestStacks.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.testing.NpyBytes;
import org.cryoudl.testing.Relion;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must not be lost on the way from one format to another. */
class CarriedColumnsTest {

  private static final String XMD =
      """
      # XMIPP_STAR_1 *
      data_noname
      loop_
       _image
       _ctfVoltage
       _ctfSphericalAberration
       _ctfQ0
       _ctfDefocusU
       _ctfDefocusV
       _ctfVPPphaseshift
       _ctfPhaseFlipped
      1@a.mrcs 300 2.7 0.1 12000 11000 0 1
      2@a.mrcs 300 2.7 0.1 12000 11000 90 1
      """;

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    stack(folder.resolve("a.mrcs"), 4, 3, 0);
  }

  private ParticleSet open(String name) {
    return ParticleSet.open(folder.resolve(name), ParticleSetOptions.DEFAULT.runningIn(folder));
  }

  private List<String> convert(String from, String to) {
    try (ParticleSet set = open(from)) {
      Path target = folder.resolve(to);
      return to.endsWith(".star")
          ? ParticleStarWriter.write(set, target, ParticleUpdate.NONE)
          : ParticleXmdWriter.write(set, target, ParticleUpdate.NONE);
    }
  }

  private void assertPhases(String name, double first, double second) {
    try (ParticleSet set = open(name)) {
      assertEquals(first, set.ctf(0).orElseThrow().phaseShiftDegrees(), 1e-5);
      assertEquals(second, set.ctf(1).orElseThrow().phaseShiftDegrees(), 1e-5);
    }
  }

  private String content(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void thePhasePlatesShiftGoesFromXmdToStarAndBack() throws IOException {
    text(folder.resolve("p.xmd"), XMD);
    assertPhases("p.xmd", 0, 90);
    assertEquals(0, convert("p.xmd", "p.star").stream().filter(t -> t.contains("not")).count());
    assertPhases("p.star", 0, 90);
    assertTrue(content("p.star").contains("_rlnPhaseShift"));
    convert("p.star", "back.xmd");
    assertPhases("back.xmd", 0, 90);
    assertTrue(content("back.xmd").contains(" _ctfVPPphaseshift\n"), content("back.xmd"));
  }

  @Test
  void thePhasePlatesShiftGoesFromCryosparcRadiansToDegrees() {
    new NpyBytes()
        .with("blob/path", "a.mrcs", "a.mrcs")
        .with("blob/idx", 0f, 1f)
        .with("ctf/accel_kv", 300f, 300f)
        .with("ctf/cs_mm", 2.7f, 2.7f)
        .with("ctf/amp_contrast", 0.1f, 0.1f)
        .with("ctf/df1_A", 12000f, 12000f)
        .with("ctf/df2_A", 12000f, 12000f)
        .with("ctf/df_angle_rad", 0f, 0f)
        .with("ctf/phase_shift_rad", 0f, (float) (Math.PI / 2))
        .write(folder.resolve("p.cs"));
    convert("p.cs", "p.xmd");
    convert("p.cs", "p.star");
    assertPhases("p.xmd", 0, 90);
    assertPhases("p.star", 0, 90);
  }

  @Test
  void thePhaseShiftOfAnOpticsGroupHoldsForItsParticles() {
    text(
        folder.resolve("p.star"),
        """
        data_optics
        loop_
        _rlnOpticsGroup
        _rlnVoltage
        _rlnSphericalAberration
        _rlnAmplitudeContrast
        _rlnPhaseShift
        1 300 2.7 0.1 45
        2 300 2.7 0.1 90
        data_particles
        loop_
        _rlnImageName
        _rlnOpticsGroup
        _rlnDefocusU
        1@a.mrcs 1 12000
        2@a.mrcs 2 12000
        """);
    convert("p.star", "p.xmd");
    assertPhases("p.xmd", 45, 90);
  }

  @Test
  void flippedPhasesAreSaidInTheOtherFormatToo() throws IOException {
    text(folder.resolve("p.xmd"), XMD);
    convert("p.xmd", "p.star");
    convert("p.star", "back.xmd");
    for (String name : new String[] {"p.star", "back.xmd"}) {
      try (ParticleSet set = open(name)) {
        assertEquals(PhaseState.FLIPPED, set.phases(), content(name));
      }
    }
  }

  @Test
  void aParticleWithoutCtfAmongOthersKeepsNone() {
    text(
        folder.resolve("p.xmd"),
        XMD.replace("1@a.mrcs 300 2.7 0.1 12000 11000 0 1", "1@a.mrcs 300 2.7 0 0 0 0 1"));
    convert("p.xmd", "p.star");
    convert("p.star", "back.xmd");
    for (String name : new String[] {"p.star", "back.xmd"}) {
      try (ParticleSet set = open(name)) {
        assertTrue(set.ctf(0).isEmpty());
        assertEquals(12000, set.ctf(1).orElseThrow().defocusUAngstroms());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"st", "map", "ali", "rec", "ccp4", "mrc"})
  void stacksAreNamedSoThatRelionTakesThemForStacks(String ending) throws Exception {
    stack(folder.resolve("s." + ending), 16, 2, 0);
    text(
        folder.resolve("p.xmd"),
        "# XMIPP_STAR_1 *\ndata_noname\nloop_\n _image\n1@s."
            + ending
            + "\n2@s."
            + ending
            + ":mrc\n");
    convert("p.xmd", "p.star");
    String star = content("p.star");
    for (int i = 1; i <= 2; i++) {
      assertTrue(star.contains("\n00000" + i + "@s." + ending + ":mrcs 1 \n"), star);
      relion("relion_image_handler", "--i", "00000" + i + "@s." + ending + ":mrcs", "--o", "o.mrc");
    }
    relion("relion_stack_create", "--i", "p.star", "--o", "stack");
    try (ParticleSet set = open("stack.mrcs")) {
      assertEquals(1, set.images().read(1).pixels()[0]);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data_\nloop_\n_rlnImageName\n_rlnSelected\n1@a.mrcs 1\n2@a.mrcs 0\n",
        "data_\nloop_\n_rlnImageName\n_rlnSelected\n_rlnDefocusU\n1@a.mrcs 1 9000\n2@a.mrcs 0 9000\n",
        "data_optics\nloop_\n_rlnOpticsGroup\n_rlnOpticsGroupName\n1 g\ndata_particles\nloop_\n"
            + "_rlnImageName\n_rlnSelected\n_rlnOpticsGroup\n1@a.mrcs 1 1\n2@a.mrcs 0 1\n",
      })
  void whatIsWrittenHasWhatRelionNeedsToSelectParticles(String star) throws Exception {
    text(folder.resolve("p.star"), star);
    List<String> warnings = convert("p.star", "out.star");
    assertTrue(warnings.get(0).contains("rlnVoltage"), warnings + "");
    assertTrue(content("out.star").contains("_rlnSphericalAberration"));
    try (ParticleSet set = open("out.star")) {
      assertTrue(set.ctf(0).isEmpty());
      assertEquals(OptionalDouble.of(2), set.pixelSizeAngstroms());
    }
    relion(
        "relion_star_handler",
        "--i",
        "out.star",
        "--o",
        "selected.star",
        "--select",
        "rlnSelected",
        "--minval",
        "1");
    try (ParticleSet set = open("selected.star")) {
      assertEquals(1, set.size());
      assertEquals("000001@a.mrcs", set.imageName(0));
    }
  }

  private void relion(String... command) throws IOException, InterruptedException {
    Relion.run(folder, command);
  }

  @Test
  void decimalsAreThoseOfTheFormatter() {
    java.util.SplittableRandom random = new java.util.SplittableRandom(7);
    for (int i = 0; i < 200_000; i++) {
      double value = (random.nextDouble() - 0.5) * Math.pow(10, random.nextInt(-8, 9));
      assertEquals(
          String.format(Locale.ROOT, "%.6f", value), ParticleColumn.decimal(value), value + "");
    }
    for (double value :
        new double[] {0, -0.0, 1e-7, 5e-7, -5e-7, 0.1234565, 2.5e-6, 1e300, 999999.9999995}) {
      assertEquals(String.format(Locale.ROOT, "%.6f", value), ParticleColumn.decimal(value));
    }
  }
}
