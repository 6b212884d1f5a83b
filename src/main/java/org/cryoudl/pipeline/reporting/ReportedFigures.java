package org.cryoudl.pipeline.reporting;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.cryoudl.evaluation.poses.Accuracy;
import org.cryoudl.evaluation.poses.ReportedUncertainty;
import org.cryoudl.io.particles.ParticleSet;

/** What a file of poses says about its particles beside the poses, from our own columns. */
public final class ReportedFigures {

  private static final List<String> PSI_ERROR = List.of("cryoudlPsiErrorDegrees");
  private static final List<String> SHIFT_ERROR = List.of("cryoudlShiftErrorPixels");
  private static final List<String> CONFIDENCE =
      List.of("rlnMaxValueProbDistribution", "cryoudlConfidence");
  private static final List<String> CORRELATION = List.of("cryoudlCorrelation", "maxCC");

  private ReportedFigures() {}

  /**
   * Everything there is: standard errors and confidence, the signal-to-noise ratio {@code c^2 / (1
   * - c^2)} that follows from the correlation c with the average, and the mean defocus. What any
   * particle lacks is left out for all.
   */
  public static Accuracy.Known of(ParticleSet set) {
    Optional<double[]> snr = column(set, CORRELATION);
    snr.ifPresent(
        values -> {
          for (int i = 0; i < values.length; i++) {
            double c = Math.max(0, Math.min(0.9999, values[i]));
            values[i] = c * c / (1 - c * c);
          }
        });
    Optional<double[]> defocus =
        values(
            set.size(),
            row ->
                set.ctf(row)
                    .map(
                        c -> OptionalDouble.of((c.defocusUAngstroms() + c.defocusVAngstroms()) / 2))
                    .orElse(OptionalDouble.empty()));
    return new Accuracy.Known(snr, defocus, uncertainty(set));
  }

  /** Standard errors and, if there, confidences. */
  public static Optional<ReportedUncertainty> uncertainty(ParticleSet set) {
    Optional<double[]> psi = column(set, PSI_ERROR);
    Optional<double[]> shift = column(set, SHIFT_ERROR);
    if (psi.isEmpty() || shift.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ReportedUncertainty(
            psi.get(), shift.get(), column(set, CONFIDENCE).orElse(new double[0])));
  }

  private static Optional<double[]> column(ParticleSet set, List<String> names) {
    return names.stream()
        .map(name -> values(set.size(), row -> set.number(row, name)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<double[]> values(int size, IntFunction<OptionalDouble> value) {
    double[] values = new double[size];
    for (int row = 0; row < size; row++) {
      OptionalDouble found = value.apply(row);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      values[row] = found.getAsDouble();
    }
    return Optional.of(values);
  }
}
