package org.cryoudl.training.averages;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.simulation.specimen.Density;
import org.cryoudl.simulation.specimen.Density.Blob;
import org.cryoudl.simulation.specimen.Symmetry;

/**
 * Invents particles in three dimensions as sums of Gaussians, coarse enough for averages of few
 * rings: domains, rods, symmetric assemblies, shells, discs of membrane, filaments. Sizes, contrast
 * and detail vary widely. Lengths are shares of the box, about its centre.
 */
final class RandomParticle {

  private static final double FINEST_BLOB = 0.012;
  private static final double COARSEST_BLOB = 0.06;

  /** Symmetry repeats a unit of at most as many blobs as make this number. */
  private static final int MOST_BLOBS = 400;

  private final SplittableRandom random;
  private final List<Blob> blobs = new ArrayList<>();
  private final double radius;
  private final double finest;
  private final double coarsest;

  private RandomParticle(SplittableRandom random) {
    this.random = random;
    this.radius = between(0.14, 0.4);
    this.finest = logBetween(FINEST_BLOB, 0.03);
    this.coarsest = logBetween(Math.max(0.02, finest), COARSEST_BLOB);
  }

  /**
   * Draws a particle.
   *
   * @param random decides everything about it
   */
  static Density draw(SplittableRandom random) {
    RandomParticle particle = new RandomParticle(random);
    double kind = random.nextDouble();
    if (kind < 0.4) {
      particle.domains(1 + random.nextInt(9), new double[3], particle.radius);
    } else if (kind < 0.55) {
      particle.rods();
    } else if (kind < 0.75) {
      return particle.symmetric();
    } else if (kind < 0.83) {
      particle.shell();
    } else if (kind < 0.92) {
      particle.membrane();
    } else {
      return particle.filament();
    }
    return new Density(particle.blobs).centred();
  }

  /** Ellipsoids of random blobs that touch each other, each with its own contrast. */
  private void domains(int number, double[] about, double reach) {
    double[][] centres = new double[number][];
    double[] sizes = new double[number];
    double filling = logBetween(15, 60);
    for (int d = 0; d < number; d++) {
      sizes[d] = reach * (number == 1 ? 1 : between(0.25, 0.65));
      centres[d] = about.clone();
      if (d > 0) {
        int parent = random.nextInt(d);
        double[] direction = direction();
        double apart = Math.min(0.8 * (sizes[parent] + sizes[d]), reach);
        for (int a = 0; a < 3; a++) {
          centres[d][a] = centres[parent][a] + apart * direction[a];
        }
        double far = distance(centres[d], about) + 0.5 * sizes[d];
        for (int a = 0; far > reach && a < 3; a++) {
          centres[d][a] = about[a] + (centres[d][a] - about[a]) * reach / far;
        }
      }
      double[] axes = {between(0.5, 1.1), between(0.5, 1.1), between(0.5, 1.1)};
      double contrast = Math.exp(0.4 * random.nextGaussian());
      int count = (int) Math.min(120, 4 + filling * Math.pow(sizes[d] / reach, 2));
      for (int i = 0; i < count; i++) {
        double[] at = inBall(sizes[d]);
        add(
            centres[d][0] + axes[0] * at[0],
            centres[d][1] + axes[1] * at[1],
            centres[d][2] + axes[2] * at[2],
            contrast);
      }
    }
  }

  /** Straight rods in all directions, or nearly parallel. */
  private void rods() {
    int number = (int) logBetween(2, 30);
    double[] common = direction();
    double spread = random.nextBoolean() ? between(0.1, 0.5) : 10;
    double flat = between(0.4, 1);
    for (int n = 0; n < number; n++) {
      double[] middle = inBall(0.8 * radius);
      double[] own = direction();
      double length = radius * between(0.3, 1.6);
      double contrast = Math.exp(0.3 * random.nextGaussian());
      double size = logBetween(finest, 0.03);
      int count = (int) Math.max(2, Math.min(14, length / size / 1.3));
      double norm = 0;
      for (int a = 0; a < 3; a++) {
        own[a] = common[a] + spread * own[a];
        norm += own[a] * own[a];
      }
      for (int i = 0; i < count; i++) {
        double along = length * ((i + 0.5) / count - 0.5) / Math.sqrt(norm);
        blobs.add(
            new Blob(
                middle[0] + along * own[0],
                middle[1] + along * own[1],
                flat * (middle[2] + along * own[2]),
                size,
                contrast / count));
      }
    }
    double whole = blobs.stream().mapToDouble(Blob::weight).sum();
    blobs.add(new Blob(0, 0, 0, 0.5 * radius, whole * between(0, 1)));
  }

