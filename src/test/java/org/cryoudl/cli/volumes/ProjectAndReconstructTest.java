package org.cryoudl.cli.volumes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.Relion;
import org.cryoudl.testing.SharedData;
import org.cryoudl.volume.ShellCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way from a volume to projections and back, through the commands. */
class ProjectAndReconstructTest {

  private static final double PIXEL = 3.5;

  @TempDir Path folder;

  /** An asymmetric figure of a few blobs. */
  private Path volume(int box) {
    float[] voxels = new float[box * box * box];
    double[][] blobs = {{0, 0, 0, 3}, {5, 1, -2, 2}, {-3, 5, 4, 1.6}, {1, -6, 3, 1.8}};
    for (int i = 0; i < voxels.length; i++) {
      for (double[] b : blobs) {
        double x = i % box - box / 2 - b[0];
        double y = i / box % box - box / 2 - b[1];
        double z = i / box / box - box / 2 - b[2];
        voxels[i] += (float) Math.exp(-(x * x + y * y + z * z) / (2 * b[3] * b[3]));
      }
    }
    Path file = folder.resolve("map" + box + ".mrc");
    MrcWriter.writeVolume(file, new MrcVolume(box, box, box, voxels, OptionalDouble.of(PIXEL)));
    return file;
  }

  private CommandRun run(Object... args) {
    CommandRun run =
        CommandRun.of(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private void assertRefused(int code, String sentence, Object... args) {
    CommandRun run =
        CommandRun.of(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    long lines = run.err().strip().lines().filter(line -> !line.startsWith("Try '")).count();
    assertEquals(1, lines, run.err());
  }

  private static Grid grid(Path file) {
    MrcVolume volume = MrcVolume.read(file);
    return new Grid(volume.sizeX(), volume.sizeY(), volume.sizeZ(), volume.voxels());
  }

  private static void assertAgree(Path one, Path other, int lastShell, double least) {
    double[] fsc = ShellCorrelation.of(grid(one), grid(other)).perShell();
    for (int s = 1; s <= lastShell; s++) {
      assertTrue(fsc[s] > least, "shell " + s + ": " + fsc[s]);
    }
  }

  @Test
  void projectionsWithCtfGiveTheVolumeBack() throws IOException {
    Path map = volume(32);
    Path views = folder.resolve("views");
    run("project", map, "--uniform", 500, "--defocus", "10000-25000", "-o", views, "-q");
    assertTrue(Files.size(views.resolve("projections.png")) > 1000);
    Path back = folder.resolve("back.mrc");
    run("reconstruct", views.resolve("projections.star"), "-o", back, "-q");
    assertAgree(map, back, 8, 0.99);
    assertEquals(PIXEL, MrcVolume.read(back).pixelSizeAngstroms().getAsDouble(), 1e-5);
  }

  @Test
  void halvesAndWienerWeightsAreWritten() throws IOException {
    Path map = volume(24);
    Path views = folder.resolve("views");
    run("project", map, "--uniform", 200, "--snr", 0.2, "-o", views, "-q");
    Path star = views.resolve("projections.star");
    Path back = folder.resolve("out/back.mrc");
    Files.createDirectories(back.getParent());
    CommandRun made = run("reconstruct", star, "-o", back, "--no-ctf", "--wiener", "-q");
    assertTrue(made.out().startsWith("fsc: 0.143 at "), made.out());
    try (var files = Files.list(back.getParent())) {
      assertEquals(
          List.of("back.mrc", "back_fsc.csv", "back_half1.mrc", "back_half2.mrc"),
          files.map(f -> f.getFileName().toString()).sorted().toList());
    }
    assertRefused(2, "--overwrite", "reconstruct", star, "-o", back, "--no-ctf", "--halves");
  }

  /** What --angles reads of a STAR file of particles: angles, origins and CTFs. */
  @Test
  void projectionsOfTheirOwnMetadataAreTheSame() throws IOException {
    Path map = volume(24);
    Path first = folder.resolve("first");
    run("project", map, "--uniform", 7, "--defocus", "15000", "-o", first, "-q");
    Path star = first.resolve("projections.star");
    Files.writeString(
        star,
        Files.readString(star).replace(" 0.000000 0.000000 15000", " 3.500000 -7.00000 15000"));
    Path again = folder.resolve("again");
    run("project", map, "--angles", star, "--ctf", "-o", again, "-q");
    Path upperCase = Files.copy(star, first.resolve("CAPITALS.STAR"));
    Path third = folder.resolve("third");
    run("project", map, "--angles", upperCase, "--ctf", "-o", third, "-q");
    assertEquals(
        -1, Files.mismatch(again.resolve("projections.mrcs"), third.resolve("projections.mrcs")));
    try (MrcFile one = MrcFile.open(first.resolve("projections.mrcs"));
        MrcFile other = MrcFile.open(again.resolve("projections.mrcs"))) {
      for (int i = 0; i < 7; i++) {
        // An origin of (1, -2) pixels: the particle sits at (-1, 2).
        for (int row = 5; row < 18; row++) {
          for (int column = 5; column < 18; column++) {
            float before = one.read(i).at(row, column);
            assertEquals(before, other.read(i).at(row + 2, column - 1), 2e-3);
          }
        }
      }
    }
  }

  @Test
  void theTheoremIsShown() {
    Path out = folder.resolve("slice");
    CommandRun run = run("slice", volume(32), "--rot", 20, "--tilt", 60, "-o", out);
    String number = run.out().replaceAll("(?s).*differ by ([0-9.e-]+) of.*", "$1");
    assertTrue(Double.parseDouble(number) < 1e-6, run.out());
    for (String name : List.of("slice", "projection", "transform")) {
      assertTrue(Files.exists(out.resolve(name + ".png")), name);
    }
  }

  @Test
  void wrongInputIsRefusedInOneLine() throws IOException {
    Path map = volume(16);
    Path out = folder.resolve("out");
    assertRefused(2, "either --angles FILE or --uniform N", "project", map, "-o", out);
    assertRefused(
        2, "--snr must be above 0", "project", map, "--uniform", 3, "--snr", 0, "-o", out);
    assertRefused(
        2, "--defocus must be", "project", map, "--uniform", 3, "--defocus", "2-1", "-o", out);
    assertRefused(
        2,
        "an acceleration voltage lies between 10 and 3000 kV, so this one seems to be in volts",
        "project",
        map,
        "--uniform",
        3,
        "--defocus",
        "9000",
        "--voltage",
        "300000",
        "-o",
        out);
    assertRefused(
        2, "--rot, --tilt and --psi must be finite", "slice", map, "--rot", "NaN", "-o", out);
    Path csv = Files.writeString(folder.resolve("a.csv"), "rot,tilt\n1,2\n");
    assertRefused(3, "holds no angles", "project", map, "--angles", csv, "-o", out);
    Path plain = Files.writeString(folder.resolve("b.csv"), "rot,tilt,psi\n1,2,3\n");
    assertRefused(
        3, "b.csv: the CTF is not known", "project", map, "--angles", plain, "--ctf", "-o", out);
    run("project", map, "--uniform", 4, "-o", out, "-q");
    Path star = out.resolve("projections.star");
    Path back = folder.resolve("back.mrc");
    assertRefused(3, "the CTF is not known", "reconstruct", star, "-o", back);
    assertRefused(
        2, "--symmetry: a point group must be", "reconstruct", star, "-o", back, "--sym", "X2");
    assertRefused(2, "must name a volume", "reconstruct", star, "-o", folder.resolve("b.star"));
    Path bare = Files.writeString(star, Files.readString(star).replace("rlnAngleTilt", "rlnOther"));
    assertRefused(3, "no angle rlnAngleTilt", "reconstruct", bare, "-o", back, "--no-ctf");
    assertRefused(3, "is no STAR file", "reconstruct", out.resolve("projections.mrcs"), "-o", back);
  }

  @Test
  void projectionsAreThoseOfRelion() throws Exception {
    Path map = volume(32);
    run(
        "project",
        map,
        "--uniform",
        12,
        "--defocus",
        "12000-20000",
        "-o",
        folder.resolve("v"),
        "-q");
    Path star = folder.resolve("v/projections.star");
    Relion.run(
        folder,
        "relion_project",
        "--i",
        map.toString(),
        "--ang",
        star.toString(),
        "--ctf",
        "--angpix",
        "3.5",
        "--o",
        "theirs");
    try (MrcFile ours = MrcFile.open(folder.resolve("v/projections.mrcs"));
        MrcFile theirs = MrcFile.open(folder.resolve("theirs.mrcs"))) {
      for (int i = 0; i < 12; i++) {
        assertEquals(0, relativeToDeviation(theirs.read(i).pixels(), ours.read(i).pixels()), 1e-3);
      }
    }
  }

  private static double relativeToDeviation(float[] wanted, float[] got) {
    double sum = 0;
    double squares = 0;
    double difference = 0;
    for (int i = 0; i < wanted.length; i++) {
      sum += wanted[i];
      squares += (double) wanted[i] * wanted[i];
      difference += Math.pow(wanted[i] - got[i], 2);
    }
    double mean = sum / wanted.length;
    return Math.sqrt(difference / (squares - wanted.length * mean * mean));
  }

  /** The same correlation with the truth at every shell, of noisy particles with symmetry too. */
  @Test
  @Tag("slow")
  void reconstructionsAreAsGoodAsThoseOfRelion() throws Exception {
    Path map = volume(32);
    run(
        "project",
        map,
        "--uniform",
        600,
        "--defocus",
        "10000-25000",
        "--snr",
        0.1,
        "-o",
        folder.resolve("v"),
        "-q");
    Path star = folder.resolve("v/projections.star");
    for (String group : List.of("C1", "D7", "I")) {
      Path ours = folder.resolve("ours_" + group + ".mrc");
      Path theirs = folder.resolve("theirs_" + group + ".mrc");
      run("reconstruct", star, "-o", ours, "--sym", group, "-q");
      List<String> command = new ArrayList<>(List.of("relion_reconstruct", "--ctf"));
      command.addAll(List.of("--i", star.toString(), "--o", theirs.toString(), "--sym", group));
      Relion.run(folder, command.toArray(String[]::new));
      double[] one = ShellCorrelation.of(grid(map), grid(ours)).perShell();
      double[] other = ShellCorrelation.of(grid(map), grid(theirs)).perShell();
      // The last shell is cut off by the sphere, of which both programs keep different voxels.
      for (int s = 1; s <= (group.equals("C1") ? 16 : 15); s++) {
        assertEquals(other[s], one[s], 0.005, group + " shell " + s);
      }
    }
  }

  /** 2,000 projections of a real ribosome with CTF: all but the same volume to half Nyquist. */
  @Test
  @Tag("slow")
  void theRibosomeComesBack() {
    Path map = SharedData.file("data/volumes/clean70SRibosome_vol_65p.mrc");
    Path views = folder.resolve("views");
    run(
        "project",
        map,
        "--uniform",
        2000,
        "--defocus",
        "10000-25000",
        "--pixel-size",
        PIXEL,
        "--interpolation",
        "exact",
        "-o",
        views,
        "-q");
    Path back = folder.resolve("back.mrc");
    run("reconstruct", views.resolve("projections.star"), "-o", back, "-q");
    assertAgree(map, back, 16, 0.99);
  }
}
