package org.cryoudl.training.pairs;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.training.agreement.HalfAverages;
import org.cryoudl.training.agreement.StackSample;
import org.cryoudl.training.config.JointSettings;
import org.cryoudl.training.run.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * What the set as a whole says: each image's angle against the joint average of the half of the set
 * that it is not in; the answer to a pair is the difference of two such angles. The average of
 * hundreds of images knows far better than any one of them, so pairs have something to learn.
 *
 * <p>The averages are those of the network's own features, with the weights as they are at the
 * start of the run or, if so configured, now and then. Every image is compared once with each pair
 * of averages.
 */
final class JointTargets implements PairTargets {

  private final ImageSource images;
  private final Teacher teacher;
  private final JointSettings settings;
  private final double deviationDegrees;
  private final double[] psiDegrees; // not a number where unknown
  private @Nullable Taught taught;

  /** Weights as they were at one time, and the averages of their features. */
  private record Taught(Teacher.Snapshot snapshot, HalfAverages averages) {}

  /**
   * Answers of a stack.
   *
   * @param deviationDegrees width of the answer
   * @param checkpoint where to go on; none makes the averages at the first step
   */
  JointTargets(
      ImageSource images,
      Teacher teacher,
      JointSettings settings,
      double deviationDegrees,
      Optional<Checkpoint> checkpoint) {
    this.images = images;
    this.teacher = teacher;
    this.settings = settings;
    this.deviationDegrees = deviationDegrees;
    this.psiDegrees = new double[images.size()];
    Arrays.fill(psiDegrees, Double.NaN);
    this.taught = checkpoint.map(this::restored).orElse(null);
  }

  @Override
  public float[] of(long step, int[] places, Image[] chosen, PairLayout layout) {
    boolean due = settings.everySteps() > 0 && step % settings.everySteps() == 0;
    if (taught == null || due) {
      taught = average();
    }
    compare(taught, places, i -> chosen[i]);
    double[] turns = new double[places.length];
    // psi turns an image back onto the average, so the particle is turned by -psi.
    Arrays.setAll(turns, i -> -psiDegrees[places[i]]);
    return KnownTargets.of(layout, turns, deviationDegrees, teacher.architecture().angleBins());
  }

  private Taught average() {
    close();
    Teacher.Snapshot snapshot = teacher.snapshot();
    int[] spread = StackSample.places(images.size(), settings.images());
    float[][] transforms = snapshot.transforms(spread.length, i -> images.read(spread[i]));
    HalfAverages averages = HalfAverages.inOneFrame(teacher.matcher(), transforms, spread);
    for (int i = 0; i < spread.length; i++) {
      psiDegrees[spread[i]] = averages.psiDegrees(teacher.matcher(), transforms[i], spread[i]);
    }
    return new Taught(snapshot, averages);
  }

  /** Finds the angles of those that are met for the first time. */
  private void compare(Taught by, int[] places, IntFunction<Image> image) {
    int[] fresh =
        IntStream.range(0, places.length)
            .filter(i -> Double.isNaN(psiDegrees[places[i]]))
            .toArray();
    float[][] transforms = by.snapshot.transforms(fresh.length, i -> image.apply(fresh[i]));
    for (int i = 0; i < fresh.length; i++) {
      int place = places[fresh[i]];
      psiDegrees[place] = by.averages.psiDegrees(teacher.matcher(), transforms[i], place);
    }
  }

  @Override
  public Map<String, SafetensorsFile.Tensor> state() {
    if (taught == null) {
      return Map.of();
    }
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>(taught.snapshot.tensors());
    tensors.putAll(taught.averages.tensors());
    return tensors;
  }

  private @Nullable Taught restored(Checkpoint checkpoint) {
    return HalfAverages.of(checkpoint, teacher.matcher())
        .map(saved -> new Taught(teacher.snapshot(checkpoint), saved))
        .orElse(null);
  }

  @Override
  public void close() {
    Arrays.fill(psiDegrees, Double.NaN);
    if (taught != null) {
      taught.snapshot.close();
      taught = null;
    }
  }
}
