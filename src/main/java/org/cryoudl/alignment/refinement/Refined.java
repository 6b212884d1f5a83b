package org.cryoudl.alignment.refinement;

import java.util.Optional;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.diagnostics.HalfTurnAmbiguity;
import org.cryoudl.alignment.diagnostics.ResidualHeterogeneity;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;

/**
 * One view at the end of a refinement.
 *
 * @param state its particles, with averages of all detail in pictures of the whole box
 * @param phases how the CTF was taken to be in the images
 * @param heterogeneityRatio see {@link ResidualHeterogeneity}
 * @param halfTurnAmbiguity least share of half-turns that noise decides, 0 to 0.5
 * @param evidence how far particles agree with the average that were held out of it
 */
public record Refined(
    RefinementState state,
    PhaseDecision phases,
    double heterogeneityRatio,
    double halfTurnAmbiguity,
    HeldOutEvidence evidence) {

  /**
   * The last averages of particles whose poses are found, of which none was held out.
   *
   * @param maskRadius as a share of the box
   */
  public static Refined of(RefinementState found, PhaseDecision phases, double maskRadius) {
    RefinementState last = found.fullSize(maskRadius);
    return new Refined(
        last,
        phases,
        ResidualHeterogeneity.ratio(last, maskRadius),
        HalfTurnAmbiguity.find(last).undecidedShare(),
        HeldOutEvidence.NONE);
  }

  /** All but the images, to be kept. */
  public record Kept(
      RefinementState.Kept state,
      PhaseDecision phases,
      double heterogeneityRatio,
      double halfTurnAmbiguity,
      HeldOutEvidence evidence) {

    /**
     * The view.
     *
     * @param source its particles, with the CTF as the phase model has it, not yet mirrored
     */
    public Refined restored(SpectrumSource source) {
      return new Refined(
          state.restored(source), phases, heterogeneityRatio, halfTurnAmbiguity, evidence);
    }
  }

  /** All but the images, to be kept. */
  public Kept kept() {
    return new Kept(state.kept(), phases, heterogeneityRatio, halfTurnAmbiguity, evidence);
  }

  public ParticlePoses particles() {
    return state.particles();
  }

  public Averages averages() {
    return state.averages();
  }

  /** Variance of a coefficient of the noise per shell. */
  public NoiseSpectrum noise() {
    return state.noise();
  }

  /** How far the average can be relied on, if that was measured. */
  public Optional<AverageReliability> reliability() {
    return particles().appraised
        ? Optional.of(
            new AverageReliability(
                averages().maskRadius(),
                particles().symmetry,
                particles().noiseCorrelation,
                evidence,
                particles().agreement))
        : Optional.empty();
  }
}
