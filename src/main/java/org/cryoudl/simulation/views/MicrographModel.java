package org.cryoudl.simulation.views;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.SplittableRandom;
import org.cryoudl.failure.Bounds;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.random.KeyedRandom;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.projection.RandomPurpose;
import org.jspecify.annotations.Nullable;

/**
 * What particles of one micrograph share: defocus and astigmatism, drawn from the ranges of {@code
 * ctf}, and the direction in which the ice becomes thicker.
 *
 * @param particles particles on one micrograph; 50 by default
 * @param defocusSpreadAngstroms defocus of a particle differs from the micrograph's by up to this,
 *     either way; 0 by default
 * @param iceGradient largest difference of grey across a box in standard deviations of the noise,
 *     drawn anew for each micrograph; 0 by default
 */
public record MicrographModel(
    @JsonPropertyDescription("particles on one micrograph") Integer particles,
    @JsonPropertyDescription("largest difference of a particle's defocus from the micrograph's")
        Double defocusSpreadAngstroms,
    @JsonPropertyDescription("largest grey ramp across a box in deviations of the noise")
        Double iceGradient) {

  /** What is null takes its default. */
  public MicrographModel(
      @Nullable Integer particles,
      @Nullable Double defocusSpreadAngstroms,
      @Nullable Double iceGradient) {
    this.particles = Bounds.within("particles", particles, 50, 1, 1_000_000);
    this.defocusSpreadAngstroms =
        Bounds.within("defocus_spread_angstroms", defocusSpreadAngstroms, 0, 0, 1e5);
    this.iceGradient = Bounds.within("ice_gradient", iceGradient, 0, 0, 1000);
  }

  /** Every default. */
  public static MicrographModel standard() {
    return new MicrographModel(null, null, null);
  }

  /**
   * One micrograph.
   *
   * @param number counted from 1
   * @param ctf of its middle
   * @param rampX grey difference across the box to the right, in deviations of the noise
   * @param rampY the same toward larger rows
   */
  record Micrograph(int number, CtfParameters ctf, double rampX, double rampY) {}

  /** The micrograph of a particle. */
  Micrograph of(int particle, CtfModel ctf, long seed) {
    int number = particle / particles;
    SplittableRandom random = KeyedRandom.of(seed, RandomPurpose.MICROGRAPH, number);
    CtfParameters own = ctf.draw(random);
    double ramp = iceGradient * random.nextDouble();
    double direction = 2 * Math.PI * random.nextDouble();
    return new Micrograph(number + 1, own, ramp * Math.cos(direction), ramp * Math.sin(direction));
  }

  /** The CTF of one of its particles. */
  CtfParameters ctfOf(int particle, Micrograph micrograph, long seed) {
    CtfParameters whole = micrograph.ctf;
    double offset =
        defocusSpreadAngstroms
            * KeyedRandom.of(seed, RandomPurpose.PARTICLE_DEFOCUS, particle).nextDouble(-1, 1);
    return new CtfParameters(
        whole.voltageKilovolts(),
        whole.sphericalAberrationMillimetres(),
        whole.amplitudeContrast(),
        whole.defocusUAngstroms() + offset,
        whole.defocusVAngstroms() + offset,
        whole.defocusAngleDegrees(),
        whole.phaseShiftDegrees());
  }
}
