package org.cryoudl.alignment.sections;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.cryoudl.alignment.expectation.ExpectationPass;
import org.cryoudl.alignment.expectation.PolarPosteriors;
import org.cryoudl.alignment.harmonics.PolarFrequencies;
import org.cryoudl.alignment.harmonics.PolarParticles;
import org.cryoudl.alignment.harmonics.RingMask;
import org.cryoudl.alignment.harmonics.ShiftGrid;

/**
 * Sections of one volume in all directions, to place particles that have no part in it.
 *
 * @param views number of directions, of a {@link ViewGrid}
 * @param sections by view: by harmonic, real parts ring by ring, then imaginary parts
 * @param rings of these
 * @param shiftSigmaPixels standard deviation of origins along an axis
 * @param groups of the views
 */
public record SectionModel(
    int views, float[][] sections, int rings, double shiftSigmaPixels, ViewGroups.Kept groups) {

  /**
   * Places particles.
   *
   * @param how they are compared
   */
  Viewed.Grouped place(PolarParticles particles, VolumesModel.Comparison how) {
    PolarFrequencies frequencies = new PolarFrequencies(particles.box(), rings, how.maskRadius());
    ExpectationPass pass =
        new ExpectationPass(
            frequencies,
            ShiftGrid.anywhere(frequencies, shiftSigmaPixels, how.maxShiftPixels()),
            new RingMask(frequencies, how.maskRadius()),
            Arrays.copyOf(how.noise(), rings));
    PolarPosteriors posteriors = new PolarPosteriors(particles.size(), views);
    pass.compare(
        particles,
        sections,
        IntStream.range(0, particles.size()).toArray(),
        ExpectationPass.Prior.ofEqual(views, shiftSigmaPixels),
        posteriors);
    return Viewed.grouped(posteriors, groups.restored());
  }
}
