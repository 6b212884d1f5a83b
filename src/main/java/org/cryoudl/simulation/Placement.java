package org.cryoudl.simulation;

import org.cryoudl.geometry.Pose;

/**
 * The truth about one particle: {@code image = shift(rotate(template, angle), down, right)}.
 *
 * @param angleDegrees rotation, counter-clockwise with row 0 drawn at the top
 * @param downPixels shift toward larger rows
 * @param rightPixels shift toward larger columns
 */
public record Placement(double angleDegrees, double downPixels, double rightPixels) {

  /**
   * The pose that brings the particle back onto its template. The particle shows the template's
   * point c at {@code R(-angle) c + (right, down)}, which is the inverse of psi = angle, o =
   * -(right, down).
   */
  public Pose pose() {
    return new Pose(angleDegrees, -rightPixels, -downPixels);
  }
}
