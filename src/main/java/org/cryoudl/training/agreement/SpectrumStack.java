package org.cryoudl.training.agreement;

import java.util.Arrays;
import java.util.List;
import org.cryoudl.fourier.LogSpectrum;
import org.cryoudl.fourier.PolarGrid;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.JointAngles;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The polar log-spectra of a stack's images, in which no network has a part: what many images say
 * jointly about angles that the network {@code cartesian} finds one by one.
 */
public final class SpectrumStack {

  private static final int ROUNDS = 6;
  private static final PolarGrid GRID = PolarArchitecture.standard().grid();

  private final ImageSource images;
  private final FeatureMatcher matcher = new FeatureMatcher(GRID.rings(), GRID.angleBins());

  public SpectrumStack(ImageSource images) {
    this.images = images;
  }

  /** Whether images are large enough to have rings. */
  public boolean isPossible() {
    return GRID.ringsWithin(images.width()) > 0;
  }

  public FeatureMatcher matcher() {
    return matcher;
  }

  /** Spectra of some images, transformed for {@link #matcher}. */
  public float[][] transforms(int[] places) {
    float[][] transforms = new float[places.length][];
    ParallelLoop.run(
        places.length,
        i -> {
          float[] polar = new float[GRID.size()];
          float[] profile = new float[LogSpectrum.PROFILE_CHANNELS * GRID.rings()];
          LogSpectrum.of(images.width(), GRID)
              .measure(images.read(places[i]).pixels(), polar, profile);
          transforms[i] = matcher.transform(polar);
        });
    return transforms;
  }

  /**
   * The averages of the two halves of some images, aligned jointly. Two starts are tried, given
   * angles and single images; the one whose average all images agree with best goes on.
   *
   * @param transforms of the images
   * @param places their places in the stack
   * @param psiDegrees angles to start from
   */
  public HalfAverages averages(float[][] transforms, int[] places, double[] psiDegrees) {
    float[] given = JointAngles.turned(matcher, List.of(transforms), psiDegrees);
    float[] found = JointAngles.average(matcher, transforms);
    float[] better = agreement(given, transforms) > agreement(found, transforms) ? given : found;
    return HalfAverages.inOneFrame(matcher, transforms, places, better);
  }

  private double agreement(float[] start, float[][] transforms) {
    JointAngles joint = new JointAngles(matcher, List.of(transforms));
    joint.run(start, ROUNDS);
    return Arrays.stream(joint.score()).sum();
  }

  /**
   * How far two halves of a set, turned by given angles and averaged apart, lead to the same
   * angles: every image is compared with both averages (that of its own half without its own
   * share), and the angles should differ by a constant only.
   *
   * @return mean absolute deviation from that constant, in degrees
   */
  public double halfAgreementDegrees(float[][] transforms, double[] psiDegrees) {
    float[][] averages = new float[2][matcher.transformLength()];
    int[] members = {(transforms.length + 1) / 2, transforms.length / 2};
    for (int i = 0; i < transforms.length; i++) {
      matcher.addTurned(averages[i % 2], transforms[i], psiDegrees[i], 1.0 / members[i % 2]);
    }
    double[] disagreement = new double[transforms.length];
    ParallelLoop.run(
        transforms.length,
        i -> {
          int half = i % 2;
          float[] own = averages[half].clone();
          matcher.addTurned(own, transforms[i], psiDegrees[i], -1.0 / members[half]);
          double inOwn = AngleCurve.peakDegrees(matcher.curve(own, transforms[i]));
          double inOther = AngleCurve.peakDegrees(matcher.curve(averages[1 - half], transforms[i]));
          disagreement[i] = half == 0 ? inOwn - inOther : inOther - inOwn;
        });
    return Agreement.spread(disagreement);
  }
}
