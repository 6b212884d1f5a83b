package org.cryoudl.alignment.refinement;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.cryoudl.alignment.diagnostics.PhaseEvidence;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.PhaseClaim;
import org.cryoudl.alignment.plan.PhaseDecision;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.plan.ViewConstraints;
import org.cryoudl.alignment.poses.ParticlePoses;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.progress.Progress;
import org.cryoudl.simulation.ParticleSimulator;
import org.cryoudl.simulation.ParticleSource;
import org.cryoudl.simulation.PoseRange;
import org.cryoudl.simulation.Recipe;
import org.cryoudl.simulation.imaging.CtfModel;
import org.cryoudl.simulation.imaging.NoiseModel;
import org.cryoudl.simulation.projection.BlobProjection;
import org.cryoudl.testing.SimulatedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often phases are taken as they are, and how often wrongly and for sure, over simulated sets
 * of both kinds whose metadata state nothing: one and many views, SNR 0.3 to 0.01, 50 to 500
 * particles. What can be told at all is what an observer tells who knows every picture and pose.
 * {@code -Dcryoudl.phase-sets=200} makes it many sets and prints the table of docs/alignment.md.
 */
@Tag("slow")
class PhaseDecisionTest {

  private static final int SETS = Integer.getInteger("cryoudl.phase-sets", 24);
  private static final double[] SNR = {0.3, 0.1, 0.03, 0.01};

  /** Errors of the first angles, in degrees, about as a network leaves them at each SNR. */
  private static final double[] PSI_ERROR = {5, 10, 30, 90};

  /** Ratio of variances of noise and signal in the pictures that the observer knows. */
  private static final double NEXT_TO_NO_NOISE = 1e-6;

  private static final int[] COUNTS = {50, 100, 200, 500};
  private static final int[] VIEWS = {1, 12};

  @TempDir Path folder;

  /** One simulated set and what became of it. */
  private record Outcome(
      int views,
      double snr,
      CtfPhases truth,
      PhaseDecision found,
      double zAtTruth,
      double zOfObserver) {

    boolean right() {
      return found.taken() == truth;
    }

    String row() {
      return String.format(
          Locale.ROOT, "%2d %s SNR %.2f", views, views == 1 ? "view " : "views", snr);
    }
  }

  @Test
  void phasesAreNeverWrongForSure() {
    List<Outcome> outcomes = new ArrayList<>();
    for (int n = 0; n < SETS; n++) {
      outcomes.add(outcome(n));
    }
    print(outcomes);
    for (Outcome outcome : outcomes) {
      assertTrue(outcome.right() || !outcome.found().isDecided(), outcome.toString());
    }
  }

  private Outcome outcome(int n) {
    SplittableRandom random = new SplittableRandom(1000 + n);
    CtfPhases truth = n % 2 == 0 ? CtfPhases.UNFLIPPED : CtfPhases.FLIPPED;
    int views = VIEWS[n / 2 % 2];
    double snr = SNR[n / 4 % 4];
    int count = COUNTS[random.nextInt(COUNTS.length)];
    int box = random.nextBoolean() ? 32 : 48;
    double pixelSize = 1.5 + 4 * random.nextDouble();
    double least = 5000 + 5000 * random.nextDouble();
    double range = random.nextInt(4) == 0 ? 500 : 12000;
    Recipe recipe =
        new Recipe(
            "test",
            random.nextLong(),
            count,
            box,
            pixelSize,
            List.of(new ParticleSource("unused", null, null, null, null, null, null, null, null)),
            new PoseRange(0.0, 360.0, 0.05 * box, true),
            new CtfModel(
                truth == CtfPhases.FLIPPED ? CtfModel.Mode.PHASE_FLIPPED : CtfModel.Mode.FULL,
                null,
                null,
                null,
                least,
                least + range,
                0.0,
                50.0,
                null),
            new NoiseModel(1 / snr, false, null, null),
            Recipe.Scaling.NONE,
            false);
    List<ParticleSimulator.ParticleClass> shown = views(views, box, random);
    SimulatedSet set = new SimulatedSet(new ParticleSimulator(recipe, shown), count, box);
    Recipe clean =
        new Recipe(
            recipe.description(),
            recipe.seed(),
            count,
            box,
            pixelSize,
            recipe.sources(),
            recipe.poses(),
            recipe.ctf(),
            new NoiseModel(NEXT_TO_NO_NOISE, false, null, null),
            recipe.scaling(),
            false);
    SimulatedSet pictures = new SimulatedSet(new ParticleSimulator(clean, shown), count, box);
    Path star = set.write(folder, "set", pixelSize);
    Path known = pictures.write(folder, "clean", pixelSize);
    try (ParticleSet particles = SimulatedSet.open(star);
        ParticleSet cleanParticles = SimulatedSet.open(known)) {
      ParticleIntake intake =
          ParticleIntake.of(particles, AlignmentOptions.DEFAULT, Progress.silent());
      double[] psi = new double[count];
      double[] quality = new double[count];
      for (int i = 0; i < count; i++) {
        psi[i] = set.truth(i).psiDegrees() + PSI_ERROR[n / 4 % 4] * random.nextGaussian();
        quality[i] = random.nextDouble();
      }
      RefinementOptions options =
          new RefinementOptions(
              AlignmentOptions.DEFAULT.maskRadius(box),
              AlignmentOptions.DEFAULT.maxShiftPixels(box),
              PhaseClaim.UNSTATED,
              true,
              AlignmentPlan.Estimate.ALL,
              count,
              ViewConstraints.NOTHING,
              AlignmentOptions.DEFAULT.widestMaskRadius(box),
              Integer.MAX_VALUE);
      PhaseDecision found =
          new JointRefinement(intake.spectra(), options, Progress.silent())
              .run(psi, quality, new Reference.Auto())
              .phases();
      double atTruth =
          PhaseEvidence.of(
                  intake.spectra(),
                  truePoses(set),
                  NoiseSpectrum.totalPower(intake.spectra()),
                  intake.spectra().disc().radius(),
                  options.maskRadius())
              .z()
              .orElse(0);
      SpectrumSource seen =
          ParticleIntake.of(cleanParticles, AlignmentOptions.DEFAULT, Progress.silent()).spectra();
      return new Outcome(
          views, snr, truth, found, atTruth, observed(intake.spectra(), seen, truth));
    }
  }

