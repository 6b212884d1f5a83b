package org.cryoudl.training.cartesian;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.agreement.HalfAverages;
import org.cryoudl.training.agreement.SpectrumStack;
import org.cryoudl.training.agreement.StackSample;
import org.cryoudl.training.config.JointSettings;
import org.cryoudl.training.run.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * The joint target {@code average} of the network {@code cartesian}. The log-spectra of a sample of
 * the set are averaged, turned by the network's answers or, if more images agree with it, started
 * from a single image, and aligned jointly; the halves of even and of odd place are averaged apart;
 * and each image's angle p is that against the average of the half it is not in, so that its noise
 * does not meet itself. The answer to a pair (i, j) should be p_j - p_i.
 */
final class JointSpectra {

  private final SpectrumStack spectra;
  private final JointSettings settings;
  private final int size;
  private final double[] psiDegrees; // not a number where unknown
  private @Nullable HalfAverages averages;

  /**
   * Targets of a stack.
   *
   * @param checkpoint where to go on; none makes the averages at the first step
   * @throws DataException if the images are too small to have rings
   */
  JointSpectra(ImageSource images, JointSettings settings, Optional<Checkpoint> checkpoint) {
    this.spectra = new SpectrumStack(images);
    if (!spectra.isPossible()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "images of %d pixels are too small for joint_target: average; take reconstruction",
              images.width()));
    }
    this.settings = settings;
    this.size = images.size();
    this.psiDegrees = new double[size];
    Arrays.fill(psiDegrees, Double.NaN);
    checkpoint
        .flatMap(saved -> HalfAverages.of(saved, spectra.matcher()))
        .ifPresent(saved -> averages = saved);
  }

  /**
   * Makes the averages if that is due.
   *
   * @param network gives psi onto the first of some places
   */
  void prepare(long step, Function<int[], double[]> network) {
    boolean due = settings.everySteps() > 0 && step % settings.everySteps() == 0;
    if (averages != null && !due) {
      return;
    }
    int[] sample = StackSample.places(size, settings.images());
    float[][] transforms = spectra.transforms(sample);
    averages = spectra.averages(transforms, sample, network.apply(sample));
    Arrays.fill(psiDegrees, Double.NaN);
    keep(averages, sample, transforms);
  }

  /** The answers to a batch's pairs: psi of the second onto the first. */
  float[] degrees(CartesianBatch batch) {
    if (averages == null) {
      throw new IllegalStateException("the averages are made before the first answers");
    }
    int[] fresh =
        IntStream.of(batch.images()).filter(place -> Double.isNaN(psiDegrees[place])).toArray();
    keep(averages, fresh, spectra.transforms(fresh));
    float[] degrees = new float[batch.pairs()];
    for (int i = 0; i < degrees.length; i++) {
      double first = psiDegrees[batch.images()[batch.first()[i]]];
      degrees[i] = (float) (psiDegrees[batch.images()[batch.second()[i]]] - first);
    }
    return degrees;
  }

  private void keep(HalfAverages made, int[] places, float[][] transforms) {
    for (int i = 0; i < places.length; i++) {
      psiDegrees[places[i]] = made.psiDegrees(spectra.matcher(), transforms[i], places[i]);
    }
  }

  /** What a checkpoint needs of it. */
  Map<String, SafetensorsFile.Tensor> state() {
    return averages == null ? Map.of() : averages.tensors();
  }
}
