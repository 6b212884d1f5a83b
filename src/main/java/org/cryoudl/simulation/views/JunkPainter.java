package org.cryoudl.simulation.views;

import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.simulation.specimen.Density;

/**
 * Draws what is no good particle, in the grey values of the molecules, before the CTF acts.
 *
 * @param specimens the molecules of the data set, of which clumps and pieces are made
 * @param pixelSizeAngstroms pixel size in A
 * @param boxPixels side length of the particle images; the pictures may be wider
 * @param peak largest grey value of a typical projection
 */
record JunkPainter(
    List<ViewedSpecimen> specimens, double pixelSizeAngstroms, int boxPixels, double peak) {

  private static final double GRAIN_SIGMA_PIXELS = 1.2;

  /**
   * Adds a piece of junk.
   *
   * @param wide square picture around the box, both with one centre
   */
  void add(JunkKind kind, Image wide, SplittableRandom random) {
    switch (kind) {
      case EMPTY_ICE -> {}
      case CARBON_EDGE -> carbonEdge(wide, random);
      case CONTAMINATION -> contamination(wide, random);
      case CLUMP -> clump(wide, random);
      case TWO_PARTICLES -> twoParticles(wide, random);
      case BROKEN -> broken(wide, random);
      case RIM -> {
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
          neighbour(wide, random);
        }
      }
    }
  }

  /** A molecule of any specimen beside the box's centre, so that the rim cuts it. */
  void neighbour(Image wide, SplittableRandom random) {
    Density density = any(random);
    double distance = Math.max(0.45 * boxPixels, 0.2 * boxPixels + radius(density));
    distance += 0.15 * boxPixels * random.nextDouble();
    molecule(wide, density, distance, random);
  }

  private void carbonEdge(Image wide, SplittableRandom random) {
    double direction = 2 * Math.PI * random.nextDouble();
    double cos = Math.cos(direction);
    double sin = Math.sin(direction);
    double at = 0.3 * boxPixels * random.nextDouble(-1, 1);
    double height = peak * (0.5 + random.nextDouble());
    int box = wide.box();
    int grains = box * box / 12;
    double[] x = new double[grains];
    double[] y = new double[grains];
    double[] sigma = new double[grains];
    double[] weight = new double[grains];
    double grain = 0.25 * height * 2 * Math.PI * GRAIN_SIGMA_PIXELS * GRAIN_SIGMA_PIXELS;
    for (int i = 0; i < grains; i++) {
      x[i] = box * random.nextDouble(-0.5, 0.5);
      y[i] = box * random.nextDouble(-0.5, 0.5);
      sigma[i] = GRAIN_SIGMA_PIXELS;
      weight[i] = cos * x[i] + sin * y[i] > at ? grain * random.nextGaussian() : 0;
    }
    new BlobProjection(x, y, sigma, weight).addTo(wide.pixels(), box, Pose.IDENTITY);
    for (int row = 0; row < box; row++) {
      for (int column = 0; column < box; column++) {
        double along = cos * (column - Image.centre(box)) + sin * (row - Image.centre(box)) - at;
        wide.pixels()[row * box + column] += (float) (height / (1 + Math.exp(-2 * along)));
      }
    }
  }

  private void contamination(Image wide, SplittableRandom random) {
    int crystals = 1 + random.nextInt(3);
    for (int c = 0; c < crystals; c++) {
      int pieces = 4 + random.nextInt(8);
      double size = boxPixels * random.nextDouble(0.06, 0.18);
      double atX = boxPixels * random.nextDouble(-0.3, 0.3);
      double atY = boxPixels * random.nextDouble(-0.3, 0.3);
      double height = peak * random.nextDouble(1.5, 5);
      double[] x = new double[pieces];
      double[] y = new double[pieces];
      double[] sigma = new double[pieces];
      double[] weight = new double[pieces];
      for (int i = 0; i < pieces; i++) {
        x[i] = atX + 0.7 * size * random.nextGaussian();
        y[i] = atY + 0.7 * size * random.nextGaussian();
        sigma[i] = Math.max(1, size * random.nextDouble(0.3, 0.7));
        weight[i] = height / Math.sqrt(pieces) * 2 * Math.PI * sigma[i] * sigma[i];
      }
      new BlobProjection(x, y, sigma, weight).addTo(wide.pixels(), wide.box(), Pose.IDENTITY);
    }
  }

  private void clump(Image wide, SplittableRandom random) {
    int count = 4 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      Density density = any(random);
      molecule(wide, density, 1.4 * radius(density) * Math.sqrt(random.nextDouble()), random);
    }
  }

  private void twoParticles(Image wide, SplittableRandom random) {
    Density first = any(random);
    Density second = any(random);
    double apart = (radius(first) + radius(second)) * random.nextDouble(0.8, 1.1);
    double direction = 2 * Math.PI * random.nextDouble();
    draw(wide, first, apart / 2, direction, random);
    draw(wide, second, apart / 2, direction + Math.PI, random);
  }

  private void broken(Image wide, SplittableRandom random) {
    Density whole = any(random);
    double z = random.nextDouble(-1, 1);
    double azimuth = 2 * Math.PI * random.nextDouble();
    double[] normal = {
      Math.sqrt(1 - z * z) * Math.cos(azimuth), Math.sqrt(1 - z * z) * Math.sin(azimuth), z
    };
    Density piece = whole.below(normal, 0.2 * whole.radiusAngstroms() * random.nextDouble(-1, 1));
    if (piece.blobs().isEmpty()) {
      return; // a map that is all on the other side: ice
    }
    molecule(wide, piece.centred(), 0.05 * boxPixels * random.nextDouble(), random);
  }

  private Density any(SplittableRandom random) {
    return specimens.get(ViewedSpecimen.pick(specimens, random.nextDouble())).density();
  }

  private double radius(Density density) {
    return density.radiusAngstroms() / pixelSizeAngstroms;
  }

  private void molecule(Image wide, Density density, double distance, SplittableRandom random) {
    draw(wide, density, distance, 2 * Math.PI * random.nextDouble(), random);
  }

  private void draw(
      Image wide, Density density, double distance, double direction, SplittableRandom random) {
    EulerAngles view =
        new EulerAngles(
            360 * random.nextDouble(), Math.toDegrees(Math.acos(random.nextDouble(-1, 1))), 0);
    Pose pose =
        new Pose(
            360 * random.nextDouble(),
            -distance * Math.cos(direction),
            -distance * Math.sin(direction));
    density.project(view, pixelSizeAngstroms).addTo(wide.pixels(), wide.box(), pose);
  }
}
