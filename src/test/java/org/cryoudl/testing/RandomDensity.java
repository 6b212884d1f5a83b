package org.cryoudl.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.simulation.specimen.Density;

/** Densities of a few random blobs, the same for the same seed. */
public final class RandomDensity {

  private RandomDensity() {}

  /** Blobs within a ball, with the least width that a pixel size resolves. */
  public static Density within(double radiusAngstroms, double leastSigmaAngstroms, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Density.Blob> blobs = new ArrayList<>();
    while (blobs.size() < 12) {
      double[] r = {
        random.nextDouble(-radiusAngstroms, radiusAngstroms),
        random.nextDouble(-radiusAngstroms, radiusAngstroms),
        random.nextDouble(-radiusAngstroms, radiusAngstroms)
      };
      if (Vectors.norm(r) < radiusAngstroms) {
        double sigma = leastSigmaAngstroms * random.nextDouble(1, 2);
        blobs.add(new Density.Blob(r[0], r[1], r[2], sigma, random.nextDouble(50, 100)));
      }
    }
    return new Density(blobs);
  }

  /** The largest difference of two pictures relative to the largest value of the first. */
  public static double relativeDifference(float[] expected, float[] actual) {
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(expected[i] - actual[i]));
    }
    return difference / largest;
  }
}
