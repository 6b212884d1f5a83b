package org.cryoudl.alignment.baseline;

import java.util.function.IntToDoubleFunction;
import org.cryoudl.alignment.initial.PolarSpectra;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.network.matching.JointAngles;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Angles modulo half a turn from polar log-spectra alone, without a network: jointly, against the
 * average of all spectra, or pair-wise, against a particle or a picture that the user names; then
 * half-turn and shift by cross-correlation with the growing average of the images.
 */
public final class PolarSpectrum implements BaselineMethod {

  /** Spectra that are kept to work out the joint average; the others are compared with it. */
  private static final int JOINT_IMAGES = 1000;

  private static final int ROUNDS = 6;

  private final PolarSpectra spectra = new PolarSpectra();

  @Override
  public Pose[] find(ParticleIntake intake, AlignmentOptions options, Progress progress) {
    double[] psi = angles(intake, progress);
    int box = intake.box();
    Correlator correlator = Correlator.of(intake);
    HalfTurnAndShift complete =
        new HalfTurnAndShift(intake, correlator, options.maxShiftPixels(box));
    ReferenceMatcher byShift =
        (reference, particles) -> {
          HalfSpectrum picture = Correlator.masked(reference, options.maskRadius(box));
          return completed(complete, i -> psi[i], particles, picture, correlator.norm(picture));
        };
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    return new ReferenceRounds(
            intake,
            options,
            byShift,
            // In the frame that the angles refer to.
            i -> warp.apply(Image.square(box, intake.images().read(i)), new Pose(psi[i], 0, 0)),
            ROUNDS,
            progress)
        .run();
  }

  private double[] angles(ParticleIntake intake, Progress progress) {
    double[] psi = new double[intake.size()];
    try (Progress.Stage stage = progress.start("comparing spectra", intake.size())) {
      float[] reference = reference(intake);
      ParallelLoop.run(
          psi.length,
          i -> {
            float[] curve =
                spectra.matcher().curve(reference, spectra.transform(intake.images().read(i)));
            psi[i] = AngleCurve.peakDegrees(curve);
            stage.advance(1);
          });
    }
    return psi;
  }

  private float[] reference(ParticleIntake intake) {
    if (intake.reference() instanceof Reference.Picture picture) {
      return spectra.transform(picture.image().pixels());
    }
    if (intake.reference() instanceof Reference.Particle particle) {
      return spectra.transform(intake.images().read(particle.index()));
    }
    int count = Math.min(JOINT_IMAGES, intake.size());
    float[][] transforms = new float[count][];
    ParallelLoop.run(
        count,
        i ->
            transforms[i] =
                spectra.transform(intake.images().read((int) ((long) i * intake.size() / count))));
    return JointAngles.average(spectra.matcher(), transforms);
  }

  /** Completes the angles of some particles over all cores. */
  static ReferenceMatcher.Matched completed(
      HalfTurnAndShift complete,
      IntToDoubleFunction psi,
      int[] particles,
      HalfSpectrum picture,
      double norm) {
    Pose[] poses = new Pose[particles.length];
    double[] scores = new double[particles.length];
    ParallelLoop.run(
        particles.length,
        i -> {
          HalfTurnAndShift.Completed done =
              complete.complete(particles[i], psi.applyAsDouble(particles[i]), picture, norm);
          poses[i] = done.pose();
          scores[i] = done.score();
        });
    return new ReferenceMatcher.Matched(poses, scores);
  }
}
