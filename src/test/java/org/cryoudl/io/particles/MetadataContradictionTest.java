package org.cryoudl.io.particles;

import static org.cryoudl.testing.TestStacks.stack;
import static org.cryoudl.testing.TestStacks.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.testing.NpyBytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata that contradict their images or themselves. */
class MetadataContradictionTest {

  private static final String XMD = "# XMIPP_STAR_1 *\ndata_noname\nloop_\n _image\n";

  @TempDir Path folder;

  @BeforeEach
  void makeStack() {
    stack(folder.resolve("a.mrcs"), 4, 6, 0, OptionalDouble.of(2));
  }

  private ParticleSet open(String name) {
    return ParticleSet.open(folder.resolve(name), ParticleSetOptions.DEFAULT);
  }

  private String refusal(String name) {
    return assertThrows(DataException.class, () -> open(name).close()).getMessage();
  }

  private NpyBytes cryosparc() {
    return new NpyBytes().with("blob/path", "a.mrcs", "a.mrcs").with("blob/idx", 0f, 1f);
  }

  private static String optics(String groups) {
    return "data_optics\nloop_\n_rlnOpticsGroup\n_rlnImagePixelSize\n_rlnImageSize\n"
        + "_rlnCtfDataArePhaseFlipped\n"
        + groups
        + "data_particles\nloop_\n_rlnImageName\n_rlnOpticsGroup\n1@a.mrcs 1\n2@a.mrcs 2\n";
  }

  @Test
  void aBoxOfAnotherSizeIsRefusedWithBothSizes() {
    text(folder.resolve("p.star"), optics("1 2 4 0\n2 2 8 0\n"));
    String star = refusal("p.star");
    assertTrue(star.contains("line 8 (optics group of "), star);
    assertTrue(
        star.contains("line 14): _rlnImageSize is 8, but the image 2@a.mrcs has 4 x 4"), star);
    cryosparc()
        .with("blob/shape", new float[] {4, 4}, new float[] {8, 8})
        .write(folder.resolve("p.cs"));
    String cs = refusal("p.cs");
    assertTrue(cs.contains("particle 2: blob/shape is 8, but the image 000002@a.mrcs"), cs);
    assertTrue(cs.contains("has 4 x 4 pixels") && cs.contains("has grown by 2.000"), cs);
  }

  @ParameterizedTest
  @ValueSource(strings = {"2e-10", "-2", "1e30", "0.0001"})
  void impossiblePixelSizesAreRefusedInEveryFormat(String size) {
    text(folder.resolve("p.star"), optics("1 " + size + " 4 0\n2 2 4 0\n"));
    text(folder.resolve("p.xmd"), XMD + " _ctfSamplingRate\n1@a.mrcs " + size + "\n");
    float value = Float.parseFloat(size);
    cryosparc().with("blob/psize_A", value, value).write(folder.resolve("p.cs"));
    for (String name : new String[] {"p.star", "p.xmd", "p.cs"}) {
      String message = refusal(name);
      assertTrue(message.contains("but one of particles lies between 0.01 and 1000 A"), message);
    }
    assertTrue(refusal("p.star").contains("line 7"), refusal("p.star"));
  }

  @Test
  void aPixelSizeOf0IsUnknownAndSaidWhereProgramsWriteItSo() {
    text(folder.resolve("p.xmd"), XMD + " _ctfSamplingRate\n1@a.mrcs 0\n");
    cryosparc().with("blob/psize_A", 0f, 0f).write(folder.resolve("p.cs"));
    for (String name : new String[] {"p.xmd", "p.cs"}) {
      try (ParticleSet set = open(name)) {
        assertEquals(2, set.pixelSizeAngstroms().orElseThrow()); // the stack's
        assertTrue(
            set.warnings().stream().anyMatch(text -> text.contains("is 0, which is no pixel size")),
            set.warnings() + "");
      }
    }
  }

  @Test
  void xmdRowsThatAreNotEnabledAreLeftOutAndCounted() {
    text(
        folder.resolve("p.xmd"),
        XMD + " _enabled\n1@a.mrcs 0\n2@a.mrcs 1\n3@a.mrcs -1\n4@a.mrcs 1\n5@a.mrcs 0\n");
    try (ParticleSet set = open("p.xmd")) {
      assertEquals(2, set.size());
      assertEquals("2@a.mrcs", set.imageName(0));
      assertEquals("4@a.mrcs", set.imageName(1));
      assertTrue(set.warnings().get(0).contains("3 of 5 rows are disabled"), set.warnings() + "");
    }
    text(folder.resolve("none.xmd"), XMD + " _enabled\n1@a.mrcs 0\n2@a.mrcs 0\n");
    assertTrue(refusal("none.xmd").contains("2 rows, of which 0 are enabled"));
  }

