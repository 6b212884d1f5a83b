package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.cryoudl.geometry.EulerAngles;
import org.jspecify.annotations.Nullable;

/**
 * Which directions molecules are seen from.
 *
 * @param kind uniform by default
 * @param axes preferred directions, one drawn for each particle
 * @param spreadDegrees how far particles scatter around their axis: the density is proportional to
 *     exp(cos(angle) / spread^2), spread in radians (von Mises and Fisher); 10 by default
 * @param uniformShare share of the particles seen from any direction all the same; 0 by default
 * @param file CSV with the columns rot and tilt, or STAR with rlnAngleRot and rlnAngleTilt;
 *     particle i takes row i, from the first again after the last
 */
public record DirectionModel(
    @JsonPropertyDescription("uniform over the sphere, preferred axes, or from a file") Kind kind,
    @JsonPropertyDescription("preferred directions") List<Axis> axes,
    @JsonPropertyDescription("scatter around the axis in degrees") Double spreadDegrees,
    @JsonPropertyDescription("share seen from any direction all the same") Double uniformShare,
    @JsonPropertyDescription("CSV with rot,tilt or STAR with rlnAngleRot, rlnAngleTilt")
        @Nullable String file) {

  private static final double[] IDENTITY = EulerAngles.IDENTITY.matrix();

  /** How directions are found. */
  public enum Kind {
    /** All directions alike. */
    @JsonProperty("uniform")
    UNIFORM,
    /** Around given axes. */
    @JsonProperty("preferred")
    PREFERRED,
    /** As a file lists them. */
    @JsonProperty("file")
    FILE
  }

  /**
   * A preferred direction.
   *
   * @param rotDegrees rlnAngleRot of the direction; 0 by default
   * @param tiltDegrees rlnAngleTilt of the direction; 0 by default
   * @param share relative to the other axes; 1 by default
   */
  public record Axis(
      @JsonPropertyDescription("rot of the direction") Double rotDegrees,
      @JsonPropertyDescription("tilt of the direction") Double tiltDegrees,
      @JsonPropertyDescription("share relative to the other axes") Double share) {

    /** What is null takes its default. */
    public Axis(@Nullable Double rotDegrees, @Nullable Double tiltDegrees, @Nullable Double share) {
      this.rotDegrees = Bounds.within("rot_degrees", rotDegrees, 0, -360, 360);
      this.tiltDegrees = Bounds.within("tilt_degrees", tiltDegrees, 0, -180, 180);
      this.share = Bounds.within("share", share, 1, 1e-6, 1e6);
    }
  }

  /** What is null takes its default. */
  public DirectionModel(
      @Nullable Kind kind,
      @Nullable List<Axis> axes,
      @Nullable Double spreadDegrees,
      @Nullable Double uniformShare,
      @Nullable String file) {
    this.kind = kind == null ? Kind.UNIFORM : kind;
    this.axes = axes == null ? List.of() : List.copyOf(axes);
    if ((this.kind == Kind.PREFERRED) == this.axes.isEmpty()) {
      throw new IllegalArgumentException(
          "axes must list at least one axis where kind is preferred, and none elsewhere, got "
              + this.axes.size());
    }
    if ((this.kind == Kind.FILE) == (file == null)) {
      throw new IllegalArgumentException(
          "file must be given where kind is file, and nowhere else, got " + file);
    }
    this.spreadDegrees = Bounds.within("spread_degrees", spreadDegrees, 10, 0.1, 90);
    this.uniformShare = Bounds.within("uniform_share", uniformShare, 0, 0, 1);
    this.file = file;
  }

  /** All directions alike. */
  public static DirectionModel uniform() {
    return new DirectionModel(null, null, null, null, null);
  }

  DirectionModel resolvedAgainst(Path folder) {
    return new DirectionModel(
        kind, axes, spreadDegrees, uniformShare, SpecimenSource.resolved(file, folder));
  }

  /**
   * The direction of one particle; psi is 0.
   *
   * @param listed the rows of the file, empty where there is none
   * @param index number of the particle, from 0
   */
  EulerAngles draw(SplittableRandom random, List<EulerAngles> listed, long index) {
    if (!listed.isEmpty()) {
      return listed.get((int) (index % listed.size()));
    }
    if (axes.isEmpty() || random.nextDouble() < uniformShare) {
      return direction(random.nextDouble(-1, 1), 360 * random.nextDouble(), IDENTITY);
    }
    double concentration = Math.pow(Math.toRadians(spreadDegrees), -2);
    double u = random.nextDouble();
    double cosine = 1 + Math.log(u + (1 - u) * Math.exp(-2 * concentration)) / concentration;
    Axis axis = pick(random);
    return direction(
        Math.max(-1, cosine),
        360 * random.nextDouble(),
        new EulerAngles(axis.rotDegrees, axis.tiltDegrees, 0).matrix());
  }

  private Axis pick(SplittableRandom random) {
    double left = random.nextDouble() * axes.stream().mapToDouble(Axis::share).sum();
    for (Axis axis : axes) {
      left -= axis.share;
      if (left < 0) {
        return axis;
      }
    }
    return axes.get(axes.size() - 1);
  }

  /** The direction at an angle and azimuth around the z axis of a frame, given by its matrix. */
  private static EulerAngles direction(double cosine, double azimuthDegrees, double[] frame) {
    double sine = Math.sqrt(Math.max(0, 1 - cosine * cosine));
    double a = sine * Math.cos(Math.toRadians(azimuthDegrees));
    double b = sine * Math.sin(Math.toRadians(azimuthDegrees));
    double x = a * frame[0] + b * frame[3] + cosine * frame[6];
    double y = a * frame[1] + b * frame[4] + cosine * frame[7];
    double z = a * frame[2] + b * frame[5] + cosine * frame[8];
    return new EulerAngles(
        Math.toDegrees(Math.atan2(y, x)),
        Math.toDegrees(Math.acos(Math.min(1, Math.max(-1, z)))),
        0);
  }
}
