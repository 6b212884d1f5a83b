package org.cryoudl.alignment.initial;

import java.util.Arrays;
import java.util.Collections;
import java.util.stream.IntStream;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.geometry.Angles;
import org.cryoudl.network.cartesian.AngleReadout;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.model.CartesianModel;
import org.cryoudl.progress.Progress;

/**
 * The part that the network {@code cartesian} has in an alignment: the angle modulo 180 degrees of
 * every image against a reference. Where there is no reference, a few images spread over the set
 * serve as references together: each is brought into the frame of the first by the mean difference
 * of their answers over the set, and an image's angle is the circular mean of what they say.
 * Features are computed once an image, those of the references once a run.
 */
public final class ReferenceAngles {

  private static final int BATCH = 128;
  private static final int REFERENCES = 15;

  /** Images from which the network's constant and the references' frames are worked out. */
  private static final int CALIBRATION_IMAGES = 500;

  private static final double HALF_TURN = 180;

  private final CartesianModel model;
  private final Progress progress;

  public ReferenceAngles(CartesianModel model, Progress progress) {
    this.model = model;
    this.progress = progress;
  }

  /**
   * Angles against the reference. Confidence and score are the length of the mean of the
   * references' answers, 0 to 1; of a single reference, of its answers in both directions.
   *
   * @param chosen the images that are looked at, in ascending order; of the others nothing is known
   * @param spectra filled with what is read on the way
   */
  public NetworkAngles.Found find(
      ParticleImages images, int[] chosen, Reference reference, ParticleSpectra spectra) {
    int count = Math.min(CALIBRATION_IMAGES, chosen.length);
    int[] calibration =
        IntStream.range(0, count)
            .map(i -> chosen[(int) ((long) i * chosen.length / count)])
            .toArray();
    float[][] sample = prepared(images, calibration);
    double bias = model.isUnbiased() ? 0 : model.biasDegrees(sample);
    float[][] references = references(images, reference, sample);
    double[] frames = frames(references, sample, bias);
    NetworkAngles.Found found = new NetworkAngles.Found(images.size());
    try (Progress.Stage stage = progress.start("network angles", chosen.length)) {
      for (int from = 0; from < chosen.length; from += BATCH) {
        int[] which = Arrays.copyOfRange(chosen, from, Math.min(chosen.length, from + BATCH));
        float[][] pixels = images.read(i -> which[i], which.length);
        for (int i = 0; i < which.length; i++) {
          spectra.offer(which[i], pixels[i]);
        }
        compare(model.prepared(pixels, images.box()), references, frames, bias, which, found);
        stage.advance(which.length);
      }
    }
    return found;
  }

  private float[][] prepared(ParticleImages images, int[] which) {
    float[][] all = new float[which.length][];
    for (int from = 0; from < which.length; from += BATCH) {
      int first = from;
      int count = Math.min(BATCH, which.length - from);
      float[][] part = model.prepared(images.read(i -> which[first + i], count), images.box());
      System.arraycopy(part, 0, all, from, count);
    }
    return all;
  }

  private float[][] references(ParticleImages images, Reference reference, float[][] sample) {
    if (reference instanceof Reference.Picture picture) {
      return model.prepared(new float[][] {picture.image().pixels()}, images.box());
    }
    if (reference instanceof Reference.Particle particle) {
      return prepared(images, new int[] {particle.index()});
    }
    int count = Math.min(REFERENCES, sample.length);
    return IntStream.range(0, count)
        .mapToObj(i -> sample[(int) ((long) i * sample.length / count)])
        .toArray(float[][]::new);
  }

  /** What is added to a reference's answers to have those of the first. */
  private double[] frames(float[][] references, float[][] sample, double bias) {
    double[] frames = new double[references.length];
    double[] first = answers(references[0], sample, bias);
    for (int r = 1; r < references.length; r++) {
      double[] other = answers(references[r], sample, bias);
      double[] apart = new double[sample.length];
      Arrays.setAll(apart, i -> first[i] - other[i]);
      frames[r] = AngleReadout.meanDegrees(apart);
    }
    return frames;
  }

  private void compare(
      float[][] prepared,
      float[][] references,
      double[] frames,
      double bias,
      int[] which,
      NetworkAngles.Found found) {
    int directions = references.length == 1 ? 2 : references.length;
    double[][] votes = new double[directions][];
    for (int r = 0; r < references.length; r++) {
      double frame = frames[r];
      double[] answers = answers(references[r], prepared, bias);
      votes[r] = Arrays.stream(answers).map(psi -> psi + frame).toArray();
    }
    if (references.length == 1) {
      Match[] back = model.compare(prepared, repeated(references[0], prepared.length), bias);
      votes[1] = Arrays.stream(back).mapToDouble(match -> -match.psiDegrees()).toArray();
    }
    for (int i = 0; i < prepared.length; i++) {
      int image = i;
      double[] said = Arrays.stream(votes).mapToDouble(vote -> vote[image]).toArray();
      double mean = AngleReadout.meanDegrees(said);
      double together =
          Arrays.stream(said)
              .map(psi -> Math.cos(Math.toRadians(2 * (psi - mean))))
              .average()
              .orElseThrow();
      // A single reference is given by the user: its own answer counts, not the mean of two.
      found.psiDegrees()[which[i]] =
          Angles.wrap(references.length == 1 ? said[0] : mean, HALF_TURN);
      found.confidence()[which[i]] = Math.max(0, together);
      found.score()[which[i]] = together;
      found.errorDegrees()[which[i]] = spreadDegrees(said, mean);
    }
  }

  private static double spreadDegrees(double[] said, double mean) {
    double squares = 0;
    for (double psi : said) {
      double apart = Angles.wrap(psi - mean, HALF_TURN);
      squares += apart * apart;
    }
    return Math.sqrt(squares / said.length);
  }

  private double[] answers(float[] reference, float[][] prepared, double bias) {
    Match[] matches = model.compare(repeated(reference, prepared.length), prepared, bias);
    return Arrays.stream(matches).mapToDouble(Match::psiDegrees).toArray();
  }

  private static float[][] repeated(float[] reference, int count) {
    return Collections.nCopies(count, reference).toArray(float[][]::new);
  }
}
