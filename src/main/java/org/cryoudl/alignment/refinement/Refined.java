package org.cryoudl.alignment.refinement;

import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.Reconstruction;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.diagnostics.ResidualHeterogeneity;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;

/** Everything that is known after refinement. */
public record Refined(
    ParticlePoses particles,
    Averages averages,
    CtfPhases phases,
    NoiseSpectrum noise,
    double patternRatio,
    double undecidedHalfTurns,
    HeldOutEvidence testimony) {

  public Refined(
      ParticlePoses particles,
      Averages averages,
      CtfPhases phases,
      NoiseSpectrum noise,
      double patternRatio,
      double undecidedHalfTurns) {
    this(
        particles, averages, phases, noise, patternRatio, undecidedHalfTurns, HeldOutEvidence.NONE);
  }

  /** The last averages of particles whose poses are found, and what they tell. */
  public static Refined of(
      SpectrumSource source,
      ParticlePoses particles,
      CtfPhases phases,
      NoiseSpectrum noise,
      double maskRadius) {
    Averages last = new Reconstruction(source, maskRadius).fullSize(particles, noise);
    double ratio = ResidualHeterogeneity.patternRatio(source, particles, last, maskRadius);
    double undecided = HalfTurnAmbiguity.find(source, last, noise).undecidedShare();
    return new Refined(particles, last, phases, noise, ratio, undecided);
  }

  /** How far the average can be relied on, if the particles were appraised. */
  public Optional<AverageReliability> reliability() {
    return particles.appraised
        ? Optional.of(
            new AverageReliability(
                averages.maskRadius(),
                particles.symmetry,
                particles.noiseCorrelation,
                testimony,
                particles.agreement))
        : Optional.empty();
  }
}
