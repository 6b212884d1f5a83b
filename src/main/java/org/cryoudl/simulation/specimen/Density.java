package org.cryoudl.simulation.specimen;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * A three-dimensional density: a sum of isotropic Gaussians.
 *
 * @param blobs the Gaussians
 */
public record Density(List<Blob> blobs) {

  /**
   * One Gaussian, {@code weight / ((2 pi)^1.5 sigma^3) exp(-|r - centre|^2 / (2 sigma^2))}.
   *
   * @param x centre in A
   * @param y centre in A
   * @param z centre in A
   * @param sigma standard deviation in A
   * @param weight integral over space
   */
  public record Blob(double x, double y, double z, double sigma, double weight) {

    public Blob {
      if (!(sigma > 0) || !Double.isFinite(x + y + z + sigma + weight)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a blob must be finite with a positive sigma, got (%s, %s, %s), sigma %s, weight %s",
                x,
                y,
                z,
                sigma,
                weight));
      }
    }

    Blob moved(Symmetry.Motion motion) {
      double[] r = motion.apply(x, y, z);
      return new Blob(r[0], r[1], r[2], sigma, weight);
    }
  }

  public Density {
    blobs = List.copyOf(blobs);
  }

  /** This density repeated by every motion of a symmetry. */
  public Density expanded(Symmetry symmetry) {
    List<Blob> all = new ArrayList<>();
    for (Symmetry.Motion motion : symmetry.motions()) {
      for (Blob blob : blobs) {
        all.add(blob.moved(motion));
      }
    }
    return new Density(all);
  }

  /** The largest distance of a blob's centre from the origin, in A. */
  public double radiusAngstroms() {
    double largest = 0;
    for (Blob blob : blobs) {
      largest = Math.max(largest, Math.hypot(Math.hypot(blob.x, blob.y), blob.z));
    }
    return largest;
  }

  /**
   * The mean of the blobs' centres, each weighed by its blob, in A; the weights must not cancel.
   */
  public double[] centreOfMass() {
    double[] sum = new double[3];
    double total = 0;
    for (Blob blob : blobs) {
      sum[0] += blob.weight * blob.x;
      sum[1] += blob.weight * blob.y;
      sum[2] += blob.weight * blob.z;
      total += blob.weight;
    }
    return new double[] {sum[0] / total, sum[1] / total, sum[2] / total};
  }

  /** This density moved so that its centre of mass is the origin. */
  public Density centred() {
    double[] c = centreOfMass();
    return new Density(
        blobs.stream()
            .map(b -> new Blob(b.x - c[0], b.y - c[1], b.z - c[2], b.sigma, b.weight))
            .toList());
  }

  /**
   * The blobs whose centres lie on one side of a plane.
   *
   * @param normal unit vector
   * @param offsetAngstroms what lies farther than this along the normal is left out
   */
  public Density below(double[] normal, double offsetAngstroms) {
    return new Density(
        blobs.stream()
            .filter(b -> normal[0] * b.x + normal[1] * b.y + normal[2] * b.z <= offsetAngstroms)
            .toList());
  }

  /**
   * The projection along z after turning by {@code view}. The origin of space falls on the centre
   * pixel.
   *
   * @param pixelSizeAngstroms size of a pixel of the picture in A
   */
  public BlobProjection project(EulerAngles view, double pixelSizeAngstroms) {
    double[] m = view.matrix();
    int n = blobs.size();
    double[] x = new double[n];
    double[] y = new double[n];
    double[] sigma = new double[n];
    double[] weight = new double[n];
    for (int i = 0; i < n; i++) {
      Blob blob = blobs.get(i);
      x[i] = (m[0] * blob.x + m[1] * blob.y + m[2] * blob.z) / pixelSizeAngstroms;
      y[i] = (m[3] * blob.x + m[4] * blob.y + m[5] * blob.z) / pixelSizeAngstroms;
      sigma[i] = blob.sigma / pixelSizeAngstroms;
      weight[i] = blob.weight;
    }
    return new BlobProjection(x, y, sigma, weight);
  }
}