  @Test
  void repeatedImagesAreNamedWithBothRows() throws IOException {
    Files.createSymbolicLink(folder.resolve("link.mrcs"), folder.resolve("a.mrcs"));
    text(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n1@a.mrcs\n2@a.mrcs\n000002@link.mrcs\n1@./a.mrcs\n");
    try (ParticleSet set = open("p.star")) {
      String warning = set.warnings().get(0);
      assertTrue(warning.contains("line 6 names the image 000002@link.mrcs, as "), warning);
      assertTrue(warning.contains("line 5 does already; 2 of 4 rows"), warning);
    }
    text(folder.resolve("p.xmd"), XMD + "1@a.mrcs\n1@a.mrcs\n");
    cryosparc().write(folder.resolve("p.cs"));
    try (ParticleSet twice = open("p.xmd");
        ParticleSet once = open("p.cs");
        ParticleSet unopened =
            ParticleSet.open(folder.resolve("p.xmd"), ParticleSetOptions.DEFAULT.withoutImages())) {
      assertTrue(twice.warnings().get(0).contains("1 of 2 rows"), twice.warnings() + "");
      assertTrue(unopened.warnings().get(0).contains("1 of 2 rows"), unopened.warnings() + "");
      assertTrue(
          once.warnings().stream().noneMatch(text -> text.contains("rows name an image again")));
    }
  }

  @Test
  void phasesMustBeTreatedAlike() {
    text(folder.resolve("p.star"), optics("1 2 4 1\n2 2 4 0\n"));
    text(folder.resolve("p.xmd"), XMD + " _ctfPhaseFlipped\n1@a.mrcs 1\n2@a.mrcs 0\n");
    for (String name : new String[] {"p.star", "p.xmd"}) {
      try (ParticleSet set = open(name)) {
        String message = assertThrows(DataException.class, set::phases).getMessage();
        assertTrue(message.contains("line 8") || message.contains("line 7"), message);
      }
    }
    text(folder.resolve("p.star"), optics("1 2 4 1\n2 2 4 1\n"));
    try (ParticleSet set = open("p.star")) {
      assertEquals(PhaseState.FLIPPED, set.phases());
    }
  }

  @Test
  void tiltSeriesAreNotToBeNumbered() {
    text(
        folder.resolve("p.star"),
        "data_\nloop_\n_rlnImageName\n_rlnTomoVisibleFrames\na.mrcs [1]\n");
    assertTrue(refusal("p.star").contains("tilt images of one particle"), refusal("p.star"));
    text(folder.resolve("q.star"), "data_\nloop_\n_rlnImageName\na.mrcs\n");
    assertTrue(refusal("q.star").contains("000001@a.mrcs, unless"), refusal("q.star"));
  }

  @Test
  void impossibleNamesAreRefusedInOneLine() {
    new NpyBytes()
        .with("blob/path", "a\0b.mrcs")
        .with("blob/idx", 0f)
        .write(folder.resolve("p.cs"));
    assertTrue(refusal("p.cs").contains("particle 1: blob/path 'a?b.mrcs'"), refusal("p.cs"));
    new NpyBytes()
        .with("blob/path", "a.mrcs")
        .with("blob/idx", Float.NaN)
        .write(folder.resolve("q.cs"));
    assertTrue(refusal("q.cs").contains("name no image"), refusal("q.cs"));
  }

  @Test
  void thePassthroughFileBesideIsReadByUid() {
    NpyBytes images = cryosparc().with("uid", 11L, Long.MIN_VALUE + 5);
    images.write(folder.resolve("J3_particles.cs"));
    try (ParticleSet set = open("J3_particles.cs")) {
      assertTrue(set.ctf(0).isEmpty());
      assertTrue(set.warnings().get(0).contains("passthrough file: put that .cs"));
    }
    NpyBytes passthrough =
        new NpyBytes()
            .with("uid", Long.MIN_VALUE + 5, 7L, 11L)
            .with("ctf/accel_kv", 300f, 300f, 200f)
            .with("ctf/cs_mm", 2.7f, 2.7f, 2f)
            .with("ctf/amp_contrast", 0.1f, 0.1f, 0.07f)
            .with("ctf/df1_A", 10000f, 1f, 20000f)
            .with("ctf/df2_A", 9000f, 1f, 18000f)
            .with("ctf/df_angle_rad", 0f, 0f, 0f)
            .with("ctf/phase_shift_rad", (float) (Math.PI / 2), 0f, 0f);
    passthrough.write(folder.resolve("J3_passthrough.cs"));
    try (ParticleSet set = open("J3_particles.cs")) {
      assertEquals(200, set.ctf(0).orElseThrow().voltageKilovolts());
      assertEquals(18000, set.ctf(0).orElseThrow().defocusVAngstroms());
      assertEquals(10000, set.ctf(1).orElseThrow().defocusUAngstroms());
      assertEquals(90, set.ctf(1).orElseThrow().phaseShiftDegrees(), 1e-5);
      assertTrue(set.warnings().get(0).contains("J3_passthrough.cs beside it, by uid"));
      // It is an input as much as the file that was named: watched, and never written over.
      Path partner = folder.resolve("J3_passthrough.cs");
      assertTrue(set.fileStates().stream().anyMatch(state -> state.file().equals(partner)));
      assertThrows(UsageException.class, () -> set.requireNotInput(partner));
    }
    // The passthrough file holds a third particle, which the other does not name an image for.
    assertTrue(
        refusal("J3_passthrough.cs").contains("name the job's other .cs file"),
        refusal("J3_passthrough.cs"));
    cryosparc().with("uid", 1L, 2L).write(folder.resolve("J3_particles.cs"));
    try (ParticleSet set = open("J3_particles.cs")) {
      assertTrue(set.ctf(0).isEmpty());
      assertTrue(
          set.warnings().get(0).contains("J3_passthrough.cs beside it holds one, but not for all"),
          set.warnings() + "");
    }
  }

  /** Images in one file, poses in another, in another order: joined whichever is named. */
  @Test
  void imagesAreTakenFromTheFileThatNamesThem() throws IOException {
    cryosparc().with("uid", 11L, 12L).write(folder.resolve("blob.cs"));
    new NpyBytes()
        .with("uid", 12L, 11L)
        .with("alignments2D/pose", 0f, (float) (Math.PI / 2))
        .with("alignments2D/shift", new float[] {0, 0}, new float[] {3, -2})
        .with("alignments2D/split", 0f, 1f)
        .write(folder.resolve("poses.cs"));
    try (ParticleSet named = open("blob.cs");
        ParticleSet set = open("poses.cs")) {
      assertEquals(named.imageName(0), set.imageName(1));
      assertEquals(90, set.pose(1).orElseThrow().psiDegrees(), 1e-5);
      assertEquals(90, named.pose(0).orElseThrow().psiDegrees(), 1e-5);
      assertTrue(set.warnings().get(0).contains("blob.cs beside it, by uid"), set.warnings() + "");
    }
    Path elsewhere = Files.createDirectories(folder.resolve("other")).resolve("poses.cs");
    Files.move(folder.resolve("poses.cs"), elsewhere);
    try (ParticleSet set =
        ParticleSet.open(
            elsewhere,
            ParticleSetOptions.DEFAULT
                .withoutImages()
                .completedBy(List.of(folder.resolve("blob.cs"))))) {
      assertEquals(2, set.size());
      assertEquals(3, set.pose(1).orElseThrow().originXPixels(), 1e-6);
      assertTrue(set.fileStates().stream().anyMatch(state -> state.file().endsWith("blob.cs")));
    }
    Files.writeString(
        folder.resolve("J3.csg"),
        "group: {name: particles, type: particle}\nresults:\n"
            + "  alignments2D: {metafile: '>other/poses.cs', num_items: 2}\n"
            + "  blob: {metafile: '>blob.cs', num_items: 2}\n");
    try (ParticleSet set = open("J3.csg")) {
      assertEquals(90, set.pose(0).orElseThrow().psiDegrees(), 1e-5);
      // What other formats lose, whichever file of the group holds it.
      assertTrue(set.table().columnsNotShared().contains("alignments2D/split"));
    }
    cryosparc().with("uid", 11L, 13L).write(folder.resolve("blob.cs"));
    assertTrue(
        refusal("J3.csg").contains("poses.cs lacks 1 of the 2 particles"), refusal("J3.csg"));
    Files.writeString(folder.resolve("J3.csg"), "group: {type: volume}\n");
    assertTrue(refusal("J3.csg").contains("not of particles"), refusal("J3.csg"));
    Files.writeString(folder.resolve("J3.csg"), "- [\n");
    assertTrue(refusal("J3.csg").contains("no YAML"), refusal("J3.csg"));
  }

  /** Nobody knows which row is meant; one of them would get the CTF of another particle. */
  @Test
  void aUidThatStandsTwiceIsRefusedWhereFilesAreJoinedByIt() throws IOException {
    NpyBytes ctf = new NpyBytes();
    for (String field :
        List.of("accel_kv", "cs_mm", "amp_contrast", "df1_A", "df2_A", "df_angle_rad")) {
      ctf.with("ctf/" + field, 300f, 300f);
    }
    cryosparc().with("uid", 7L, 7L).write(folder.resolve("J1.cs"));
    Path beside = folder.resolve("J1_passthrough.cs");
    ctf.with("uid", 7L, 9L).write(beside);
    String own = refusal("J1.cs");
    assertTrue(own.contains("J1.cs: rows 1 and 2 have the same uid 7"), own);
    Files.delete(beside);
    try (ParticleSet alone = open("J1.cs")) {
      assertEquals(2, alone.size()); // nothing is joined
    }

    cryosparc().with("uid", 7L, 9L).write(folder.resolve("J1.cs"));
    Path twice = Files.createDirectories(folder.resolve("other")).resolve("twice.cs");
    new NpyBytes().with("uid", 9L, 7L, 9L).with("ctf/cs_mm", 2f, 2f, 2f).write(twice);
    ParticleSetOptions named = ParticleSetOptions.DEFAULT.completedBy(List.of(twice));
    String partner =
        assertThrows(DataException.class, () -> ParticleSet.open(folder.resolve("J1.cs"), named))
            .getMessage();
    assertTrue(partner.contains("twice.cs: rows 1 and 3 have the same uid 9"), partner);
  }
}