  /**
   * The log of the likelihood ratio of both conventions, in standard deviations of the noise, for
   * an observer who knows every particle's picture and pose: nobody can tell more. Pictures differ
   * in the sign of the coefficients where the CTF is negative.
   *
   * @return positive for flipped phases
   */
  private static double observed(SpectrumSource noisy, SpectrumSource clean, CtfPhases truth) {
    NoiseSpectrum noise = NoiseSpectrum.totalPower(noisy);
    Band band = Band.of(noisy, noisy.disc().radius(), noise);
    float[] weights = band.inverseNoise();
    int[] positions = band.disc().positionsIn(noisy.disc());
    double sum = 0;
    double variance = 0;
    for (int i = 0; i < noisy.size(); i++) {
      float[] ctf = noisy.get(i).ctf().orElseThrow();
      float[] x = noisy.get(i).values();
      float[] t = clean.get(i).values();
      for (int j = 0; j < weights.length; j++) {
        int at = positions[j];
        if (ctf[at] < 0) {
          double re = t[2 * at];
          double im = t[2 * at + 1];
          sum += weights[j] * (x[2 * at] * re + x[2 * at + 1] * im);
          variance += weights[j] * (re * re + im * im) / 2;
        }
      }
    }
    return (truth == CtfPhases.FLIPPED ? 1 : -1) * sum / Math.sqrt(variance);
  }

  private static ParticlePoses truePoses(SimulatedSet set) {
    ParticlePoses poses = new ParticlePoses(set.count());
    for (int i = 0; i < set.count(); i++) {
      poses.poses[i] = set.truth(i);
    }
    return poses;
  }

  /** Projections of a random molecule from random directions. */
  private static List<ParticleSimulator.ParticleClass> views(
      int count, int box, SplittableRandom random) {
    int blobs = 30;
    double[][] centre = new double[blobs][3];
    double radius = 0.28 * box;
    for (double[] c : centre) {
      do {
        for (int d = 0; d < 3; d++) {
          c[d] = radius * (2 * random.nextDouble() - 1);
        }
      } while (Math.hypot(Math.hypot(c[0], c[1]), c[2]) > radius);
    }
    double[] sigma = random.doubles(blobs, 0.9, 2.5).toArray();
    double[] weight = random.doubles(blobs, 0.3, 3).toArray();
    List<ParticleSimulator.ParticleClass> views = new ArrayList<>();
    for (int v = 0; v < count; v++) {
      double cos = 2 * random.nextDouble() - 1;
      double sin = Math.sqrt(1 - cos * cos);
      double turn = 2 * Math.PI * random.nextDouble();
      double[] x = new double[blobs];
      double[] y = new double[blobs];
      for (int b = 0; b < blobs; b++) {
        double along = Math.cos(turn) * centre[b][0] + Math.sin(turn) * centre[b][1];
        x[b] = Math.cos(turn) * centre[b][1] - Math.sin(turn) * centre[b][0];
        y[b] = cos * along - sin * centre[b][2];
      }
      views.add(
          new ParticleSimulator.ParticleClass(
              "view" + v, new BlobProjection(x, y, sigma, weight), 1));
    }
    return views;
  }

  private static void print(List<Outcome> outcomes) {
    Map<String, List<Outcome>> rows = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      rows.computeIfAbsent(outcome.row(), row -> new ArrayList<>()).add(outcome);
    }
    System.out.println(
        "sets: told rightly, told wrongly; not told: taken rightly, wrongly; told at true poses, by the"
            + " observer");
    rows.forEach(
        (row, of) ->
            System.out.printf(
                Locale.ROOT,
                "%s: %d sets: %d %d; %d %d; %d; %d%n",
                row,
                of.size(),
                of.stream().filter(o -> o.right() && o.found().isDecided()).count(),
                of.stream().filter(o -> !o.right() && o.found().isDecided()).count(),
                of.stream().filter(o -> o.right() && !o.found().isDecided()).count(),
                of.stream().filter(o -> !o.right() && !o.found().isDecided()).count(),
                of.stream().filter(o -> Math.abs(o.zAtTruth()) >= PhaseDecision.DECISIVE).count(),
                of.stream()
                    .filter(o -> Math.abs(o.zOfObserver()) >= PhaseDecision.DECISIVE)
                    .count()));
    System.out.println(
        "z found, at true poses and of the observer, positive where they show the truth:");
    for (Outcome each : outcomes) {
      double sign = each.truth() == CtfPhases.FLIPPED ? 1 : -1;
      System.out.printf(
          Locale.ROOT,
          "%s %.1f %.1f %.1f%n",
          each.row(),
          sign * each.found().z().orElse(0),
          sign * each.zAtTruth(),
          sign * each.zOfObserver());
    }
  }
}
