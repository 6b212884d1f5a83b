package org.cryoudl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * Particles of three molecules in white noise, without a CTF, in mixed order, with known classes
 * and poses.
 *
 * @param molecule of each particle, from 0
 * @param poses of the particles
 * @param stack the images, 40 x 40 pixels of 4 A
 */
public record ThreeMolecules(int[] molecule, Pose[] poses, Path stack) {

  public static final int BOX = 40;
  public static final double PIXEL_SIZE = 4;

  private static final List<BlobProjection> MOLECULES =
      List.of(
          molecule(new double[] {-8, 6, 1, 9}, new double[] {-3, -6, 8, 3}),
          molecule(new double[] {-9, -3, 3, 9}, new double[] {1, 0, 0, -1}),
          molecule(new double[] {-5, 5, -5, 4}, new double[] {-5, -4, 5, 6}));

  /**
   * Writes a set.
   *
   * @param sizes number of particles of each molecule
   * @param noise standard deviation
   */
  public static ThreeMolecules write(Path stack, int[] sizes, double noise, long seed) {
    Random random = new Random(seed);
    List<Integer> order =
        IntStream.range(0, sizes.length)
            .flatMap(k -> IntStream.generate(() -> k).limit(sizes[k]))
            .boxed()
            .collect(Collectors.toList());
    Collections.shuffle(order, random);
    Pose[] poses = new Pose[order.size()];
    try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(PIXEL_SIZE))) {
      for (int i = 0; i < poses.length; i++) {
        poses[i] =
            new Pose(360 * random.nextDouble(), 3 * random.nextDouble() - 1.5, random.nextDouble());
        float[] pixels = MOLECULES.get(order.get(i)).render(BOX, poses[i]).pixels().clone();
        for (int p = 0; p < pixels.length; p++) {
          pixels[p] += (float) (noise * random.nextGaussian());
        }
        writer.append(pixels);
      }
      writer.commit();
    }
    return new ThreeMolecules(order.stream().mapToInt(Integer::intValue).toArray(), poses, stack);
  }

  /** A molecule without noise, in another box and pixel size. */
  public static Image clean(int number, int box, double pixelSize) {
    double scale = PIXEL_SIZE / pixelSize;
    double[] x = {-8, 6, 1, 9};
    double[] y = {-3, -6, 8, 3};
    if (number == 1) {
      x = new double[] {-9, -3, 3, 9};
      y = new double[] {1, 0, 0, -1};
    } else if (number == 2) {
      x = new double[] {-5, 5, -5, 4};
      y = new double[] {-5, -4, 5, 6};
    }
    return molecule(x, y, scale).render(box, Pose.IDENTITY);
  }

  /** Writes pictures as averages. */
  public static Path averages(Path file, List<Image> pictures, OptionalDouble pixelSize) {
    int box = pictures.get(0).box();
    try (MrcWriter writer = MrcWriter.stack(file, box, box, pixelSize)) {
      pictures.forEach(picture -> writer.append(picture.pixels()));
      writer.commit();
    }
    return file;
  }

  /**
   * Writes STAR metadata.
   *
   * @param classes class number of each particle, none if empty
   * @param withPoses whether to write the poses
   */
  public Path star(Path file, int[] classes, boolean withPoses) {
    StringBuilder text = new StringBuilder("data_particles\n\nloop_\n_rlnImageName #1\n");
    text.append(classes.length > 0 ? "_rlnClassNumber\n" : "");
    text.append(withPoses ? "_rlnAnglePsi\n_rlnOriginX\n_rlnOriginY\n" : "");
    for (int i = 0; i < poses.length; i++) {
      text.append(String.format(Locale.ROOT, "%06d@%s", i + 1, stack));
      text.append(classes.length > 0 ? " " + classes[i] : "");
      if (withPoses) {
        text.append(
            String.format(
                Locale.ROOT,
                " %.9f %.9f %.9f",
                poses[i].psiDegrees(),
                poses[i].originXPixels(),
                poses[i].originYPixels()));
      }
      text.append('\n');
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The molecules as class numbers from 1. */
  public int[] classes() {
    return Arrays.stream(molecule).map(k -> k + 1).toArray();
  }

  /**
   * Share of the particles whose class holds mostly particles of their molecule.
   *
   * @param classIndex class of each particle
   */
  public double purity(int[] classIndex) {
    int classes = Arrays.stream(classIndex).max().orElseThrow() + 1;
    int[][] counts = new int[classes][MOLECULES.size()];
    for (int i = 0; i < molecule.length; i++) {
      counts[classIndex[i]][molecule[i]]++;
    }
    return Arrays.stream(counts).mapToInt(own -> Arrays.stream(own).max().orElse(0)).sum()
        / (double) molecule.length;
  }

  /** Largest difference of poses from those of the set: degrees, and pixels of origins. */
  public double[] furthest(Pose[] found) {
    double degrees = 0;
    double pixels = 0;
    for (int i = 0; i < poses.length; i++) {
      double turn = Angles.wrap(found[i].psiDegrees() - poses[i].psiDegrees(), 360);
      degrees = Math.max(degrees, Math.abs(turn));
      pixels =
          Math.max(
              pixels,
              Math.hypot(
                  found[i].originXPixels() - poses[i].originXPixels(),
                  found[i].originYPixels() - poses[i].originYPixels()));
    }
    return new double[] {degrees, pixels};
  }

  private static BlobProjection molecule(double[] x, double[] y) {
    return molecule(x, y, 1);
  }

  private static BlobProjection molecule(double[] x, double[] y, double scale) {
    double[] sigma = {2, 1.5, 2.5, 1.2};
    double[] weight = {60, 30, 80, 25};
    for (int i = 0; i < sigma.length; i++) {
      x[i] *= scale;
      y[i] *= scale;
      sigma[i] *= scale;
      weight[i] *= scale * scale;
    }
    return new BlobProjection(x, y, sigma, weight);
  }
}
