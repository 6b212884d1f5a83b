package org.cryoudl.alignment.initial;

import java.util.stream.IntStream;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * The network's part of sorting particles into classes: first classes, and the angle modulo 180
 * degrees of every image in each of them. Each image's features are computed once.
 */
public final class ClassStart {

  /** Images whose features are kept to work out the classes; the others are compared with them. */
  private static final int JOINT_IMAGES = 1000;

  /** Images on which the classes are searched for, per class and in all. */
  private static final int TRIAL_PER_CLASS = 50;

  private static final int TRIAL_IMAGES = 150;
  private static final int PROPOSALS = 10;
  private static final int PROPOSALS_PER_CLASS = 4;

  /** Frequencies along angle, in cycles per half turn, that are enough to separate classes. */
  private static final int FREQUENCIES = 33;

  private static final int JOINT_ROUNDS = 8;
  private static final long SEED = 71L;

  private final PolarModel model;
  private final FeatureMatcher matcher;
  private final Progress progress;
  private final int classes;

  public ClassStart(PolarModel model, int classes, Progress progress) {
    this.model = model;
    this.classes = classes;
    this.progress = progress;
    this.matcher = new FeatureMatcher(model.featureRows(), model.angleBins());
  }

  /**
   * What the network says.
   *
   * @param classIndex first class of each image
   * @param psiDegrees turns each image onto the average of each class, modulo 180; by class, then
   *     image
   * @param score by how much the average of its class explains each image
   * @param confidence probability of the angle in its class within 3 degrees, 0 to 1
   */
  public record Found(int[] classIndex, float[][] psiDegrees, double[] score, double[] confidence) {

    /** What it says of some images. */
    public Found pick(int[] indices) {
      Found some =
          new Found(
              new int[indices.length],
              new float[psiDegrees.length][indices.length],
              new double[indices.length],
              new double[indices.length]);
      for (int i = 0; i < indices.length; i++) {
        some.classIndex[i] = classIndex[indices[i]];
        some.score[i] = score[indices[i]];
        some.confidence[i] = confidence[indices[i]];
        for (int k = 0; k < psiDegrees.length; k++) {
          some.psiDegrees[k][i] = psiDegrees[k][indices[i]];
        }
      }
      return some;
    }
  }

  /** Sorts; {@code spectra} are filled with what is read on the way. */
  public Found find(ParticleImages images, ParticleSpectra spectra) {
    int size = images.size();
    Found found =
        new Found(new int[size], new float[classes][size], new double[size], new double[size]);
    NetworkAngles network = new NetworkAngles(model, AlignmentPlan.Initial.AVERAGE, progress);
    int[] joint = SubsetSource.spread(spectra, Math.max(JOINT_IMAGES, classes)).indices();
    try (Progress.Stage stage = progress.start("network classes", size)) {
      float[][] transforms = new float[joint.length][];
      network.each(images, joint, spectra, stage, (i, transform) -> transforms[i] = transform);
      float[][] averages = averages(transforms);
      double[] powers = new double[classes];
      for (int k = 0; k < classes; k++) {
        powers[k] = matcher.curve(averages[k], averages[k])[0];
      }
      // The features of these images are at hand: compare them at once.
      ParallelLoop.run(
          joint.length, i -> compare(found, joint[i], transforms[i], averages, powers));
      int[] rest = NetworkAngles.rest(IntStream.range(0, size).toArray(), joint);
      network.each(
          images,
          rest,
          spectra,
          stage,
          (i, transform) -> compare(found, rest[i], transform, averages, powers));
    }
    return found;
  }

  /** The averages of the classes, worked out on coarser features. */
  private float[][] averages(float[][] transforms) {
    FeatureMatcher coarse = matcher.coarse(FREQUENCIES);
    float[][] reduced = new float[transforms.length][];
    ParallelLoop.run(reduced.length, i -> reduced[i] = matcher.reduce(transforms[i], coarse));
    FeatureMixture mixture = new FeatureMixture(coarse, reduced, classes);
    mixture.start(trial(coarse, reduced));
    mixture.run(JOINT_ROUNDS);
    float[][] averages = new float[classes][matcher.transformLength()];
    int[] sizes = mixture.sizes();
    ParallelLoop.run(
        classes,
        k -> {
          for (int i = 0; i < transforms.length; i++) {
            if (mixture.members()[i] == k) {
              matcher.addTurned(
                  averages[k], transforms[i], mixture.psiDegrees()[i], 1.0 / sizes[k]);
            }
          }
        });
    return averages;
  }

  /** Averages of the classes of a part of the images. */
  private float[][] trial(FeatureMatcher coarse, float[][] transforms) {
    int part = Math.min(transforms.length, Math.max(TRIAL_IMAGES, TRIAL_PER_CLASS * classes));
    float[][] some =
        IntStream.range(0, part)
            .mapToObj(i -> transforms[(int) ((long) i * transforms.length / part)])
            .toArray(float[][]::new);
    FeatureMixture mixture = new FeatureMixture(coarse, some, classes);
    mixture.search(PROPOSALS + PROPOSALS_PER_CLASS * classes, SEED);
    return mixture.averages();
  }

  private void compare(
      Found found, int index, float[] transform, float[][] averages, double[] powers) {
    found.score[index] = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      if (!(powers[k] > 0)) {
        continue;
      }
      float[] curve = matcher.curve(averages[k], transform);
      FeatureMatcher.Match match = matcher.read(curve, model.logitScale());
      found.psiDegrees[k][index] = (float) match.psiDegrees();
      double explained = 2 * AngleCurve.largest(curve) - powers[k];
      if (explained > found.score[index]) {
        found.score[index] = explained;
        found.classIndex[index] = k;
        found.confidence[index] = match.confidence();
      }
    }
  }
}
