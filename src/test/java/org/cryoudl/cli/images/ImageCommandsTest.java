package org.cryoudl.cli.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.cryoudl.image.Normalisation;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.Relion;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code filter}, {@code normalise} and {@code mask} on stacks, micrographs and volumes. */
class ImageCommandsTest {

  @TempDir Path folder;

  private CommandRun run(Object... args) {
    return CommandRun.of(Arrays.stream(args).map(Object::toString).toArray(String[]::new));
  }

  private void succeed(Object... args) {
    CommandRun run = run(args);
    assertEquals(0, run.code(), run.err());
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

  /** Images of waves of 4 and of 20 pixels along x, and of nothing else. */
  private Path stack(String name, int width, int height, int count, OptionalDouble pixelSize) {
    Path file = folder.resolve(name);
    try (MrcWriter writer = MrcWriter.stack(file, width, height, pixelSize)) {
      for (int n = 0; n < count; n++) {
        float[] pixels = new float[width * height];
        for (int i = 0; i < pixels.length; i++) {
          int x = i % width;
          pixels[i] =
              (float) (Math.sin(2 * Math.PI * x / 4) + (n + 1) * Math.sin(2 * Math.PI * x / 20));
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return file;
  }

  private Path volume(String name, int box) {
    SplittableRandom random = new SplittableRandom(4);
    float[] voxels = new float[box * box * box];
    for (int i = 0; i < voxels.length; i++) {
      double x = i % box - box / 2;
      double y = i / box % box - box / 2;
      double z = i / box / box - box / 2;
      voxels[i] =
          (float)
              (Math.exp(-(x * x + y * y + 2 * z * z) / (box * box / 20.0))
                  + 0.01 * random.nextGaussian());
    }
    Path file = folder.resolve(name);
    MrcWriter.writeVolume(file, new MrcVolume(box, box, box, voxels, OptionalDouble.of(2)));
    return file;
  }

  @Test
  void filtersLeaveTheWavesThatPass() {
    Path in = stack("in.mrcs", 40, 20, 3, OptionalDouble.of(2));
    Path out = folder.resolve("out.mrcs");
    succeed("filter", in, "-o", out, "--low-pass", "20A", "-q");
    Path high = folder.resolve("high.mrcs");
    succeed("filter", in, "-o", high, "--high-pass", "10px", "--edge", "hard", "-q");
    try (MrcFile low = MrcFile.open(out);
        MrcFile rest = MrcFile.open(high)) {
      assertEquals(3, low.size());
      assertEquals(2, low.pixelSizeAngstroms().getAsDouble(), 1e-6);
      for (int n = 0; n < 3; n++) {
        for (int x = 0; x < 40; x++) {
          double slow = (n + 1) * Math.sin(2 * Math.PI * x / 20);
          assertEquals(slow, low.read(n).at(7, x), 1e-5);
          assertEquals(Math.sin(2 * Math.PI * x / 4), rest.read(n).at(7, x), 1e-5);
        }
      }
    }
    assertRefused(2, "--overwrite", "filter", in, "-o", out, "--low-pass", "20A");
  }

  @Test
  void volumesStayVolumes() {
    Path in = volume("in.mrc", 20);
    for (String[] command :
        new String[][] {{"filter", "--whiten"}, {"normalise", "--dust=4"}, {"mask", "--otsu"}}) {
      Path out = folder.resolve(command[0] + ".mrc");
      succeed(command[0], in, "-o", out, command[1], "-q");
      try (MrcFile file = MrcFile.open(out)) {
        assertTrue(file.isVolume(), command[0]);
      }
      assertEquals(2, MrcVolume.read(out).pixelSizeAngstroms().getAsDouble(), 1e-6);
    }
  }

  /** Particles are normalised as everywhere in the program. */
  @Test
  void squareImagesAreNormalisedAsParticlesAre() {
    Path in = stack("in.mrcs", 40, 40, 2, OptionalDouble.empty());
    Path out = folder.resolve("out.mrcs");
    succeed("normalize", in, "-o", out, "--background-radius", "15px", "--invert", "-q");
    Normalisation plain = new Normalisation(40, new Normalisation.Options(15, true, 5, 0));
    try (MrcFile before = MrcFile.open(in);
        MrcFile after = MrcFile.open(out)) {
      for (int n = 0; n < 2; n++) {
        float[] expected = before.read(n).pixels();
        plain.apply(expected, n);
        for (int i = 0; i < expected.length; i++) {
          expected[i] = 0 - expected[i];
        }
        assertArrayEquals(expected, after.read(n).pixels());
      }
    }
  }

  @Test
  void figuresHoldTheirArea() {
    Path in = stack("in.mrcs", 60, 50, 1, OptionalDouble.of(2));
    assertEquals(Math.PI * 20 * 20, area(in, "--shape", "circle", "--radius", "40A"), 15);
    assertEquals(
        Math.PI * (20 * 20 - 100),
        area(in, "--shape", "ring", "--radius", "20px", "--inner-radius", "10px"),
        30);
    assertEquals(21 * 21, area(in, "--shape", "rectangle", "--radius", "10px"));
    assertEquals(3000 - 21 * 21, area(in, "--shape", "rectangle", "--radius", "10px", "--invert"));
  }

  private double area(Path in, String... options) {
    Path out = folder.resolve("mask" + String.join("", options).hashCode() + ".mrc");
    Object[] args = new Object[options.length + 5];
    System.arraycopy(new Object[] {"mask", in, "-o", out, "-q"}, 0, args, 0, 5);
    System.arraycopy(options, 0, args, 5, options.length);
    succeed(args);
    double sum = 0;
    try (MrcFile file = MrcFile.open(out)) {
      for (float value : file.read(0).pixels()) {
        sum += value;
      }
    }
    return sum;
  }

  @Test
  void appliedMasksAreZeroOutside() {
    Path in = volume("in.mrc", 20);
    Path out = folder.resolve("out.mrc");
    succeed("mask", in, "-o", out, "--shape", "circle", "--radius", "5px", "--apply", "-q");
    MrcVolume before = MrcVolume.read(in);
    MrcVolume after = MrcVolume.read(out);
    assertEquals(before.at(10, 10, 13), after.at(10, 10, 13));
    assertEquals(0, after.at(10, 10, 16));
  }

  @Test
  void wrongInputIsRefusedInOneLine() {
    Path in = stack("in.mrcs", 40, 20, 2, OptionalDouble.empty());
    Path map = volume("in.mrc", 16);
    Path out = folder.resolve("out.mrcs");
    Path vol = folder.resolve("out.mrc");
    assertRefused(2, "does not know its pixel size", "filter", in, "-o", out, "--low-pass", "9A");
    assertRefused(2, "beyond the Nyquist", "filter", in, "-o", out, "--low-pass", "1.5px");
    assertRefused(2, "beyond the Nyquist", "filter", map, "-o", vol, "--low-pass", "3.9A");
    assertRefused(
        2, "nothing passes", "filter", in, "-o", out, "--low-pass", "9px", "--high-pass", "8px");
    assertRefused(
        2,
        "Invalid value for option '--low-pass': '9' is no length; write it above 0",
        "filter",
        in,
        "-o",
        out,
        "--low-pass",
        "9");
    assertRefused(2, "say what to do", "filter", in, "-o", out);
    assertRefused(2, "name it .mrcs", "filter", in, "-o", vol, "--whiten");
    assertRefused(2, "leaves none", "normalise", map, "-o", vol, "--background-radius", "9px");
    assertRefused(3, "is empty: its values", "mask", map, "-o", vol, "--threshold", "7");
    assertRefused(3, "is everything: its values", "mask", map, "-o", vol, "--threshold", "-7");
    assertRefused(3, "is empty: 0 of", "mask", map, "-o", vol, "--otsu", "--erode", "40px");
    assertRefused(3, "cannot hold 1.0E9 kDa", "mask", map, "-o", vol, "--mass", "1e9");
    assertRefused(2, "only a volume", "mask", in, "-o", out, "--mass", "100");
    assertRefused(2, "say what is inside", "mask", map, "-o", vol);
    assertRefused(2, "needs a --radius", "mask", map, "-o", vol, "--shape", "circle");
    assertRefused(2, "is an input", "filter", map, "-o", map, "--whiten", "--overwrite");
    assertRefused(3, "there is no file", "filter", folder.resolve("no.mrc"), "-o", vol, "--whiten");
  }

  /** The ribosome's mask against RELION's: the share of voxels that both give. */
  @Test
  void masksAreThoseOfRelion() throws Exception {
    Path map = SharedData.file("data/volumes/clean70SRibosome_vol_65p.mrc").toAbsolutePath();
    Path ours = folder.resolve("ours.mrc");
    succeed(
        "mask",
        map,
        "-o",
        ours,
        "--threshold",
        "0.00005",
        "--low-pass",
        "15A",
        "--dilate",
        "3px",
        "--soft",
        "6px",
        "--pixel-size",
        "3.5",
        "-q");
    Relion.run(
        folder,
        "relion_mask_create",
        "--i",
        map.toString(),
        "--o",
        "theirs.mrc",
        "--ini_threshold",
        "0.00005",
        "--lowpass",
        "15",
        "--angpix",
        "3.5",
        "--extend_inimask",
        "3",
        "--width_soft_edge",
        "6");
    float[] one = MrcVolume.read(ours).voxels();
    float[] other = MrcVolume.read(folder.resolve("theirs.mrc")).voxels();
    double both = 0;
    double either = 0;
    for (int i = 0; i < one.length; i++) {
      both += Math.min(one[i], other[i]);
      either += Math.max(one[i], other[i]);
    }
    assertTrue(both > 5000, "inside " + both);
    assertTrue(both / either > 0.98, "overlap " + both / either);
  }
}
