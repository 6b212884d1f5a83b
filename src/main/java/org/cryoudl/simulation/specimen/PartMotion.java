package org.cryoudl.simulation.specimen;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.Vectors;
import org.cryoudl.simulation.specimen.Density.Blob;
import org.jspecify.annotations.Nullable;

/**
 * A conformation: one part of a specimen turned about its own centre of mass, then moved.
 *
 * @param part number of the part in the specimen's list, from 1
 * @param turnDegrees rot, tilt, psi of the turn (ZYZ); none by default
 * @param moveAngstroms x, y, z in A; none by default
 */
public record PartMotion(
    @JsonPropertyDescription("number of the part in the specimen's list, from 1") Integer part,
    @JsonPropertyDescription("rot, tilt, psi that turn the part about its own centre")
        double[] turnDegrees,
    @JsonPropertyDescription("x, y, z that the part is moved by in A") double[] moveAngstroms) {

  /** What is null takes its default. */
  public PartMotion(
      @Nullable Integer part, @Nullable double[] turnDegrees, @Nullable double[] moveAngstroms) {
    if (part == null || part < 1) {
      throw new IllegalArgumentException(
          "part must be the number of a part, from 1, got " + (part == null ? "none" : part));
    }
    this.turnDegrees =
        SpecimenPart.requirePoint(
            "turn_degrees", turnDegrees == null ? new double[3] : turnDegrees);
    this.moveAngstroms =
        SpecimenPart.requirePoint(
            "move_angstroms", moveAngstroms == null ? new double[3] : moveAngstroms);
    this.part = part;
  }

  /** The blobs of the part where the motion takes them. */
  List<Blob> apply(List<Blob> blobs) {
    double[] m = new EulerAngles(turnDegrees[0], turnDegrees[1], turnDegrees[2]).matrix();
    double[] centre = new Density(blobs).centreOfMass();
    List<Blob> moved = new ArrayList<>();
    for (Blob blob : blobs) {
      double[] d = Vectors.minus(new double[] {blob.x(), blob.y(), blob.z()}, centre);
      moved.add(
          new Blob(
              centre[0] + m[0] * d[0] + m[1] * d[1] + m[2] * d[2] + moveAngstroms[0],
              centre[1] + m[3] * d[0] + m[4] * d[1] + m[5] * d[2] + moveAngstroms[1],
              centre[2] + m[6] * d[0] + m[7] * d[1] + m[8] * d[2] + moveAngstroms[2],
              blob.sigma(),
              blob.weight()));
    }
    return moved;
  }
}
