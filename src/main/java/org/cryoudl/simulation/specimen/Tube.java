package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.simulation.specimen.Density.Blob;

/**
 * One or more strands wound about a smooth path: a helix (one strand), a coiled coil, a bundle of
 * helices, a nucleic-acid duplex, a loop.
 *
 * @param pointsAngstroms two or more points of A the path runs through, as a Catmull-Rom spline
 * @param strands number of strands; 1 by default
 * @param radiusAngstroms distance of the strands from the path in A; 5 by default, 0 for one strand
 * @param pitchAngstroms length of one turn of a strand along the path in A; 150 by default
 * @param sigmaAngstroms blobs' standard deviation in A; 2.8 by default
 * @param weight blobs' weight, one every 3.5 A of strand; 1 by default
 */
public record Tube(
    @JsonPropertyDescription("points the path runs through, in A") List<double[]> pointsAngstroms,
    @JsonPropertyDescription("number of strands wound about the path") Integer strands,
    @JsonPropertyDescription("distance of the strands from the path in A") Double radiusAngstroms,
    @JsonPropertyDescription("length of one turn of a strand in A") Double pitchAngstroms,
    @JsonPropertyDescription("standard deviation of a blob in A") Double sigmaAngstroms,
    @JsonPropertyDescription("weight of a blob; one stands every 3.5 A") Double weight)
    implements SpecimenPart {

  private static final double STEP_ANGSTROMS = 3.5;
  private static final int SPLINE_STEPS = 64;

  public Tube {
    if (pointsAngstroms == null || pointsAngstroms.size() < 2) {
      throw new IllegalArgumentException("points_angstroms must list at least two points");
    }
    pointsAngstroms.forEach(point -> SpecimenPart.requirePoint("points_angstroms", point));
    pointsAngstroms = List.copyOf(pointsAngstroms);
    strands = strands == null ? 1 : strands;
    if (strands < 1) {
      throw new IllegalArgumentException("strands must be at least 1, got " + strands);
    }
    radiusAngstroms = radiusAngstroms == null ? (strands == 1 ? 0.0 : 5.0) : radiusAngstroms;
    pitchAngstroms = SpecimenPart.positiveOr("pitch_angstroms", pitchAngstroms, 150);
    sigmaAngstroms = SpecimenPart.positiveOr("sigma_angstroms", sigmaAngstroms, 2.8);
    weight = weight == null ? 1 : weight;
  }

  @Override
  public List<Blob> blobs(SplittableRandom random) {
    double phase = random.nextDouble(2 * Math.PI);
    List<Blob> all = new ArrayList<>();
    double[] normal = null;
    double travelled = 0;
    double next = 0;
    double[] previous = pointsAngstroms.get(0);
    for (int i = 1; i <= (pointsAngstroms.size() - 1) * SPLINE_STEPS; i++) {
      double[] here = spline((double) i / SPLINE_STEPS);
      double[] tangent = Vectors.minus(here, previous);
      double length = Vectors.norm(tangent);
      if (length > 0) {
        // Carrying the normal along the path keeps it from spinning where the path bends.
        normal = Vectors.perpendicular(tangent, normal);
        double[] binormal = Vectors.cross(Vectors.unit(tangent), normal);
        for (; next <= travelled + length; next += STEP_ANGSTROMS) {
          double[] point = Vectors.along(previous, tangent, (next - travelled) / length);
          addRing(all, point, normal, binormal, phase + 2 * Math.PI * next / pitchAngstroms);
        }
      }
      travelled += length;
      previous = here;
    }
    return all;
  }

  private void addRing(
      List<Blob> all, double[] point, double[] normal, double[] binormal, double phase) {
    for (int s = 0; s < strands; s++) {
      double angle = phase + 2 * Math.PI * s / strands;
      double[] centre = Vectors.along(point, normal, radiusAngstroms * Math.cos(angle));
      centre = Vectors.along(centre, binormal, radiusAngstroms * Math.sin(angle));
      all.add(new Blob(centre[0], centre[1], centre[2], sigmaAngstroms, weight));
    }
  }

  /** The Catmull-Rom spline; its parameter counts points. */
  private double[] spline(double parameter) {
    int last = pointsAngstroms.size() - 1;
    int segment = (int) Math.min(last - 1, Math.floor(parameter));
    double t = parameter - segment;
    double[] p1 = pointsAngstroms.get(segment);
    double[] p2 = pointsAngstroms.get(segment + 1);
    double[] p0 = segment > 0 ? pointsAngstroms.get(segment - 1) : mirrored(p2, p1);
    double[] p3 = segment + 2 <= last ? pointsAngstroms.get(segment + 2) : mirrored(p1, p2);
    double[] result = new double[3];
    for (int a = 0; a < 3; a++) {
      result[a] =
          0.5
              * (2 * p1[a]
                  + t * (p2[a] - p0[a])
                  + t * t * (2 * p0[a] - 5 * p1[a] + 4 * p2[a] - p3[a])
                  + t * t * t * (3 * p1[a] - p0[a] - 3 * p2[a] + p3[a]));
    }
    return result;
  }

  /** The point as far behind {@code centre} as {@code point} lies before it. */
  private static double[] mirrored(double[] point, double[] centre) {
    return Vectors.along(centre, Vectors.minus(point, centre), -1);
  }
}
