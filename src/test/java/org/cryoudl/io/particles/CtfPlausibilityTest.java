package org.cryoudl.io.particles;

import static org.cryoudl.testing.TestStacks.stack;
import static org.cryoudl.testing.TestStacks.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.testing.NpyBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CTFs that no microscope has, in every format. */
class CtfPlausibilityTest {

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    stack(folder.resolve("a.mrcs"), 4, 2, 0);
  }

  private Path star(String voltage, String aberration, String amplitude, String u, String phase) {
    return text(
        folder.resolve("p.star"),
        String.format(
            Locale.ROOT,
            """
        data_optics
        loop_
        _rlnOpticsGroup
        _rlnVoltage
        _rlnSphericalAberration
        _rlnAmplitudeContrast
        _rlnImagePixelSize
        1 %s %s %s 2
        data_particles
        loop_
        _rlnImageName
        _rlnOpticsGroup
        _rlnDefocusU
        _rlnDefocusV
        _rlnPhaseShift
        1@a.mrcs 1 %s %s %s
        2@a.mrcs 1 %s %s %s
        """,
            voltage,
            aberration,
            amplitude,
            u,
            u,
            phase,
            u,
            u,
            phase));
  }

  private String refusal(Path file) {
    try (ParticleSet set = ParticleSet.open(file, ParticleSetOptions.DEFAULT)) {
      return assertThrows(DataException.class, () -> set.ctf(1)).getMessage();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 2.7 | 0.1 | 12000 | 0 | line 8 | _rlnVoltage is 0; | between 10 and 3000 kV",
        "-300 | 2.7 | 0.1 | 12000 | 0 | line 8 | _rlnVoltage is -300; | between 10 and 3000 kV",
        "300000 | 2.7 | 0.1 | 12000 | 0 | line 8 | _rlnVoltage is 300000; | seems to be in volts",
        "300 | -2.7 | 0.1 | 12000 | 0 | line 8 | _rlnSphericalAberration is -2.7; | 0 and 20 mm",
        "300 | 2.7 | 1.5 | 12000 | 0 | line 8 | _rlnAmplitudeContrast is 1.5; | between 0 and 1",
        "300 | 2.7 | 7 | 12000 | 0 | line 8 | _rlnAmplitudeContrast is 7; | in per cent",
        "300 | 2.7 | -0.1 | 12000 | 0 | line 8 | _rlnAmplitudeContrast is -0.1; | between 0 and 1",
        "300 | 2.7 | 0.1 | 1.2 | 0 | line 17: | _rlnDefocusU is 1.2; | in micrometres",
        "300 | 2.7 | 0.1 | 12e6 | 0 | line 17: | _rlnDefocusU is 12000000; | 500000 A",
        "300 | 2.7 | 0.1 | 12000 | 900 | line 17: | _rlnPhaseShift is 900; | 360 degrees",
      })
  void starNamesLineAndValue(
      String voltage,
      String aberration,
      String amplitude,
      String defocus,
      String phase,
      String line,
      String value,
      String range) {
    String message = refusal(star(voltage, aberration, amplitude, defocus, phase));
    assertTrue(message.contains(line), message);
    assertTrue(message.contains(value), message);
    assertTrue(message.contains(range), message);
    assertEquals(1, message.lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "0,2.7,0.1,12000,_ctfVoltage is 0",
    "300,-1,0.1,12000,_ctfSphericalAberration is -1",
    "300,2.7,1.5,12000,_ctfQ0 is 1.5",
    "300,2.7,0.1,1.2,_ctfDefocusU is 1.2"
  })
  void xmdNamesLineAndValue(String kv, String cs, String q0, String defocus, String value) {
    Path file =
        text(
            folder.resolve("p.xmd"),
            String.format(
                Locale.ROOT,
                """
            # XMIPP_STAR_1 *
            data_noname
            loop_
             _image
             _ctfVoltage
             _ctfSphericalAberration
             _ctfQ0
             _ctfDefocusU
            1@a.mrcs 300 2.7 0.1 12
            2@a.mrcs %s %s %s %s
            """,
                kv,
                cs,
                q0,
                defocus));
    String message = refusal(file);
    assertTrue(message.contains("line 10: " + value), message);
  }

  @ParameterizedTest
  @CsvSource({
    "0,2.7,0.1,12000,ctf/accel_kv is 0",
    "300,2.7,1.5,12000,ctf/amp_contrast is 1.5",
    "300,2.7,0.1,1.2,ctf/df1_A is 1.2"
  })
  void cryosparcNamesParticleAndValue(
      float kv, float cs, float amplitude, float defocus, String value) {
    Path file =
        new NpyBytes()
            .with("blob/path", "a.mrcs", "a.mrcs")
            .with("blob/idx", 0f, 1f)
            .with("ctf/accel_kv", 300f, kv)
            .with("ctf/cs_mm", 2.7f, cs)
            .with("ctf/amp_contrast", 0.1f, amplitude)
            .with("ctf/df1_A", defocus, defocus)
            .with("ctf/df2_A", defocus, defocus)
            .with("ctf/df_angle_rad", 0f, 0f)
            .write(folder.resolve("p.cs"));
    String message = refusal(file);
    assertTrue(message.contains("particle 2: " + value), message);
  }

  @ParameterizedTest
  @CsvSource({"300,2.7,0,0,0", "0,0,0,12000,0", "0,0,0,0,0"})
  void zerosAreNoCtfAndSaidSo(String kv, String cs, String q0, String defocus, String phase) {
    try (ParticleSet set =
        ParticleSet.open(star(kv, cs, q0, defocus, phase), ParticleSetOptions.DEFAULT)) {
      assertTrue(set.ctf(0).isEmpty());
      assertTrue(set.ctf(1).isEmpty());
      assertTrue(
          set.warnings().get(0).contains("the CTF of 2 of 2 particles consists of zeros"),
          set.warnings() + "");
    }
  }

  @Test
  void whatMicroscopesHaveIsTaken() {
    for (String[] one :
        new String[][] {
          {"300", "0.001", "0.1", "-500", "0"}, // corrected aberration, overfocus
          {"80", "2.7", "1", "0", "90"}, // negative stain in focus with a phase plate
          {"1000", "0", "0", "60000", "-360"}
        }) {
      try (ParticleSet set =
          ParticleSet.open(
              star(one[0], one[1], one[2], one[3], one[4]), ParticleSetOptions.DEFAULT)) {
        assertEquals(Double.parseDouble(one[3]), set.ctf(1).orElseThrow().defocusVAngstroms());
        assertEquals(0, set.warnings().size(), set.warnings() + "");
      }
    }
  }
}
