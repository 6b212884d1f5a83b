package org.cryoudl.alignment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.cryoudl.geometry.CyclicSymmetry;
import org.cryoudl.geometry.Pose;
import org.cryoudl.progress.Progress;

/**
 * Aligns most of a set, asks the few that were left out what the average is worth, lets them join,
 * and appraises every particle ({@link JointRefinement}, {@link Witnesses}, {@link Appraisal}).
 */
final class WitnessedRefinement {

  private static final int NEWTON_ROUNDS = 2;

  /** Share of half-turns or turns from which on halves of the set are refined apart. */
  private static final double DOUBTFUL = 1e-3;

  private final SpectrumSource raw;
  private final JointRefinement.Options options;
  private final Progress progress;

  WitnessedRefinement(SpectrumSource raw, JointRefinement.Options options, Progress progress) {
    this.raw = raw;
    this.options = options;
    this.progress = progress;
  }

  /**
   * The particles of a large set whose angles have to be known beforehand: those that {@link
   * JointRefinement} takes for its first steps from all but the witnesses.
   *
   * @param count how many are to be asked
   */
  static int[] startingWith(int size, int count, Reference reference) {
    int[] makers = Witnesses.choose(size, index(reference)).others(size);
    return IntStream.range(0, Math.min(count, makers.length))
        .map(i -> makers[(int) ((long) i * makers.length / Math.min(count, makers.length))])
        .toArray();
  }

  private static OptionalInt index(Reference reference) {
    return reference instanceof Reference.Particle particle
        ? OptionalInt.of(particle.index())
        : OptionalInt.empty();
  }

  /**
   * Runs everything; see {@link JointRefinement#run}. Where shifts are held, witnesses, which would
   * have to look for theirs, are not asked.
   *
   * @param psiModulo180 turn of each particle onto a common average, modulo 180 degrees
   * @param quality how well each agreed with that average
   */
  JointRefinement.Refined run(double[] psiModulo180, double[] quality, Reference reference) {
    if (options.estimate() != AlignmentPlan.Estimate.ALL) {
      return new JointRefinement(raw, options, progress).run(psiModulo180, quality, reference);
    }
    Witnesses witnesses = Witnesses.choose(raw.size(), index(reference));
    SubsetSource makers = new SubsetSource(raw, witnesses.others(raw.size()));
    JointRefinement.Refined made =
        new JointRefinement(makers, options, progress)
            .run(makers.pick(psiModulo180), makers.pick(quality), within(makers, reference));
    AlignedParticles particles = new AlignedParticles(raw.size());
    MirroredSource source = new MirroredSource(made.phases().applyTo(raw), particles.flipped);
    particles.symmetry = made.particles().symmetry;
    for (int m = 0; m < makers.size(); m++) {
      particles.takePose(makers.indices()[m], made.particles(), m);
    }
    HalfTurn before = HalfTurn.find(source, made.averages(), made.noise());
    Testimony heard =
        witnesses.hear(
            source,
            particles,
            made.averages(),
            before,
            made.noise(),
            options.maxShiftPixels(),
            options.given().mirror());
    Testimony testimony = source.symmetry().hasHalfTurn() ? heard.withoutHalfTurn() : heard;
    progress.detail(
        String.format(
            Locale.ROOT,
            "%d witnesses: log evidence %.1f, trust %.2f, in the half-turn %.2f, elsewhere %.4f",
            testimony.count(),
            testimony.logEvidence(),
            testimony.trust(),
            testimony.halfTurnTrust(),
            testimony.elsewhere()));
    Averages averages = made.averages();
    double[] noise = made.noise();
    NewtonRound round = new NewtonRound(source, options.maskRadius());
    int radius = NewtonLoop.radius(raw.disc(), averages);
    for (int r = 0; r < NEWTON_ROUNDS; r++) {
      averages = round.average(particles, noise, radius);
      if (r == 0 && options.given().mirror()) {
        chooseHands(source, particles, averages, noise);
      }
      radius = NewtonLoop.radius(raw.disc(), averages);
      noise = round.step(particles, averages, noise).noise();
    }
    boolean plain = !options.given().mirror() && source.symmetry().isNone();
    if (plain && isDoubtful(testimony, before)) {
      particles.agreement = Optional.of(new HalfSetCheck(source, options, progress).run(particles));
    }
    JointRefinement.Refined refined =
        new Appraisal(source, options, testimony, progress)
            .appraise(particles, averages, noise, made.phases());
    if (options.given().mirror()) {
      particles.includeHands(testimony.deniesStructure());
    }
    return refined;
  }

  /** Compares all particles in both hands with the average of the half they are not part of. */
  private void chooseHands(
      MirroredSource source, AlignedParticles particles, Averages averages, double[] noise) {
    int box = source.disc().box();
    double range = options.maxShiftPixels();
    CyclicSymmetry symmetry = source.symmetry();
    int radius = Math.max(16, Math.min(40, averages.resolvedShell()));
    Arrays.fill(particles.poses, Pose.IDENTITY);
    for (SoftRound round :
        List.of(
            new SoftRound(16, 4, 180, range, 0.02 * box),
            new SoftRound(radius, 2, 4, Math.min(range, 0.03 * box), 0.008 * box))) {
      double[][] centres =
          Arrays.stream(particles.poses)
              .map(pose -> symmetry.bothHalfTurns(pose.psiDegrees()))
              .toArray(double[][]::new);
      round
          .within(symmetry)
          .runBothHands(
              source,
              particles,
              new SoftRound.Start(
                  averages.halves(),
                  averages.side(),
                  noise,
                  centres,
                  box / 8.0,
                  options.maskRadius(),
                  PoseSearch.Scale.LIKELIHOOD),
              i -> symmetry.bothHalfTurns(particles.otherPsiDegrees[i]));
    }
  }

  /** Whether an average that has structure may have made some of it from noise. */
  private static boolean isDoubtful(Testimony testimony, HalfTurn halfTurn) {
    return testimony.count() > 0
        && !testimony.deniesStructure()
        && (testimony.halfTurnTrust() < 1
            || testimony.elsewhere() > DOUBTFUL
            || halfTurn.undecidedShare() > DOUBTFUL);
  }

  private static Reference within(SubsetSource makers, Reference reference) {
    if (reference instanceof Reference.Particle particle) {
      for (int m = 0; m < makers.size(); m++) {
        if (makers.indices()[m] == particle.index()) {
          return new Reference.Particle(m);
        }
      }
    }
    return reference;
  }
}
