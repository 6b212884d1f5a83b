package org.cryoudl.alignment.baseline;

import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Recentring;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SpectrumView;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/**
 * The average of a set of particles at given poses, without their CTF: what classical methods align
 * to. It is Wiener filtered by the ring correlation of its two halves and masked.
 */
public final class PoseAverage {

  private final SpectrumSource particles;
  private final double maskRadius;
  private final NoiseSpectrum noise;

  /** The average of all particles of an intake. */
  public PoseAverage(ParticleIntake intake, AlignmentOptions options) {
    this.particles = new WithoutCtf(intake.spectra());
    this.maskRadius = options.maskRadius(intake.box());
    this.noise = NoiseSpectrum.totalPower(particles);
  }

  private PoseAverage(SpectrumSource particles, double maskRadius, NoiseSpectrum noise) {
    this.particles = particles;
    this.maskRadius = maskRadius;
    this.noise = noise;
  }

  /** The average of some of the particles, by their positions. */
  public PoseAverage ofPart(int[] positions) {
    return new PoseAverage(new SubsetSource(particles, positions), maskRadius, noise);
  }

  /**
   * Averages, and moves the frame of poses and average by whole pixels so that the particle stands
   * in the centre.
   *
   * @param poses one a particle; moved in place
   */
  public Image centred(Pose[] poses) {
    int box = particles.disc().box();
    ParticlePoses placed = new ParticlePoses(poses.length);
    System.arraycopy(poses, 0, placed.poses, 0, poses.length);
    Averages averages = new Reconstruction(particles, maskRadius).fullSize(placed, noise);
    int[] move = Recentring.move(averages.full(), box);
    if (move[0] != 0 || move[1] != 0) {
      placed.move(0, move[0], move[1]);
      System.arraycopy(placed.poses, 0, poses, 0, poses.length);
      averages = averages.rolled(move[0], move[1]);
    }
    return Image.square(box, averages.full());
  }

  /** Particles as a method sees them that knows of no CTF. */
  private record WithoutCtf(SpectrumSource source) implements SpectrumView {

    @Override
    public ParticleSpectrum get(int index) {
      return new ParticleSpectrum(source.get(index).values(), Optional.empty());
    }
  }
}
