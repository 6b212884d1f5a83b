package org.cryoudl.cli.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.image.Image;
import org.cryoudl.io.csv.CsvReader;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpectrumCommandTest {

  @TempDir Path folder;

  private static CommandRun run(Object... args) {
    return CommandRun.of(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
  }

  private void assertRefused(int code, String sentence, Object... args) {
    Object[] quiet = Arrays.copyOf(args, args.length + 1);
    quiet[args.length] = "-q";
    CommandRun run = run(quiet);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(sentence), run.err());
    long lines = run.err().strip().lines().filter(line -> !line.startsWith("Try '")).count();
    assertEquals(1, lines, run.err());
  }

  /** White noise of variance 4 about a mean of 9. */
  private Path noise(String name, int width, int height, int count) {
    SplittableRandom random = new SplittableRandom(6);
    Path file = folder.resolve(name);
    try (MrcWriter writer = MrcWriter.stack(file, width, height, OptionalDouble.of(1.5))) {
      for (int n = 0; n < count; n++) {
        float[] pixels = new float[width * height];
        for (int i = 0; i < pixels.length; i++) {
          pixels[i] = (float) (9 + 2 * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private static double[] column(Path csv, String name) {
    List<CsvReader.Line> lines = CsvReader.read(csv, "spectra");
    int at = lines.get(0).cells().indexOf(name);
    return lines.stream()
        .skip(1)
        .mapToDouble(line -> Double.parseDouble(line.cells().get(at)))
        .toArray();
  }

  /** Its power is its variance at every frequency, tapered or not. */
  @Test
  void noiseHasThePowerOfItsVariance() {
    Path out = folder.resolve("stack");
    CommandRun run = run("spectrum", noise("s.mrcs", 32, 32, 200), "-o", out);
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().startsWith("mean of 200 periodograms of 32 x 32"), run.out());
    Path tiles = folder.resolve("tiles");
    run = run("spectrum", noise("m.mrc", 300, 200, 1), "-o", tiles, "--tile", "32px");
    assertEquals(0, run.code(), run.err());
    for (Path each : List.of(out, tiles)) {
      double[] power = column(each.resolve("spectrum.csv"), "power");
      assertEquals(16, power.length);
      for (int s = each.equals(tiles) ? 2 : 1; s < power.length; s++) {
        assertEquals(4, power[s], each.equals(tiles) ? 0.8 : 0.35, each + " shell " + (s + 1));
      }
    }
  }

  /** Stripes of 8 pixels across 48: shell 6 and nothing else, at two points of the plane. */
  @Test
  void stripesAreTwoPoints() {
    Path in = folder.resolve("w.mrcs");
    float[] pixels = new float[48 * 48];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) (3 * Math.cos(2 * Math.PI * (i % 48) / 8.0));
    }
    MrcWriter.writeImage(in, Image.square(48, pixels), OptionalDouble.of(2));
    Path out = folder.resolve("out");
    CommandRun run = run("spectrum", in, "-o", out, "--defocus", "9000,8000,20");
    assertEquals(0, run.code(), run.err());
    try (MrcFile file = MrcFile.open(out.resolve("spectrum.mrc"))) {
      Image plane = file.read(0);
      // |F| is amplitude / 2 x pixels at both points.
      assertEquals(1.5 * 1.5 * 48 * 48, plane.at(24, 30), 1e-2);
      assertEquals(1.5 * 1.5 * 48 * 48, plane.at(24, 18), 1e-2);
      assertEquals(0, plane.at(30, 24), 1e-3);
    }
    double[] ctf = column(out.resolve("spectrum.csv"), "ctf_squared");
    assertTrue(Arrays.stream(ctf).allMatch(v -> v >= 0 && v <= 1), Arrays.toString(ctf));
    assertTrue(Arrays.stream(ctf).max().orElse(0) > 0.5);
  }

  /** Stripes turned by 30 degrees each way: aligned, they are two points again. */
  @Test
  void alignedClassesAddUpWhatTurnsHide() throws IOException {
    int box = 64;
    Path stack = folder.resolve("helix.mrcs");
    StringBuilder star = new StringBuilder("\ndata_\n\nloop_\n_rlnImageName #1\n");
    star.append("_rlnClassNumber #2\n_rlnAnglePsi #3\n");
    try (MrcWriter writer = MrcWriter.stack(stack, box, box, OptionalDouble.of(2))) {
      for (int n = 0; n < 6; n++) {
        double psi = 30 * n;
        double c = Math.cos(Math.toRadians(psi));
        double s = Math.sin(Math.toRadians(psi));
        float[] pixels = new float[box * box];
        for (int i = 0; i < pixels.length; i++) {
          double x = i % box - box / 2;
          double y = i / box - box / 2;
          // R(psi) turns the particle into the frame in which the wave runs along x.
          pixels[i] = (float) Math.cos(2 * Math.PI * (c * x - s * y) / 8);
        }
        writer.append(pixels);
        star.append(n + 1).append("@helix.mrcs ").append(n < 5 ? 1 : 3).append(' ').append(psi);
        star.append('\n');
      }
      writer.commit();
    }
    Path particles = Files.writeString(folder.resolve("particles.star"), star);
    Path out = folder.resolve("out");
    CommandRun run = run("spectrum", particles, "-o", out, "--classes");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("2 classes"), run.out());
    try (MrcFile plain = MrcFile.open(out.resolve("class-spectra.mrcs"));
        MrcFile turned = MrcFile.open(out.resolve("class-spectra-aligned.mrcs"))) {
      assertEquals(2, turned.size());
      double aligned = turned.read(0).at(32, 40);
      double before = plain.read(0).at(32, 40);
      // One of five particles has its wave there before, all of them after.
      assertEquals(5, aligned / before, 0.5);
    }
    assertTrue(Files.size(out.resolve("class-spectra-aligned.png")) > 500);
  }

  @Test
  void wrongInputIsRefusedInOneLine() throws IOException {
    Path in = noise("s.mrcs", 32, 32, 2);
    Path out = folder.resolve("out");
    assertRefused(2, "do not fit", "spectrum", in, "-o", out, "--tile", "64px");
    assertRefused(2, "whole number of pixels", "spectrum", in, "-o", out, "--tile", "64A");
    assertRefused(2, "--defocus needs", "spectrum", in, "-o", out, "--defocus", "1,2");
    assertRefused(
        2,
        "a spherical aberration lies between 0 and 20 mm, got -1.0",
        "spectrum",
        in,
        "-o",
        out,
        "--defocus",
        "9000",
        "--cs",
        "-1");
    assertRefused(3, "has no classes", "spectrum", in, "-o", out, "--classes");
    Path star =
        Files.writeString(
            folder.resolve("p.star"), "\ndata_\n\nloop_\n_rlnImageName #1\n1@s.mrcs\n");
    assertRefused(3, "is in no class", "spectrum", star, "-o", out, "--classes");
    Path volume = folder.resolve("v.mrc");
    MrcWriter.writeVolume(
        volume, new MrcVolume(16, 16, 16, new float[4096], OptionalDouble.empty()));
    assertRefused(3, "is a volume", "spectrum", volume, "-o", out);
  }
}
