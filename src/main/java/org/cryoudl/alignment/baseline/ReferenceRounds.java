package org.cryoudl.alignment.baseline;

import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.spectra.SubsetSource;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.progress.Progress;

/**
 * Alignment to a picture. Against a particle or a picture that the user names it is one pass.
 * Without one the particles are aligned to one of them and then, round by round, to their own
 * average (reference-free alignment by iteration: Penczek, Radermacher and Frank, Ultramicroscopy
 * 40 (1992) 33); of a few particles to start from, the one whose average agrees best is kept.
 */
final class ReferenceRounds {

  private static final int STARTS = 3;
  private static final int START_PARTICLES = 200;
  private static final int START_ROUNDS = 2;
  private static final double CONVERGED_DEGREES = 0.1;

  private final ParticleIntake intake;
  private final ReferenceMatcher matcher;
  private final IntFunction<Image> startPicture;
  private final PoseAverage average;
  private final int rounds;
  private final Progress progress;

  /**
   * @param startPicture a particle, as the picture that the others are compared with
   * @param rounds at most this many against the particles' own average
   */
  ReferenceRounds(
      ParticleIntake intake,
      AlignmentOptions options,
      ReferenceMatcher matcher,
      IntFunction<Image> startPicture,
      int rounds,
      Progress progress) {
    this.intake = intake;
    this.matcher = matcher;
    this.startPicture = startPicture;
    this.average = new PoseAverage(intake, options);
    this.rounds = rounds;
    this.progress = progress;
  }

  /** The poses of all particles. */
  Pose[] run() {
    int[] all = IntStream.range(0, intake.size()).toArray();
    if (intake.reference() instanceof Reference.Picture picture) {
      return matcher.match(picture.image(), all).poses();
    }
    if (intake.reference() instanceof Reference.Particle particle) {
      return matcher.match(startPicture.apply(particle.index()), all).poses();
    }
    try (Progress.Stage stage = progress.start("aligning to the average", rounds + STARTS)) {
      Image reference = bestStart(stage);
      Pose[] poses = new Pose[0];
      for (int round = 0; round < rounds; round++) {
        Pose[] before = poses;
        poses = matcher.match(reference, all).poses();
        stage.advance(1);
        if (round > 0 && moved(before, poses) < CONVERGED_DEGREES) {
          stage.advance(rounds - 1 - round);
          break;
        }
        reference = average.centred(poses);
      }
      return poses;
    }
  }

  /** The average that a part of the particles makes, from the start that they agree with best. */
  private Image bestStart(Progress.Stage stage) {
    int count = Math.min(START_PARTICLES, intake.size());
    int[] part = SubsetSource.evenly(intake.size(), count);
    PoseAverage partAverage = average.ofPart(part);
    Start best = start(partAverage, part, part[0]);
    stage.advance(1);
    for (int s = 1; s < Math.min(STARTS, count); s++) {
      Start next = start(partAverage, part, part[s * count / STARTS]);
      best = next.score > best.score ? next : best;
      stage.advance(1);
    }
    return best.reference;
  }

  /** An average of a part of the particles, and how well they agree with it. */
  private record Start(Image reference, double score) {}

  private Start start(PoseAverage partAverage, int[] part, int particle) {
    Image reference = startPicture.apply(particle);
    double score = 0;
    for (int round = 0; round < START_ROUNDS; round++) {
      ReferenceMatcher.Matched matched = matcher.match(reference, part);
      reference = partAverage.centred(matched.poses());
      score = Arrays.stream(matched.scores()).average().orElse(0);
    }
    return new Start(reference, score);
  }

  private static double moved(Pose[] before, Pose[] after) {
    double sum = 0;
    for (int i = 0; i < after.length; i++) {
      sum += Math.abs(Angles.wrap(after[i].psiDegrees() - before[i].psiDegrees(), 360));
    }
    return sum / after.length;
  }
}
