package org.cryoudl.io.particles.update;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import org.cryoudl.geometry.Pose;

/** Puts poses into a STAR table's columns. */
final class StarPoseColumns {

  private static final String PSI = "rlnAnglePsi";

  private StarPoseColumns() {}

  /**
   * Sets the angle, and the origin in the requested unit; origin columns in the other unit are
   * brought up to date too if they are there, lest the file contradict itself.
   *
   * @param pixelSizeAngstroms of a particle, needed only if an Angstrom column is written
   * @param inAngstroms whether the file's own unit is the Angstrom (RELION 3.1 and later)
   */
  static void set(
      TableEdit edit,
      IntFunction<Pose> newPoses,
      boolean inAngstroms,
      IntToDoubleFunction pixelSizeAngstroms) {
    IntFunction<Pose> poses = new LastRow<>(newPoses);
    boolean hasAngstroms = edit.columns().contains("rlnOriginXAngst");
    boolean hasPixels = edit.columns().contains("rlnOriginX");
    edit.set(PSI, row -> ParticleColumn.decimal(poses.apply(row).normalised().psiDegrees()));
    if (inAngstroms || hasAngstroms) {
      edit.set(
          "rlnOriginXAngst",
          row ->
              ParticleColumn.decimal(
                  poses.apply(row).originXPixels() * pixelSizeAngstroms.applyAsDouble(row)));
      edit.set(
          "rlnOriginYAngst",
          row ->
              ParticleColumn.decimal(
                  poses.apply(row).originYPixels() * pixelSizeAngstroms.applyAsDouble(row)));
    }
    if (!inAngstroms || hasPixels) {
      edit.set("rlnOriginX", row -> ParticleColumn.decimal(poses.apply(row).originXPixels()));
      edit.set("rlnOriginY", row -> ParticleColumn.decimal(poses.apply(row).originYPixels()));
    }
  }
}
