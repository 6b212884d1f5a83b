package org.cryoudl.training.validation;

import java.util.Arrays;
import java.util.List;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.training.config.ValidationSettings;
import org.cryoudl.training.pairs.MoleculeSource;
import org.cryoudl.training.pairs.PairLayout;
import org.cryoudl.training.pairs.TrainingBatch;
import org.cryoudl.training.run.Metric;

/**
 * The pair-wise error on simulated sets that no step trains on: mean |wrap180(predicted - true)|
 * over the cyclic pairs of each molecule's views.
 */
public final class MoleculeValidation {

  /** Keeps the seeds of validation apart from those of training. */
  private static final long SEED_OFFSET = 0x5EED;

  /** Sets count alike in it, hard or easy. */
  public static final String GEOMETRIC_MEAN = "pairwise_error_geometric_mean_degrees";

  /** Gives the logits of pairs. */
  @FunctionalInterface
  public interface Curves {
    float[] of(PairLayout layout, PolarBatch input);
  }

  private final TrainingBatch[] sets;
  private final int bins;

  /** Simulates the sets, which are then kept. */
  public MoleculeValidation(
      ValidationSettings settings, PolarArchitecture architecture, long seed) {
    PairLayout layout = new PairLayout(1, settings.views(), 1);
    MoleculeSource source =
        new MoleculeSource(settings.conditions(), architecture, layout, 1, seed + SEED_OFFSET);
    this.bins = architecture.angleBins();
    this.sets = new TrainingBatch[settings.molecules()];
    for (int i = 0; i < sets.length; i++) {
      sets[i] = source.batch(i);
    }
  }

  /** Mean, median and geometric mean over the sets of their errors, in degrees. */
  public List<Metric> measure(Curves model) {
    double[] errors = new double[sets.length];
    double logs = 0;
    for (int i = 0; i < sets.length; i++) {
      errors[i] = error(sets[i], model.of(sets[i].layout(), sets[i].input()));
      logs += Math.log(errors[i] + 1e-9);
    }
    Arrays.sort(errors);
    int half = errors.length / 2;
    double median = errors.length % 2 == 1 ? errors[half] : (errors[half - 1] + errors[half]) / 2;
    return List.of(
        of("pairwise_error_mean_degrees", Arrays.stream(errors).average().orElseThrow()),
        of("pairwise_error_median_degrees", median),
        of(GEOMETRIC_MEAN, Math.exp(logs / errors.length)));
  }

  private static Metric of(String name, double value) {
    return new Metric(Metric.VALIDATION, name, value);
  }

  private double error(TrainingBatch set, float[] curves) {
    double sum = 0;
    int pairs = set.layout().pairs();
    for (int p = 0; p < pairs; p++) {
      double predicted = peak(curves, p);
      double truth = peak(set.targets(), p);
      sum += Math.abs(Angles.wrap(predicted - truth, 180));
    }
    return sum / pairs;
  }

  private double peak(float[] curves, int pair) {
    return AngleCurve.peakDegrees(Arrays.copyOfRange(curves, pair * bins, (pair + 1) * bins));
  }
}
