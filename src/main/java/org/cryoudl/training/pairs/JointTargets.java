package org.cryoudl.training.pairs;

import java.util.Arrays;
import java.util.HashMap;
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
  private final Map<Integer, Double> psiDegrees = new HashMap<>();
  private Teacher.Snapshot snapshot;
  private HalfAverages averages;

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
    checkpoint.ifPresent(this::restore);
  }

  @Override
  public float[] of(long step, int[] places, Image[] chosen, PairLayout layout) {
    boolean due = settings.everySteps() > 0 && step % settings.everySteps() == 0;
    if (snapshot == null || due) {
      average();
    }
    compare(places, i -> chosen[i]);
    double[] turns = new double[places.length];
    // psi turns an image back onto the average, so the particle is turned by -psi.
    Arrays.setAll(turns, i -> -psiDegrees.get(places[i]));
    return KnownTargets.of(layout, turns, deviationDegrees, teacher.architecture().angleBins());
  }

  private void average() {
    close();
    snapshot = teacher.snapshot();
    int[] spread = StackSample.places(images.size(), settings.images());
    float[][] transforms = snapshot.transforms(spread.length, i -> images.read(spread[i]));
    averages = HalfAverages.inOneFrame(teacher.matcher(), transforms, spread);
    for (int i = 0; i < spread.length; i++) {
      psiDegrees.put(spread[i], averages.psiDegrees(teacher.matcher(), transforms[i], spread[i]));
    }
  }

  /** Finds the angles of those that are met for the first time. */
  private void compare(int[] places, IntFunction<Image> image) {
    int[] fresh =
        IntStream.range(0, places.length).filter(i -> !psiDegrees.containsKey(places[i])).toArray();
    float[][] transforms = snapshot.transforms(fresh.length, i -> image.apply(fresh[i]));
    for (int i = 0; i < fresh.length; i++) {
      int place = places[fresh[i]];
      psiDegrees.put(place, averages.psiDegrees(teacher.matcher(), transforms[i], place));
    }
  }

  @Override
  public Map<String, SafetensorsFile.Tensor> state() {
    if (snapshot == null) {
      return Map.of();
    }
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>(snapshot.tensors());
    tensors.putAll(averages.tensors());
    return tensors;
  }

  private void restore(Checkpoint checkpoint) {
    HalfAverages.of(checkpoint, teacher.matcher())
        .ifPresent(
            saved -> {
              averages = saved;
              snapshot = teacher.snapshot(checkpoint);
            });
  }

  @Override
  public void close() {
    psiDegrees.clear();
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
    }
  }
}
