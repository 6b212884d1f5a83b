package org.cryoudl.training.config;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.cryoudl.network.prior.PriorArchitecture;
import org.jspecify.annotations.Nullable;

/**
 * The averages on which the network {@code prior} is trained: views of invented particles, each an
 * average of copies that look from nearly the same direction and are not quite aligned.
 *
 * @param architecture sizes of the network; those of {@code start} if that is given
 * @param signalToNoise power of the average over that of its noise, within the mask
 * @param viewScatterDegrees how far the directions of copies lie apart, one standard deviation
 * @param psiScatterDegrees how far copies are turned against each other, one standard deviation
 * @param shiftScatter how far copies are shifted, one standard deviation along an axis, as a share
 *     of the box
 * @param strangers largest share of copies that look from anywhere
 * @param fittedNoise by how much the variance of the noise grows because particles are aligned to
 *     it
 */
public record AverageSettings(
    @JsonPropertyDescription("Sizes of the network; those of `start` if that is given.")
        @Nullable PriorArchitecture architecture,
    @JsonPropertyDescription("Power of an average over that of its noise, log-uniform.")
        Range signalToNoise,
    @JsonPropertyDescription("Standard deviation of the directions of copies, degrees.")
        Range viewScatterDegrees,
    @JsonPropertyDescription("Standard deviation of the turns of copies, degrees.")
        Range psiScatterDegrees,
    @JsonPropertyDescription("Standard deviation of their shifts as part of the box.")
        Range shiftScatter,
    @JsonPropertyDescription("Share of copies that look from anywhere.") Range strangers,
    @JsonPropertyDescription("Growth of the noise's variance by alignment to it, log-uniform.")
        Range fittedNoise) {

  /** What is null takes its default. */
  public AverageSettings(
      @Nullable PriorArchitecture architecture,
      @Nullable Range signalToNoise,
      @Nullable Range viewScatterDegrees,
      @Nullable Range psiScatterDegrees,
      @Nullable Range shiftScatter,
      @Nullable Range strangers,
      @Nullable Range fittedNoise) {
    this.architecture = architecture;
    this.signalToNoise =
        Range.within("signal_to_noise", signalToNoise, new Range(0.02, 200), 1e-6, 1e6);
    this.viewScatterDegrees =
        Range.within("view_scatter_degrees", viewScatterDegrees, new Range(0, 15), 0, 90);
    this.psiScatterDegrees =
        Range.within("psi_scatter_degrees", psiScatterDegrees, new Range(0, 8), 0, 90);
    this.shiftScatter = Range.within("shift_scatter", shiftScatter, new Range(0, 0.025), 0, 0.2);
    this.strangers = Range.within("strangers", strangers, new Range(0, 0.4), 0, 1);
    this.fittedNoise = Range.within("fitted_noise", fittedNoise, new Range(1, 12), 1, 1000);
  }

  /** Every default. */
  public static AverageSettings standard() {
    return new AverageSettings(null, null, null, null, null, null, null);
  }
}
