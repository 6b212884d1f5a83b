package org.cryoudl.cli.volumes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.pipeline.volumes.ListedAngles;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnglesCommandTest {

  private static final List<EulerAngles> VIEWS =
      List.of(
          new EulerAngles(0, 0, 0),
          new EulerAngles(10.123456789, 20, 30),
          new EulerAngles(-170, 179.5, 99),
          new EulerAngles(45, 90, -45));

  @TempDir Path folder;

  private Path views() throws IOException {
    StringBuilder text = new StringBuilder("rot,tilt,psi\n");
    for (EulerAngles v : VIEWS) {
      text.append(v.rotDegrees()).append(',').append(v.tiltDegrees()).append(',');
      text.append(v.psiDegrees()).append('\n');
    }
    return Files.writeString(folder.resolve("views.csv"), text);
  }

  @ParameterizedTest
  @CsvSource({"zyz,csv", "zyz,star", "zxz,csv", "eman2,csv", "matrix,csv"})
  void filesComeBackAsTheyWere(String convention, String ending) throws IOException {
    Path out = folder.resolve("out." + ending);
    CommandRun run =
        CommandRun.of(
            "angles", "convert", views().toString(), "--to", convention, "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    List<EulerAngles> back = ListedAngles.read(out).angles();
    assertEquals(VIEWS.size(), back.size());
    for (int i = 0; i < back.size(); i++) {
      assertArrayEquals(VIEWS.get(i).matrix(), back.get(i).matrix(), 1e-10);
    }
  }

  @Test
  void oneDirectionIsPrinted() {
    CommandRun run = CommandRun.of("angles", "convert", "30,60,90", "--to", "eman2");
    assertEquals("az,alt,phi\n120.0,60.0,0.0\n", run.out().replace("\r", ""), run.err());
    run = CommandRun.of("angles", "convert", "--from", "zxz", "--to", "zyz", "--", "-30,60,90");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("-120.0,60.0,180.0"), run.out());
  }

  @Test
  void wrongInputIsRefusedInOneLine() throws IOException {
    Path bare = Files.writeString(folder.resolve("bare.csv"), "rot,tilt\n1,2\n");
    assertRefused(3, "holds no angles: its header is rot,tilt", bare.toString(), "--to", "zxz");
    Path star = Files.writeString(folder.resolve("p.star"), "data_\nloop_\n_rlnAngleRot\n1\n");
    assertRefused(3, "has no column _rlnAngleTilt", star.toString(), "--to", "zxz");
    Path text = Files.writeString(folder.resolve("t.csv"), "rot,tilt,psi\n1,2,x\n");
    assertRefused(3, "t.csv, line 2: psi is 'x', not a number", text.toString(), "--to", "zxz");
    Path mirror =
        Files.writeString(
            folder.resolve("m.csv"), "r11,r12,r13,r21,r22,r23,r31,r32,r33\n-1,0,0,0,1,0,0,0,1\n");
    assertRefused(3, "m.csv, line 2: the matrix is no rotation", mirror.toString(), "--to", "zyz");
    assertRefused(2, "is neither a file nor 3 numbers", "1,2", "--to", "zxz");
    assertRefused(2, "is neither a file nor a direction", "nothing", "--to", "zxz");
    assertRefused(
        2,
        "holds ZYZ angles, not eman2",
        views().toString(),
        "--to",
        "eman2",
        "-o",
        folder.resolve("x.star").toString());
  }

  private void assertRefused(int code, String sentence, String... args) {
    String[] all = new String[args.length + 2];
    all[0] = "angles";
    all[1] = "convert";
    System.arraycopy(args, 0, all, 2, args.length);
    CommandRun run = CommandRun.of(all);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    assertEquals(1, run.err().strip().lines().count(), run.err());
  }
}
