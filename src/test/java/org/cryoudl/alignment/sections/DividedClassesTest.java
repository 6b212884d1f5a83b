package org.cryoudl.alignment.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.progress.Checkpoints;
import org.cryoudl.progress.Progress;
import org.cryoudl.testing.AnalyticParticles;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten classes of 40 particles that are seen from anywhere. */
class DividedClassesTest {

  private static final int CLASSES = 10;
  private static final int EACH = 40;
  private static final double NOISE = 300;

  private final int[] classOf = IntStream.range(0, CLASSES * EACH).map(i -> i % CLASSES).toArray();

  /**
   * Divides the classes.
   *
   * @param others the last classes, so many, are of another molecule
   */
  private Optional<Set<Set<Integer>>> divided(int others) {
    double[][] frames = ManyViews.frames(classOf.length, 3);
    AnalyticParticles first = ManyViews.particles(frames, NOISE, 4);
    AnalyticParticles second = ManyViews.particles(ManyViews.OTHER, frames, NOISE, 5);
    ParticleSpectrum[] all = new ParticleSpectrum[classOf.length];
    Arrays.setAll(all, i -> (classOf[i] < CLASSES - others ? first : second).get(i));
    PolarParticles particles =
        PolarParticles.of(
            new AnalyticParticles(first.disc(), all, first.poses()), 8, ManyViews.MASK);
    double[] noise = new double[particles.rings()];
    Arrays.fill(noise, NOISE);
    int[] everyone = IntStream.range(0, classOf.length).toArray();
    VolumeSearch one = search(particles, noise);
    one.begin(everyone);
    for (int n = 0; n < 3; n++) {
      one.coarsely(everyone, 20);
    }
    return DividedClasses.of(
            number -> search(particles, noise),
            one,
            classOf,
            CLASSES,
            IntStream.range(0, CLASSES).toArray(),
            2)
        .map(
            halves ->
                Arrays.stream(halves)
                    .map(half -> new TreeSet<>(IntStream.of(half).boxed().toList()))
                    .collect(Collectors.toSet()));
  }

  private static VolumeSearch search(PolarParticles particles, double[] noise) {
    return new VolumeSearch(
        particles,
        noise,
        new VolumeSearch.Options(ManyViews.MASK, 4.8, 1.2, 12, 1),
        Checkpoints.none(),
        Progress.silent());
  }

  @Tag("slow")
  @Test
  void classesOfTwoMoleculesAreToldApart() {
    assertEquals(Optional.of(Set.of(Set.of(0, 1, 2, 3, 4, 5), Set.of(6, 7, 8, 9))), divided(4));
  }

  @Tag("slow")
  @Test
  void classesOfOneMoleculeStayTogether() {
    assertTrue(divided(0).isEmpty());
  }
}
