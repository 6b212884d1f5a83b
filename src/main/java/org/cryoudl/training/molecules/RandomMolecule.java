package org.cryoudl.training.molecules;

import java.util.SplittableRandom;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * Invents pictures of molecules: sums of Gaussian blobs laid out as compact, elongated, ring-like,
 * shell-like, multi-domain, disc-like (membrane) or filamentous particles. Sizes, detail and
 * symmetry vary widely; near-symmetries are broken, so that every picture has one orientation
 * modulo 180 degrees. Lengths inside are parts of the box, about its centre.
 */
public final class RandomMolecule {

  /** The blob sizes a class average shows, as parts of the box. */
  private static final double FINEST_BLOB = 0.006;

  private static final double COARSEST_BLOB = 0.05;
  private static final int MOST_BLOBS = 240;

  private final SplittableRandom random;
  private final double[] x = new double[2 * MOST_BLOBS];
  private final double[] y = new double[2 * MOST_BLOBS];
  private final double[] sigma = new double[2 * MOST_BLOBS];
  private final double[] weight = new double[2 * MOST_BLOBS];
  private final double radius;
  private final double finest;
  private final double coarsest;
  private int count;

  private RandomMolecule(SplittableRandom random) {
    this.random = random;
    this.radius = between(0.2, 0.42);
    this.finest = logBetween(FINEST_BLOB, 0.02);
    this.coarsest = logBetween(Math.max(0.015, finest), COARSEST_BLOB);
  }

  /**
   * Draws a molecule.
   *
   * @param random what decides everything about it
   * @param box side length in pixels of the images it is drawn into
   */
  public static BlobProjection draw(SplittableRandom random, int box) {
    RandomMolecule molecule = new RandomMolecule(random);
    molecule.layOut();
    return molecule.toProjection(box);
  }

  private void layOut() {
    double kind = random.nextDouble();
    int blobs = (int) logBetween(20, 160);
    if (kind < 0.30) {
      domains(blobs, between(0.7, 1), 1 + random.nextInt(6));
    } else if (kind < 0.50) {
      domains(blobs, between(0.3, 0.7), 2 + random.nextInt(5));
    } else if (kind < 0.65) {
      symmetric(2 + random.nextInt(7));
    } else if (kind < 0.75) {
      shell(blobs, between(0.5, 1));
    } else if (kind < 0.85) {
      double flatness = between(0.25, 0.6);
      add(0, 0, between(0.25, 0.45) * radius, blobs * between(0.2, 1));
      shell(blobs / 2, flatness);
      domains(blobs, between(0.4, 0.9), 1 + random.nextInt(3));
    } else {
      filament();
    }
    if (random.nextDouble() < 0.5) {
      halo();
    }
  }

  /** Blobs gathered in domains inside an ellipse. */
  private void domains(int blobs, double flatness, int number) {
    double[] cx = new double[number];
    double[] cy = new double[number];
    double[] size = new double[number];
    for (int d = 0; d < number; d++) {
      double[] centre = inDisc(number == 1 ? 0 : 0.7 * radius);
      cx[d] = centre[0];
      cy[d] = centre[1] * flatness;
      size[d] = radius * (number == 1 ? 1 : between(0.25, 0.6));
    }
    for (int i = 0; i < blobs; i++) {
      int d = random.nextInt(number);
      double[] offset = inDisc(size[d]);
      add(cx[d] + offset[0], cy[d] + offset[1] * flatness, blobSize(), blobWeight());
    }
  }

  /** A unit repeated around the centre, each copy changed a little. */
  private void symmetric(int order) {
    int unit = Math.max(2, (int) logBetween(3, 100.0 / order));
    double change = logBetween(0.08, 0.6);
    double inner = random.nextBoolean() ? between(0.3, 0.7) : 0;
    for (int i = 0; i < unit; i++) {
      double r = radius * (inner + (1 - inner) * Math.sqrt(random.nextDouble()));
      double angle = between(0, 2 * Math.PI);
      double size = blobSize();
      double blobWeight = blobWeight();
      for (int copy = 0; copy < order; copy++) {
        double turned = angle + 2 * Math.PI * copy / order + 0.1 * change * random.nextGaussian();
        double at = r * (1 + 0.15 * change * random.nextGaussian());
        add(
            at * Math.cos(turned),
            at * Math.sin(turned),
            size,
            blobWeight * Math.exp(change * random.nextGaussian()));
      }
    }
  }

  /** Blobs along an ellipse's outline. */
  private void shell(int blobs, double flatness) {
    double thickness = between(0.02, 0.2);
    for (int i = 0; i < blobs; i++) {
      double angle = between(0, 2 * Math.PI);
      double r = radius * (1 - thickness * random.nextDouble());
      add(r * Math.cos(angle), flatness * r * Math.sin(angle), blobSize(), blobWeight());
    }
  }

  /** A repeated unit along a line that leaves the box on both sides. */
  private void filament() {
    double halfWidth = between(0.04, 0.22);
    double rise = logBetween(0.04, 0.3);
    double stagger = between(0, 1);
    double change = logBetween(0.05, 0.5);
    int copies = (int) Math.ceil(1.7 / rise);
    int unit = Math.max(2, Math.min(20, MOST_BLOBS / copies));
    for (int i = 0; i < unit; i++) {
      double across = halfWidth * (2 * random.nextDouble() - 1);
      double along = rise * random.nextDouble();
      double size = Math.min(blobSize(), halfWidth);
      double blobWeight = blobWeight();
      for (int copy = 0; copy < copies; copy++) {
        double side = copy % 2 == 0 ? 1 : stagger > 0.5 ? -1 : 1;
        add(
            (copy - copies / 2.0) * rise + along + 0.1 * rise * change * random.nextGaussian(),
            side * across + 0.1 * halfWidth * change * random.nextGaussian(),
            size,
            blobWeight * Math.exp(change * random.nextGaussian()));
      }
    }
  }

  /** The dark rim that filtered averages have around their particle. */
  private void halo() {
    double total = 0;
    for (int i = 0; i < count; i++) {
      total += weight[i];
    }
    add(0, 0, radius, -between(0.1, 0.8) * total);
  }

  private BlobProjection toProjection(int box) {
    double[] px = new double[count];
    double[] py = new double[count];
    double[] ps = new double[count];
    double[] pw = new double[count];
    for (int i = 0; i < count; i++) {
      px[i] = x[i] * box;
      py[i] = y[i] * box;
      ps[i] = Math.max(0.7, sigma[i] * box);
      pw[i] = weight[i];
    }
    return new BlobProjection(px, py, ps, pw);
  }

  private void add(double atX, double atY, double size, double blobWeight) {
    if (count < x.length) {
      x[count] = atX;
      y[count] = atY;
      sigma[count] = size;
      weight[count++] = blobWeight;
    }
  }

  private double blobSize() {
    return logBetween(finest, coarsest);
  }

  /** Smaller blobs weigh less; some are holes. */
  private double blobWeight() {
    double magnitude = Math.exp(0.5 * random.nextGaussian());
    return random.nextDouble() < 0.12 ? -0.7 * magnitude : magnitude;
  }

  private double[] inDisc(double within) {
    double r = within * Math.sqrt(random.nextDouble());
    double angle = between(0, 2 * Math.PI);
    return new double[] {r * Math.cos(angle), r * Math.sin(angle)};
  }

  private double between(double least, double most) {
    return least + (most - least) * random.nextDouble();
  }

  private double logBetween(double least, double most) {
    return least * Math.exp(random.nextDouble() * Math.log(most / least));
  }
}
