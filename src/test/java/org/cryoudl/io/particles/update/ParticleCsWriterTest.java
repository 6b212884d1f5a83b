package org.cryoudl.io.particles.update;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.cryosparc.ResultGroup;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.NpyBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParticleCsWriterTest {

  private static final ParticleSetOptions METADATA = ParticleSetOptions.DEFAULT.withoutImages();
  private static final int COUNT = 361;

  @TempDir Path folder;

  private Path input;

  @BeforeEach
  void writeInput() throws IOException {
    Object[] uid = new Object[COUNT];
    Object[] path = new Object[COUNT];
    Object[] index = new Object[COUNT];
    Object[] size = new Object[COUNT];
    Object[] error = new Object[COUNT];
    Object[] volt = new Object[COUNT];
    for (int i = 0; i < COUNT; i++) {
      uid[i] = 0x9000000000000000L + 977L * i;
      path[i] = i % 2 == 0 ? ">stacks/a.mrcs" : "J1/b.mrcs";
      index[i] = (long) i;
      size[i] = 1.5f;
      error[i] = 7000f;
      volt[i] = 200f + i;
    }
    input = folder.resolve("J2_particles.cs");
    new NpyBytes()
        .with("uid", uid)
        .with("blob/path", path)
        .with("blob/idx", index)
        .with("blob/psize_A", size)
        .with("alignments2D/error", error)
        .write(input);
    Object[] turnedUid = new Object[COUNT];
    Object[] turnedVolt = new Object[COUNT];
    for (int i = 0; i < COUNT; i++) {
      turnedUid[i] = uid[COUNT - 1 - i];
      turnedVolt[i] = volt[COUNT - 1 - i];
    }
    new NpyBytes()
        .with("uid", turnedUid)
        .with("ctf/accel_kv", turnedVolt)
        .write(folder.resolve("J2_passthrough.cs"));
    Files.createDirectories(folder.resolve("stacks"));
    Files.writeString(folder.resolve("stacks/a.mrcs"), "a stack");
  }

  private static Pose pose(int row) {
    return new Pose(row - 180 + row * 1e-3, row * 0.01 - 1, 2 - row * 0.02);
  }

  private Path write(ParticleUpdate update) {
    Path target = folder.resolve("out/particles.cs");
    target.getParent().toFile().mkdirs();
    try (ParticleSet set =
        ParticleSet.open(
            input, METADATA.completedBy(List.of(folder.resolve("J2_passthrough.cs"))))) {
      ParticleCsWriter.write(set, target, update, Progress.silent());
    }
    return target;
  }

  private static ParticleUpdate sorted() {
    return ParticleUpdate.NONE
        .withPoses(ParticleCsWriterTest::pose)
        .with(ParticleColumn.classNumbers(row -> 1 + row % 3))
        .with(ParticleColumn.reals("cryoudlClassPosterior", row -> row / 400.0));
  }

  @Test
  void posesAndClassesStandUnderEveryUid() {
    NpyTable table = NpyTable.read(write(sorted()));
    assertEquals(COUNT, table.rowCount());
    double worst = 0;
    for (int row = 0; row < COUNT; row++) {
      assertEquals(0x9000000000000000L + 977L * row, table.wholeNumber(row, "uid"));
      double radians = table.number(row, "alignments2D/pose", 0);
      assertTrue(radians >= 0 && radians < (float) (2 * Math.PI), "pose " + radians);
      double degrees = Math.toDegrees(radians) - pose(row).psiDegrees();
      worst = Math.max(worst, Math.abs(degrees - 360 * Math.rint(degrees / 360)));
      assertEquals(row * 0.01 - 1, table.number(row, "alignments2D/shift", 0), 1e-6);
      assertEquals(2 - row * 0.02, table.number(row, "alignments2D/shift", 1), 1e-6);
      assertEquals(row % 3, table.number(row, "alignments2D/class", 0));
      assertEquals(row / 400.0, table.number(row, "alignments2D/class_posterior", 0), 1e-6);
      assertEquals(1.5, table.number(row, "alignments2D/psize_A", 0));
      // What belonged to the earlier pose is gone; what another file held of the particle is here.
      assertEquals(0, table.number(row, "alignments2D/error", 0));
      assertEquals(200 + row, table.number(row, "ctf/accel_kv", 0));
    }
    assertTrue(worst < 1e-4, "angles are off by up to " + worst + " degrees");
  }

  @Test
  void whatIsReadAgainIsWhatWasWritten() {
    try (ParticleSet set = ParticleSet.open(write(sorted()), METADATA)) {
      for (int row = 0; row < COUNT; row++) {
        Pose found = set.pose(row).orElseThrow();
        double off = found.psiDegrees() - pose(row).psiDegrees();
        assertEquals(0, off - 360 * Math.rint(off / 360), 1e-4);
        assertEquals(pose(row).originXPixels(), found.originXPixels(), 1e-6);
        assertEquals(1 + row % 3, set.classNumber(row).getAsInt());
      }
    }
  }

  @Test
  void aSubsetKeepsItsUidsAndAllElse() {
    Path target = write(ParticleUpdate.NONE.keeping(List.of(4, 9, 1)));
    NpyTable table = NpyTable.read(target);
    assertEquals(3, table.rowCount());
    assertEquals(0x9000000000000000L + 977L * 9, table.wholeNumber(1, "uid"));
    assertEquals(9, table.number(1, "blob/idx", 0));
    assertEquals(7000, table.number(1, "alignments2D/error", 0));
    assertFalse(table.has("alignments2D/pose"));
    // Relative to the new folder the old stack lies one folder higher.
    assertEquals(">../stacks/a.mrcs", table.text(0, "blob/path"));
    assertEquals("J1/b.mrcs", table.text(1, "blob/path"));
    ResultGroup group = ResultGroup.read(folder.resolve("out/particles.csg"));
    assertEquals(List.of("alignments2D", "blob", "ctf"), List.copyOf(group.files().keySet()));
    assertEquals(target, group.files().get("blob"));
    try (ParticleSet set = ParticleSet.open(folder.resolve("out/particles.csg"), METADATA)) {
      assertEquals(3, set.size());
      assertEquals("000010@J1/b.mrcs", set.imageName(1));
    }
  }

  @Test
  void theSameComesOutEachTime() throws IOException {
    byte[] first = Files.readAllBytes(write(sorted()));
    assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(write(sorted()))));
  }

  @Test
  void mirroredAndForeignParticlesAreRefused() throws IOException {
    assertThrows(UsageException.class, () -> write(sorted().withFlips(row -> true)));
    Path star = folder.resolve("p.star");
    Files.writeString(star, "data_\nloop_\n_rlnImageName\n1@a.mrcs\n");
    try (ParticleSet set = ParticleSet.open(star, METADATA)) {
      UsageException refused =
          assertThrows(
              UsageException.class,
              () ->
                  ParticleCsWriter.write(
                      set, folder.resolve("x.cs"), ParticleUpdate.NONE, Progress.silent()));
      assertTrue(refused.getMessage().contains("by their uid"), refused.getMessage());
    }
  }

  /** The program that made the format reads it, where it is installed. */
  @Test
  void numpyReadsIt() throws Exception {
    Path target = write(sorted());
    Process python =
        new ProcessBuilder(
                "python3",
                "-c",
                "import numpy,sys;a=numpy.load(sys.argv[1]);print(a.dtype['alignments2D/shift'],"
                    + "a.dtype['alignments2D/pose'],a.dtype['alignments2D/class'],len(a),"
                    + "a['alignments2D/pose'][200],a['alignments2D/shift'][200].tolist(),"
                    + "a['uid'][1])",
                target.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(python.waitFor(1, TimeUnit.MINUTES));
    assumeTrue(!printed.contains("No module named"), "NumPy is not installed");
    assertTrue(
        printed.startsWith("('<f4', (2,)) float32 uint32 361 0.35255"), "NumPy reads: " + printed);
    assertTrue(printed.contains("[1.0, -2.0]"), printed);
    assertTrue(printed.strip().endsWith(Long.toUnsignedString(0x9000000000000000L + 977)), printed);
  }
}
