package org.cryoudl.training;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.SafetensorsFile;

/**
 * What the set as a whole says: each image's angle against the joint average of the half of the set
 * that it is not in; the answer to a pair is the difference of two such angles. The average of
 * hundreds of images knows far better than any one of them, so pairs have something to learn.
 *
 * <p>The averages are those of the network's own features, made anew now and then as these become
 * better.
 */
final class JointAnswers implements Answers {

  private static final String EVEN = "joint.even";
  private static final String ODD = "joint.odd";

  private final ImageSource images;
  private final Teacher teacher;
  private final JointSettings settings;
  private final double deviationDegrees;
  private HalfAverages averages;

  /**
   * Answers of a stack.
   *
   * @param deviationDegrees width of the answer
   * @param checkpoint where to take the averages from; none makes them at the first step
   */
  JointAnswers(
      ImageSource images,
      Teacher teacher,
      JointSettings settings,
      double deviationDegrees,
      Optional<Checkpoint> checkpoint) {
    this.images = images;
    this.teacher = teacher;
    this.settings = settings;
    this.deviationDegrees = deviationDegrees;
    this.averages = checkpoint.map(this::read).orElse(null);
  }

  @Override
  public float[] of(long step, int[] places, Image[] chosen, PairLayout layout) {
    if (averages == null || step % settings.everySteps() == 0) {
      int[] spread = StackSample.places(images.size(), settings.images());
      float[][] transforms = teacher.transforms(spread.length, i -> images.read(spread[i]));
      averages = HalfAverages.inOneFrame(teacher.matcher(), transforms, spread);
    }
    float[][] transforms = teacher.transforms(chosen.length, i -> chosen[i]);
    double[] turns = new double[chosen.length];
    // psi turns an image back onto the average, so the particle is turned by -psi.
    Arrays.setAll(turns, i -> -averages.psiDegrees(teacher.matcher(), transforms[i], places[i]));
    return MoleculeSource.knownTargets(
        layout, turns, deviationDegrees, teacher.architecture().angleBins());
  }

  @Override
  public Map<String, SafetensorsFile.Tensor> state() {
    if (averages == null) {
      return Map.of();
    }
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.put(EVEN, tensor(averages.even()));
    tensors.put(ODD, tensor(averages.odd()));
    return tensors;
  }

  private static SafetensorsFile.Tensor tensor(float[] values) {
    return new SafetensorsFile.Tensor(new long[] {values.length}, values);
  }

  private HalfAverages read(Checkpoint checkpoint) {
    return new HalfAverages(values(checkpoint, EVEN), values(checkpoint, ODD));
  }

  private float[] values(Checkpoint checkpoint, String name) {
    SafetensorsFile.Tensor tensor = checkpoint.content().tensors().get(name);
    int needed = teacher.matcher().transformLength();
    if (tensor == null || tensor.values().length != needed) {
      throw new DataException(
          "%s holds %s values of the average '%s', but %d are needed; is it of another run?"
              .formatted(
                  checkpoint.file(), tensor == null ? "no" : tensor.values().length, name, needed));
    }
    return tensor.values();
  }
}
