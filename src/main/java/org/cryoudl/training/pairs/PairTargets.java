package org.cryoudl.training.pairs;

import java.util.Map;
import org.cryoudl.image.Image;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.polar.PolarBatch;
import org.cryoudl.network.tensors.SafetensorsFile;

/** What the pairs of images of a stack, as they are, should answer. */
sealed interface PairTargets extends AutoCloseable
    permits PairTargets.Known, PairTargets.PairWise, JointTargets {

  /**
   * Probabilities over angle of every comparison.
   *
   * @param step number of the step, from 0
   * @param places the images' places in their stack
   * @param images these images
   * @return pairs x angleBins values
   */
  float[] of(long step, int[] places, Image[] images, PairLayout layout);

  /** What a checkpoint must hold of this, by name. */
  default Map<String, SafetensorsFile.Tensor> state() {
    return Map.of();
  }

  @Override
  default void close() {}

  /**
   * From true angles.
   *
   * @param turnDegrees how far each image's particle is turned (+x toward +row)
   * @param deviationDegrees width of the answer
   * @param bins angles of a curve
   */
  record Known(double[] turnDegrees, double deviationDegrees, int bins) implements PairTargets {
    @Override
    public float[] of(long step, int[] places, Image[] images, PairLayout layout) {
      double[] turns = new double[places.length];
      for (int i = 0; i < turns.length; i++) {
        turns[i] = turnDegrees[places[i]];
      }
      return KnownTargets.of(layout, turns, deviationDegrees, bins);
    }
  }

  /** What the averaged weights say, pair by pair. */
  record PairWise(Teacher teacher) implements PairTargets {
    @Override
    public float[] of(long step, int[] places, Image[] images, PairLayout layout) {
      PolarBatch input = PolarBatch.of(images.length, teacher.architecture(), i -> images[i]);
      float[] answers = teacher.curves(layout, input);
      int bins = teacher.architecture().angleBins();
      float[] curve = new float[bins];
      for (int from = 0; from < answers.length; from += bins) {
        System.arraycopy(answers, from, curve, 0, bins);
        System.arraycopy(AngleCurve.probabilities(curve, 1), 0, answers, from, bins);
      }
      return answers;
    }
  }
}