  /** A unit about an axis, or about the axes of a dihedral or cubic group. */
  private Density symmetric() {
    double group = random.nextDouble();
    String name =
        group < 0.55
            ? "C" + (2 + random.nextInt(random.nextInt(4) == 0 ? 12 : 6))
            : group < 0.9 ? "D" + (2 + random.nextInt(6)) : "O";
    Symmetry symmetry = Symmetry.ofPointGroup(name);
    double size = radius * between(0.3, 0.7);
    double[] about = {between(0.2, 0.75) * radius, 0, group < 0.55 ? 0 : between(0, 0.7) * radius};
    domains(1 + random.nextInt(4), about, size);
    int most = Math.max(4, MOST_BLOBS / symmetry.order());
    return new Density(blobs.subList(0, Math.min(blobs.size(), most))).expanded(symmetry);
  }

  /** A hollow sphere or ellipsoid, with or without something inside. */
  private void shell() {
    int count = (int) logBetween(40, 250);
    double thickness = between(0.02, 0.25);
    double flat = between(0.6, 1);
    for (int i = 0; i < count; i++) {
      double[] at = direction();
      double r = radius * (1 - thickness * random.nextDouble());
      add(r * at[0], r * at[1], flat * r * at[2], 1);
    }
    if (random.nextBoolean()) {
      domains(1 + random.nextInt(4), new double[3], 0.6 * radius);
    }
  }

  /** A disc of lipid, protein through it and on one or both sides. */
  private void membrane() {
    double disc = radius * between(0.6, 1);
    double thickness = radius * between(0.15, 0.3);
    int count = (int) logBetween(60, 200);
    double contrast = between(0.4, 1);
    for (int i = 0; i < count; i++) {
      double r = disc * Math.sqrt(random.nextDouble());
      double angle = between(0, 2 * Math.PI);
      double leaflet = (i % 2 == 0 ? 1 : -1) * thickness;
      blobs.add(new Blob(r * Math.cos(angle), r * Math.sin(angle), leaflet, 0.03, contrast));
    }
    domains(1 + random.nextInt(3), new double[3], 0.5 * disc);
    domains(1 + random.nextInt(4), new double[] {0, 0, between(0.3, 0.8) * radius}, 0.6 * radius);
  }

  /** A unit along a helix that leaves the box on both sides. */
  private Density filament() {
    double width = between(0.06, 0.25);
    double rise = logBetween(0.03, 0.2);
    domains(1 + random.nextInt(3), new double[] {0.5 * width, 0, 0}, 0.5 * width);
    int most = Math.max(3, (int) (MOST_BLOBS * rise / 1.6));
    return new Density(blobs.subList(0, Math.min(blobs.size(), most)))
        .expanded(Symmetry.helix(rise, between(-180, 180), 1.6));
  }

  private void add(double x, double y, double z, double contrast) {
    double magnitude = contrast * Math.exp(0.5 * random.nextGaussian());
    double weight = random.nextDouble() < 0.08 ? -0.5 * magnitude : magnitude;
    blobs.add(new Blob(x, y, z, logBetween(finest, coarsest), weight));
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
  }

  private double[] direction() {
    double z = between(-1, 1);
    double azimuth = between(0, 2 * Math.PI);
    double r = Math.sqrt(1 - z * z);
    return new double[] {r * Math.cos(azimuth), r * Math.sin(azimuth), z};
  }

  private double[] inBall(double size) {
    double[] at = direction();
    double r = size * Math.cbrt(random.nextDouble());
    return new double[] {r * at[0], r * at[1], r * at[2]};
  }

  private double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  private double logBetween(double least, double most) {
    return least * Math.exp(random.nextDouble() * Math.log(most / least));
  }
}
