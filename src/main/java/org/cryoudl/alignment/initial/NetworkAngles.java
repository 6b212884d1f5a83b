package org.cryoudl.alignment.initial;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.JointAngles;
import org.cryoudl.network.model.PolarModel;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * The network's part of an alignment: the angle modulo 180 degrees of every image against a
 * reference. Each image's features are computed once.
 */
public final class NetworkAngles {

  /**
   * Images whose features are kept to work out the joint average; the others are compared with it.
   */
  private static final int JOINT_IMAGES = 1000;

  private static final int BATCH = 128;

  /** With how many others each image is compared for the synchronisation of angles. */
  private static final int PARTNERS = 40;

  private final PolarModel model;
  private final AlignmentPlan.Initial initial;
  private final FeatureMatcher matcher;
  private final int batch;
  private final Progress progress;

  public NetworkAngles(PolarModel model, AlignmentPlan.Initial initial, Progress progress) {
    this(model, initial, BATCH, progress);
  }

  /**
   * @param batch images that are read and pass the network together
   */
  public NetworkAngles(
      PolarModel model, AlignmentPlan.Initial initial, int batch, Progress progress) {
    this.batch = batch;
    this.model = model;
    this.initial = initial;
    this.matcher = new FeatureMatcher(model.featureRows(), model.angleBins());
    this.progress = progress;
  }

  /**
   * What the network says.
   *
   * @param psiDegrees turns each image onto the reference, modulo 180
   * @param confidence probability of the angles within 3 degrees, 0 to 1
   * @param score correlation with the reference (the average of all others for the joint one)
   * @param errorDegrees root mean square of the distribution over angle about psiDegrees
   */
  public record Found(
      double[] psiDegrees, double[] confidence, double[] score, double[] errorDegrees) {
    Found(int size) {
      this(new double[size], new double[size], new double[size], new double[size]);
    }
  }

  /**
   * Angles against the reference.
   *
   * @param chosen the images that are looked at, in ascending order; of the others nothing is known
   * @param spectra filled with what is read on the way
   */
  public Found find(
      ParticleImages images, int[] chosen, Reference reference, ParticleSpectra spectra) {
    Found found = new Found(images.size());
    int[] joint = spread(chosen, JOINT_IMAGES);
    try (Progress.Stage stage = progress.start("network angles", chosen.length)) {
      float[] average;
      if (reference instanceof Reference.Auto) {
        float[][] transforms = new float[joint.length][];
        each(images, joint, spectra, stage, (i, transform) -> transforms[i] = transform);
        Optional<double[]> synchronised =
            initial == AlignmentPlan.Initial.SYNCHRONISATION
                ? Optional.of(synchronised(transforms))
                : Optional.empty();
        average =
            synchronised
                .map(psi -> JointAngles.turned(matcher, Arrays.asList(transforms), psi))
                .orElseGet(() -> JointAngles.average(matcher, transforms));
        // The features of these images are at hand: compare them at once.
        ParallelLoop.run(joint.length, i -> compare(found, joint[i], average, transforms[i]));
        synchronised.ifPresent(
            psi -> {
              for (int i = 0; i < joint.length; i++) {
                found.psiDegrees[joint[i]] = psi[i];
              }
            });
        int[] rest = rest(chosen, joint);
        each(images, rest, spectra, stage, (i, t) -> compare(found, rest[i], average, t));
      } else {
        average = transformOf(images, reference);
        each(images, chosen, spectra, stage, (i, t) -> compare(found, chosen[i], average, t));
      }
    }
    return found;
  }

  private void compare(Found found, int index, float[] reference, float[] transform) {
    float[] curve = matcher.curve(reference, transform);
    FeatureMatcher.Match match = matcher.read(curve, model.logitScale());
    found.errorDegrees[index] = spread(curve, match.psiDegrees());
    found.psiDegrees[index] = match.psiDegrees();
    found.confidence[index] = match.confidence();
    found.score[index] = match.logEvidence();
  }

  /** Root mean square distance, modulo 180, of a curve's distribution from an angle. */
  private double spread(float[] curve, double psiDegrees) {
    float[] probabilities = AngleCurve.probabilities(curve, model.logitScale());
    double squares = 0;
    for (int a = 0; a < probabilities.length; a++) {
      double distance = Angles.wrap(180.0 * a / probabilities.length - psiDegrees, 180);
      squares += probabilities[a] * distance * distance;
    }
    return Math.sqrt(squares);
  }

  private double[] synchronised(float[][] transforms) {
    PairAngles pairs = NetworkPairs.compare(matcher, transforms, model.logitScale(), PARTNERS);
    return AngularSynchronisation.solve(pairs).psiDegrees();
  }

  private float[] transformOf(ParticleImages images, Reference reference) {
    float[] pixels =
        reference instanceof Reference.Picture picture
            ? picture.image().pixels()
            : images.read(((Reference.Particle) reference).index());
    return matcher.transform(model.features(new float[][] {pixels}, images.box())[0]);
  }

  /** Receives the transform of an image's features and its position. */
  interface Use {
    void accept(int position, float[] transform);
  }

  /** Reads some images, batch by batch, and hands out the transforms of their features. */
  void each(
      ParticleImages images, int[] which, ParticleSpectra spectra, Progress.Stage stage, Use use) {
    for (int from = 0; from < which.length; from += batch) {
      int first = from;
      int count = Math.min(batch, which.length - from);
      float[][] pixels = images.read(i -> which[first + i], count);
      float[][] features = model.features(pixels, images.box());
      ParallelLoop.run(
          count,
          i -> {
            spectra.offer(which[first + i], pixels[i]);
            use.accept(first + i, matcher.transform(features[i]));
          });
      stage.advance(count);
    }
  }

  /** Evenly spread ones of some images, at most {@code count}. */
  private static int[] spread(int[] images, int count) {
    int size = Math.min(count, images.length);
    return IntStream.range(0, size)
        .map(i -> images[(int) ((long) i * images.length / size)])
        .toArray();
  }

  /** What is not among the taken ones, which ascend. */
  static int[] rest(int[] all, int[] taken) {
    return IntStream.of(all).filter(i -> Arrays.binarySearch(taken, i) < 0).toArray();
  }
}
