package org.cryoudl.alignment.result;

import java.util.Arrays;
import java.util.Optional;
import org.cryoudl.statistics.Robust;

/**
 * How much stands behind a class, and how exactly its particles are placed.
 *
 * @param effectiveParticles as many particles that surely belong to the class and count equally
 *     would average noise as well: {@code (sum p a)^2 / sum p a^2} over the particles that are not
 *     flagged, with class posteriors p and strengths a (Kish, Survey Sampling, 1965; each particle
 *     counts p times)
 * @param psiErrorDegrees median standard error of psi, modulo 180 degrees
 * @param shiftErrorPixels median standard error of the shift along its worse axis
 */
public record ClassAccuracy(
    double effectiveParticles, double psiErrorDegrees, double shiftErrorPixels) {

  /**
   * The figures of one class; empty for a class without particles.
   *
   * @param index of the class, from 0
   */
  public static Optional<ClassAccuracy> of(Alignment alignment, int index) {
    if (alignment.views().get(index).isEmpty()) {
      return Optional.empty();
    }
    ParticleResults particles = alignment.particles();
    boolean[] flagged =
        particles
            .reliability()
            .map(PoseReliability::outlier)
            .orElseGet(() -> new boolean[particles.size()]);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < particles.size(); i++) {
      if (particles.classIndex()[i] == index && !flagged[i]) {
        double strength = Math.max(0, particles.scale()[i]);
        sum += particles.classPosterior()[i] * strength;
        squares += particles.classPosterior()[i] * strength * strength;
      }
    }
    return Optional.of(
        new ClassAccuracy(
            squares > 0 ? sum * sum / squares : 0,
            median(particles.inView(index, particles.psiErrorDegrees())),
            median(particles.inView(index, particles.shiftErrorPixels()))));
  }

  private static double median(double[] errors) {
    double[] known = Arrays.stream(errors).filter(Double::isFinite).toArray();
    return known.length == 0 ? Double.NaN : Robust.median(known);
  }
}
