package org.cryoudl.testing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.ParticleSimulator;
import org.cryoudl.simulation.ParticleSource;
import org.cryoudl.simulation.PoseRange;
import org.cryoudl.simulation.Recipe;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.imaging.NoiseModel;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * A small simulated set of a lopsided molecule with known poses, written as a stack and a STAR.
 *
 * @param simulator makes the particles
 * @param count how many
 * @param box side length in pixels
 */
public record SimulatedSet(ParticleSimulator simulator, int count, int box) {

  private static final double PIXEL_SIZE = 4;

  /**
   * Decides a set.
   *
   * @param mode how the CTF acts
   * @param noise variance of the noise relative to the filtered image's
   */
  public static SimulatedSet of(int count, int box, CtfModel.Mode mode, double noise) {
    Recipe recipe =
        new Recipe(
            "test",
            7L,
            count,
            box,
            PIXEL_SIZE,
            List.of(new ParticleSource("unused", null, null, null, null, null, null, null, null)),
            new PoseRange(0.0, 360.0, 2.5, true),
            new CtfModel(mode, null, null, null, 8000.0, 24000.0, 0.0, 100.0, null),
            new NoiseModel(noise, false, null, null),
            Recipe.Scaling.NONE,
            false);
    ParticleSimulator simulator =
        new ParticleSimulator(
            recipe, List.of(new ParticleSimulator.ParticleClass("blobs", molecule(box), 1)));
    return new SimulatedSet(simulator, count, box);
  }

  /** What particles show, unturned. */
  public static BlobProjection molecule(int box) {
    double unit = box / 48.0;
    double[] x = {-9, 2, 7, 10, -4, 1, -11};
    double[] y = {-2, -7, 1.5, 8, 10, 1, 3};
    double[] sigma = {2, 1.5, 1.8, 1.3, 1.2, 3.5, 1.2};
    double[] weight = {2, 1, 1.5, 1, 0.7, 4, 0.5};
    for (int i = 0; i < x.length; i++) {
      x[i] *= unit;
      y[i] *= unit;
      sigma[i] *= unit;
      weight[i] *= 100 * unit * unit;
    }
    return new BlobProjection(x, y, sigma, weight);
  }

  /** The first particles of the set. */
  public SimulatedSet withCount(int first) {
    return new SimulatedSet(simulator, first, box);
  }

  /** The true pose of a particle. */
  public Pose truth(int index) {
    return simulator.truth(index).placement().pose();
  }

  /** One particle image. */
  public Image image(int index) {
    return simulator.simulate(index).noisy();
  }

  /** Writes {@code name.mrcs} and, where there is a CTF, {@code name.star}; returns the set's. */
  public Path write(Path folder, String name) {
    return write(folder, name, PIXEL_SIZE);
  }

  /** As the other, of a set with another pixel size in A. */
  public Path write(Path folder, String name, double pixelSize) {
    return SimulatedFiles.write(
        folder, name, box, pixelSize, count, i -> image(i).pixels(), ctfs());
  }

  private List<CtfParameters> ctfs() {
    return IntStream.range(0, count)
        .mapToObj(i -> simulator.truth(i).ctf())
        .flatMap(Optional::stream)
        .toList();
  }

  public static ParticleSet open(Path file) {
    return ParticleSet.open(file, ParticleSetOptions.DEFAULT);
  }

  /** Angles of poses from the true ones, the best common turn taken off, in [-180, 180). */
  public double[] turnErrors(Pose[] poses) {
    double re = 0;
    double im = 0;
    for (int i = 0; i < poses.length; i++) {
      double d = Math.toRadians(poses[i].psiDegrees() - truth(i).psiDegrees());
      re += Math.cos(d);
      im += Math.sin(d);
    }
    double common = Math.toDegrees(Math.atan2(im, re));
    double[] errors = new double[poses.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = Angles.wrap(poses[i].psiDegrees() - truth(i).psiDegrees() - common, 360);
    }
    return errors;
  }

  /** Mean of the absolute {@link #turnErrors}. */
  public double meanTurnError(Pose[] poses) {
    double sum = 0;
    for (double error : turnErrors(poses)) {
      sum += Math.abs(error) / poses.length;
    }
    return sum;
  }
}
