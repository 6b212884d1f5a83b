package org.cryoudl.alignment.baseline;

import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.fourier.LogPolarSpectrum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.network.matching.AngleCurve;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * Registration by phase correlation of log-polar amplitude spectra (Reddy and Chatterji, IEEE
 * Trans. Image Process. 5 (1996) 1266) with the scale fixed at one: that gives the angle modulo
 * half a turn; cross-correlation gives half-turn and shift.
 */
public final class FourierMellin implements BaselineMethod {

  private static final int ROUNDS = 6;

  @Override
  public Pose[] find(ParticleIntake intake, AlignmentOptions options, Progress progress) {
    int box = intake.box();
    LogPolarSpectrum spectra = LogPolarSpectrum.of(box);
    Correlator correlator = Correlator.of(intake);
    HalfTurnAndShift complete =
        new HalfTurnAndShift(intake, correlator, options.maxShiftPixels(box));
    ReferenceMatcher matcher =
        (reference, particles) -> {
          float[] fixed = spectra.transform(reference.pixels());
          HalfSpectrum picture = Correlator.masked(reference, options.maskRadius(box));
          double norm = correlator.norm(picture);
          Pose[] poses = new Pose[particles.length];
          double[] scores = new double[particles.length];
          ParallelLoop.run(
              particles.length,
              i -> {
                float[] moved = spectra.transform(intake.images().read(particles[i]));
                double psi = AngleCurve.peakDegrees(spectra.phaseCorrelation(fixed, moved));
                HalfTurnAndShift.Completed done =
                    complete.complete(particles[i], psi, picture, norm);
                poses[i] = done.pose();
                scores[i] = done.score();
              });
          return new ReferenceMatcher.Matched(poses, scores);
        };
    return new ReferenceRounds(
            intake,
            options,
            matcher,
            i -> Image.square(box, intake.images().read(i)),
            ROUNDS,
            progress)
        .run();
  }
}
