package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.simulation.specimen.Density.Blob;

/**
 * An ellipsoid packed with straight segments that keep their distance from each other, as helices
 * of protein or duplexes of RNA do, so that projections have structure down to the spacing.
 *
 * @param centreAngstroms centre in A
 * @param radiiAngstroms half axes in A, along x, y, z before turning
 * @param turnDegrees rot, tilt, psi that turn the ellipsoid about its centre; none by default
 * @param segmentAngstroms shortest and longest segment in A; 8 and 28 by default
 * @param spacingAngstroms least distance between segments in A; 8 by default
 * @param strands strands of a segment; 1 by default, 2 for a duplex
 * @param strandRadiusAngstroms distance of strands from their axis in A; 0 by default
 * @param sigmaAngstroms blobs' standard deviation in A; 2.8 by default
 * @param weight blobs' weight; 1 by default
 * @param fill mass of the soft, structureless filling (loops and side chains) relative to closely
 *     packed segments of weight 1; 0.8 by default
 */
public record FoldedDomain(
    @JsonPropertyDescription("centre in A") double[] centreAngstroms,
    @JsonPropertyDescription("half axes in A") double[] radiiAngstroms,
    @JsonPropertyDescription("rot, tilt, psi that turn the ellipsoid") double[] turnDegrees,
    @JsonPropertyDescription("shortest and longest segment in A") double[] segmentAngstroms,
    @JsonPropertyDescription("least distance between segments in A") Double spacingAngstroms,
    @JsonPropertyDescription("strands of a segment") Integer strands,
    @JsonPropertyDescription("distance of strands from their axis in A")
        Double strandRadiusAngstroms,
    @JsonPropertyDescription("standard deviation of a blob in A") Double sigmaAngstroms,
    @JsonPropertyDescription("weight of a blob") Double weight,
    @JsonPropertyDescription("mass of the soft filling relative to closely packed segments")
        Double fill)
    implements SpecimenPart {

  private static final double DUPLEX_PITCH_ANGSTROMS = 28;
  private static final double CHECK_STEP_ANGSTROMS = 3.5;

  /** Tries per volume of a cube of the spacing; packing hardly improves beyond. */
  private static final int TRIES_PER_CELL = 100;

  private static final double FILL_SPACING_ANGSTROMS = 8;
  private static final double FILL_SIGMA_ANGSTROMS = 5.5;

  /** Volume that one blob of closely packed segments takes. */
  private static final double VOLUME_OF_A_BLOB = 300;

  public FoldedDomain {
    SpecimenPart.requirePoint("centre_angstroms", centreAngstroms);
    SpecimenPart.requirePoint("radii_angstroms", radiiAngstroms);
    for (double radius : radiiAngstroms) {
      SpecimenPart.positiveOr("radii_angstroms", radius, radius);
    }
    turnDegrees =
        SpecimenPart.requirePoint(
            "turn_degrees", turnDegrees == null ? new double[3] : turnDegrees);
    segmentAngstroms = segmentAngstroms == null ? new double[] {8, 28} : segmentAngstroms;
    if (segmentAngstroms.length != 2
        || !(segmentAngstroms[0] > 0 && segmentAngstroms[0] < segmentAngstroms[1])) {
      throw new IllegalArgumentException(
          "segment_angstroms must hold a shortest and a longer longest length, got "
              + java.util.Arrays.toString(segmentAngstroms));
    }
    spacingAngstroms = SpecimenPart.positiveOr("spacing_angstroms", spacingAngstroms, 8);
    strands = strands == null ? 1 : strands;
    strandRadiusAngstroms = strandRadiusAngstroms == null ? 0 : strandRadiusAngstroms;
    sigmaAngstroms = SpecimenPart.positiveOr("sigma_angstroms", sigmaAngstroms, 2.8);
    weight = weight == null ? 1 : weight;
    fill = fill == null ? 0.8 : fill;
    if (!(fill >= 0) || !Double.isFinite(fill)) {
      throw new IllegalArgumentException("fill must be at least 0, got " + fill);
    }
  }

  @Override
  public List<Blob> blobs(SplittableRandom random) {
    double[] toSpace = new EulerAngles(-turnDegrees[2], -turnDegrees[1], -turnDegrees[0]).matrix();
    double volume = 8 * radiiAngstroms[0] * radiiAngstroms[1] * radiiAngstroms[2];
    long tries = Math.round(TRIES_PER_CELL * volume / Math.pow(spacingAngstroms, 3)) + 20;
    PackedPoints packed = new PackedPoints(spacingAngstroms);
    List<Blob> all = new ArrayList<>();
    for (long t = 0; t < tries; t++) {
      // Long segments first, short ones into what is left.
      double fraction = 1 - (double) t / tries;
      double length =
          segmentAngstroms[0]
              + (segmentAngstroms[1] - segmentAngstroms[0]) * fraction * random.nextDouble();
      double[] middle = randomDirection(random);
      double scale = Math.cbrt(random.nextDouble());
      for (int a = 0; a < 3; a++) {
        middle[a] *= scale * radiiAngstroms[a];
      }
      double[] direction = randomDirection(random);
      double[] from = Vectors.along(middle, direction, -length / 2);
      double[] to = Vectors.along(middle, direction, length / 2);
      if (contains(from) && contains(to) && packed.addIfFree(pointsBetween(from, to))) {
        Tube segment =
            new Tube(
                List.of(inSpace(toSpace, from), inSpace(toSpace, to)),
                strands,
                strandRadiusAngstroms,
                DUPLEX_PITCH_ANGSTROMS,
                sigmaAngstroms,
                weight);
        all.addAll(segment.blobs(random));
      }
    }
    addFilling(all, toSpace, random);
    return all;
  }

  private void addFilling(List<Blob> all, double[] toSpace, SplittableRandom random) {
    double share = fill * weight * Math.pow(FILL_SPACING_ANGSTROMS, 3) / VOLUME_OF_A_BLOB;
    int[] steps = new int[3];
    for (int a = 0; a < 3; a++) {
      steps[a] = (int) Math.ceil(radiiAngstroms[a] / FILL_SPACING_ANGSTROMS);
    }
    for (int i = -steps[0]; share > 0 && i <= steps[0]; i++) {
      for (int j = -steps[1]; j <= steps[1]; j++) {
        for (int k = -steps[2]; k <= steps[2]; k++) {
          double[] p = {jittered(i, random), jittered(j, random), jittered(k, random)};
          if (contains(p)) {
            double[] r = inSpace(toSpace, p);
            all.add(new Blob(r[0], r[1], r[2], FILL_SIGMA_ANGSTROMS, share));
          }
        }
      }
    }
  }

  private static double jittered(int step, SplittableRandom random) {
    return (step + random.nextDouble(-0.5, 0.5)) * FILL_SPACING_ANGSTROMS;
  }

  private boolean contains(double[] point) {
    double sum = 0;
    for (int a = 0; a < 3; a++) {
      sum += point[a] * point[a] / (radiiAngstroms[a] * radiiAngstroms[a]);
    }
    return sum <= 1;
  }

  private double[] inSpace(double[] m, double[] p) {
    return new double[] {
      centreAngstroms[0] + m[0] * p[0] + m[1] * p[1] + m[2] * p[2],
      centreAngstroms[1] + m[3] * p[0] + m[4] * p[1] + m[5] * p[2],
      centreAngstroms[2] + m[6] * p[0] + m[7] * p[1] + m[8] * p[2]
    };
  }

  private static List<double[]> pointsBetween(double[] from, double[] to) {
    double[] whole = Vectors.minus(to, from);
    int steps = (int) Math.ceil(Vectors.norm(whole) / CHECK_STEP_ANGSTROMS);
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      points.add(Vectors.along(from, whole, (double) i / steps));
    }
    return points;
  }

  /** A unit vector, all directions alike. */
  static double[] randomDirection(SplittableRandom random) {
    double z = random.nextDouble(-1, 1);
    double azimuth = random.nextDouble(2 * Math.PI);
    double radius = Math.sqrt(1 - z * z);
    return new double[] {radius * Math.cos(azimuth), radius * Math.sin(azimuth), z};
  }
}
