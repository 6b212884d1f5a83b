package org.cryoudl.alignment.initial;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.FeatureMatcher;
import org.cryoudl.network.matching.JointAngles;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.random.KeyedRandom;

/**
 * First angles in which no network has a part, to see what it gives: from the polar log-spectra
 * that it reads, or from chance.
 */
public final class SpectrumAngles {

  private static final int JOINT_IMAGES = 1000;

  private final PolarSpectra spectra = new PolarSpectra();
  private final Progress progress;

  public SpectrumAngles(Progress progress) {
    this.progress = progress;
  }

  /**
   * Angles against the joint average of the spectra, and how well each image agrees with it. What
   * is known of an angle's error is that it lies anywhere: no confidence is worked out.
   *
   * @param chosen the images that are looked at, in ascending order
   * @param seen filled with what is read on the way
   */
  public NetworkAngles.Found find(ParticleImages images, int[] chosen, ParticleSpectra seen) {
    NetworkAngles.Found found = new NetworkAngles.Found(images.size());
    FeatureMatcher matcher = spectra.matcher();
    int count = Math.min(JOINT_IMAGES, chosen.length);
    int[] joint =
        IntStream.range(0, count)
            .map(i -> chosen[(int) ((long) i * chosen.length / count)])
            .toArray();
    float[][] transforms = new float[count][];
    try (Progress.Stage stage = progress.start("comparing spectra", chosen.length)) {
      ParallelLoop.run(
          count,
          i -> {
            transforms[i] = transform(images, joint[i], seen);
            stage.advance(1);
          });
      float[] average = JointAngles.average(matcher, transforms);
      ParallelLoop.run(count, i -> compare(average, transforms[i], joint[i], found));
      int[] rest = NetworkAngles.rest(chosen, joint);
      ParallelLoop.run(
          rest.length,
          i -> {
            compare(average, transform(images, rest[i], seen), rest[i], found);
            stage.advance(1);
          });
    }
    return found;
  }

  private float[] transform(ParticleImages images, int index, ParticleSpectra seen) {
    float[] pixels = images.read(index);
    seen.offer(index, pixels);
    return spectra.transform(pixels);
  }

  private void compare(float[] average, float[] transform, int index, NetworkAngles.Found found) {
    float[] curve = spectra.matcher().curve(average, transform);
    double peak = AngleCurve.peakDegrees(curve);
    found.psiDegrees()[index] = peak;
    found.score()[index] =
        curve[Math.floorMod((int) Math.round(peak * curve.length / 180), curve.length)];
  }

  /** Angles of chance, the same for an image of the same place in every set. */
  public static NetworkAngles.Found random(int size) {
    NetworkAngles.Found found = new NetworkAngles.Found(size);
    Arrays.setAll(
        found.psiDegrees(),
        i -> {
          SplittableRandom random = KeyedRandom.of(1, "first angle", i);
          return 180 * random.nextDouble();
        });
    return found;
  }
}
