package org.cryoudl.pipeline.reporting;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import org.cryoudl.evaluation.poses.Accuracy;
import org.cryoudl.evaluation.poses.ReportedUncertainty;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.pipeline.figures.ParticleFigure;

/** Figures of particles beside their poses, read from the columns that an alignment writes. */
public final class ReportedFigures {

  private ReportedFigures() {}

  /**
   * Everything there is: standard errors and confidence, the signal-to-noise ratio {@code c^2 / (1
   * - c^2)} that follows from the correlation c with the average, and the mean defocus. What any
   * particle lacks is left out for all.
   */
  public static Accuracy.Known of(ParticleSet set) {
    Optional<double[]> snr = column(set, ParticleFigure.CORRELATION);
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
    Optional<double[]> psi = column(set, ParticleFigure.PSI_ERROR);
    Optional<double[]> shift = column(set, ParticleFigure.SHIFT_ERROR);
    if (psi.isEmpty() || shift.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ReportedUncertainty(
            psi.get(), shift.get(), column(set, ParticleFigure.CONFIDENCE).orElse(new double[0])));
  }

  private static Optional<double[]> column(ParticleSet set, ParticleFigure figure) {
    return figure.columnNames().stream()
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
