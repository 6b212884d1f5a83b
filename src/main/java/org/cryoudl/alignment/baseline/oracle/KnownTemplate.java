package org.cryoudl.alignment.baseline.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.intake.ParticleIntake;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.search.PoseRefinement;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.CentredParticle;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.SpectrumView;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * Particles whose clean template and true poses are known: the limit that methods without this
 * knowledge are held against. How strongly each shell of the template shows in the particles (the
 * envelope, which metadata do not state) and the noise are measured at the true poses.
 */
public final class KnownTemplate {

  /** Shells whose gain is less sure than this many standard deviations count as empty. */
  private static final double SURE = 3;

  private static final double LEAST_STRENGTH = 0.1;

  private static final double MASK_EDGE = 0.04;
  private static final int MOST_STEPS = 12;
  private static final double CONVERGED_DEGREES = 1e-3;

  private final SpectrumSource source;
  private final Band band;
  private final AverageModel model;
  private final Pose[] truth;
  private final double[] strengths;

  private KnownTemplate(
      SpectrumSource source, Band band, AverageModel model, Pose[] truth, double[] strengths) {
    this.source = source;
    this.band = band;
    this.model = model;
    this.truth = truth;
    this.strengths = strengths;
  }

  /**
   * Measures gains and noise.
   *
   * @param template clean picture of the particles' box, in the frame of the true poses
   * @param truth true pose of each particle of the intake
   */
  public static KnownTemplate of(
      ParticleIntake intake, Image template, Pose[] truth, AlignmentOptions options) {
    List<CtfPhases> phases = new ArrayList<>();
    if (!intake.ctfUsed()) {
      phases.add(CtfPhases.FLIPPED);
    } else if (!intake.phases().mayBeOverruled()) {
      phases.add(intake.phases().phases());
    } else {
      phases.addAll(List.of(CtfPhases.values()));
    }
    int box = intake.box();
    List<Gains> candidates = new ArrayList<>();
    // What lies far out belongs to the particles if they are explained better with it.
    for (double radius :
        DoubleStream.of(options.maskRadius(box), options.widestMaskRadius(box))
            .distinct()
            .toArray()) {
      float[] masked = masked(template, radius);
      for (CtfPhases phase : phases) {
        candidates.add(Gains.of(phase.applyTo(intake.spectra()), masked, truth));
      }
    }
    return candidates.stream()
        .reduce((best, next) -> next.explained > best.explained ? next : best)
        .orElseThrow()
        .withStrengths(truth)
        .template(truth);
  }

  private static float[] masked(Image template, double radius) {
    int box = template.box();
    float[] masked = template.pixels().clone();
    new CircularMask(box, radius * box, Math.max(2, MASK_EDGE * box))
        .apply(masked, CircularMask.Fill.EDGE_MEAN);
    float outside = masked[0];
    for (int i = 0; i < masked.length; i++) {
      masked[i] -= outside;
    }
    return masked;
  }

  /** The poses that fit the template best, by Gauss-Newton from the truth. */
  public Pose[] refinedPoses() {
    Pose[] poses = truth.clone();
    ParallelLoop.run(
        poses.length,
        i -> {
          PoseRefinement refinement = new PoseRefinement(band, model);
          ParticleSpectrum particle = source.get(i);
          for (int step = 0; step < MOST_STEPS; step++) {
            Pose next = refinement.step(particle, poses[i]).pose();
            double turn = Math.abs(next.psiDegrees() - poses[i].psiDegrees());
            poses[i] = next;
            if (turn < CONVERGED_DEGREES) {
              break;
            }
          }
        });
    return poses;
  }

  /** The Cramer-Rao bound of each particle. */
  public CramerRaoBound[] bounds() {
    CramerRaoBound[] bounds = new CramerRaoBound[truth.length];
    ParallelLoop.run(
        bounds.length,
        i -> {
          float[] ctf = source.get(i).ctf().map(band::pick).orElse(null);
          bounds[i] =
              CramerRaoBound.of(band, model, truth[i].psiDegrees(), ctf).forStrength(strengths[i]);
        });
    return bounds;
  }

  /** What the particles show of the template's shells. */
  private static final class Gains {
    private final SpectrumSource source;
    private final float[] template;
    private final double[] gain;
    private final NoiseSpectrum noise;
    private final double explained;
    private final double[] strengths;

    private Gains(
        SpectrumSource source,
        float[] template,
        double[] gain,
        NoiseSpectrum noise,
        double explained,
        double[] strengths) {
      this.source = source;
      this.template = template;
      this.gain = gain;
      this.noise = noise;
      this.explained = explained;
      this.strengths = strengths;
    }

    /** Gains of particles that all show the template equally strongly. */
    static Gains of(SpectrumSource source, float[] template, Pose[] truth) {
      double[] equal = new double[truth.length];
      Arrays.fill(equal, 1);
      return of(source, template, truth, equal);
    }

    /**
     * Least squares of the particles on their CTF times the template, shell by shell.
     *
     * @param strengths how strongly each particle shows the template
     */
    private static Gains of(
        SpectrumSource source, float[] template, Pose[] truth, double[] strengths) {
      FrequencyDisc disc = source.disc();
      int shells = disc.radius() + 1;
      Band all = Band.unweighted(disc, disc.radius());
      AverageModel model = new AverageModel(template, disc.box(), disc.radius());
      double[] sums =
          ParallelLoop.reduce(
              source.size(),
              () -> new double[3 * shells],
              (into, i) -> {
                double[] own = sums(source.get(i), truth[i], all, model);
                for (int s = 0; s < shells; s++) {
                  into[s] += own[s];
                  into[shells + s] += strengths[i] * own[shells + s];
                  into[2 * shells + s] += strengths[i] * strengths[i] * own[2 * shells + s];
                }
              },
              VectorSums::addInto);
      double[] gain = new double[shells];
      double[] left = new double[shells];
      double explained = 0;
      for (int s = 0; s < shells; s++) {
        double power = sums[s];
        double cross = sums[shells + s];
        double own = sums[2 * shells + s];
        double count = Math.max(1, count(disc, s) * (double) source.size());
        double variance = own > 0 ? (power - cross * cross / own) / count : power / count;
        boolean sure = own > 0 && cross > SURE * Math.sqrt(variance * own / 2);
        gain[s] = sure ? cross / own : 0;
        left[s] = sure ? variance * count : power;
        explained += sure ? cross * cross / own / variance : 0;
      }
      return new Gains(
          source,
          template,
          gain,
          NoiseSpectrum.perCoefficient(disc, left, source.size()),
          explained,
          strengths);
    }

    /** The same once each particle's own strength, in the measured noise, is allowed for. */
    Gains withStrengths(Pose[] truth) {
      FrequencyDisc disc = source.disc();
      int shells = gain.length;
      Band all = Band.unweighted(disc, disc.radius());
      AverageModel model = new AverageModel(template, disc.box(), disc.radius());
      double[] own = new double[truth.length];
      ParallelLoop.run(
          own.length,
          i -> {
            double[] sums = sums(source.get(i), truth[i], all, model);
            double cross = 0;
            double power = 0;
            for (int s = 1; s < shells; s++) {
              double weight = gain[s] > 0 ? 1 / noise.variance(s) : 0;
              cross += weight * gain[s] * sums[shells + s];
              power += weight * gain[s] * gain[s] * sums[2 * shells + s];
            }
            // A strength of noise only, or none, must not blow up: a tenth of the mean at least.
            own[i] = power > 0 ? Math.max(LEAST_STRENGTH, cross / power) : 1;
          });
      return of(source, template, truth, own);
    }

    private static int count(FrequencyDisc disc, int shell) {
      int count = 0;
      for (int j = 0; j < disc.size(); j++) {
        count += disc.shell(j) == shell ? 1 : 0;
      }
      return count;
    }

    /**
     * Sums of |X|^2, Re(X conj(C T)) and |C T|^2 of one particle per shell, one after the other.
     */
    private static double[] sums(
        ParticleSpectrum particle, Pose pose, Band all, AverageModel model) {
      FrequencyDisc disc = all.disc();
      int shells = disc.radius() + 1;
      double[] into = new double[3 * shells];
      float[] t = new float[2 * disc.size()];
      model.sample(disc, pose.psiDegrees(), t);
      CentredParticle centred = new CentredParticle(all);
      centred.load(particle, pose);
      float[] x = centred.values();
      float[] ctf = centred.ctf();
      for (int j = 0; j < disc.size(); j++) {
        double c = ctf[j];
        double re = x[2 * j];
        double im = x[2 * j + 1];
        int s = disc.shell(j);
        into[s] += re * re + im * im;
        into[shells + s] += c * (re * t[2 * j] + im * t[2 * j + 1]);
        into[2 * shells + s] += c * c * (t[2 * j] * t[2 * j] + t[2 * j + 1] * t[2 * j + 1]);
      }
      return into;
    }

    /** The template with the particles' envelope, up to the last shell they show. */
    KnownTemplate template(Pose[] truth) {
      FrequencyDisc full = source.disc();
      int radius = 1;
      for (int s = 1; s < gain.length; s++) {
        radius = gain[s] > 0 ? s : radius;
      }
      float[] envelope = new float[full.size()];
      for (int j = 0; j < envelope.length; j++) {
        envelope[j] = (float) gain[full.shell(j)];
      }
      return new KnownTemplate(
          new Enveloped(source, envelope),
          Band.of(full, radius, noise),
          new AverageModel(template, full.box(), radius),
          truth,
          strengths);
    }
  }

  /**
   * Particles with the envelope as a part of their CTF. Turning the template does not change it,
   * and the template's picture stays zero outside the mask, which filtering it would not leave so.
   */
  private record Enveloped(SpectrumSource source, float[] envelope) implements SpectrumView {

    @Override
    public ParticleSpectrum get(int index) {
      ParticleSpectrum particle = source.get(index);
      float[] transfer = envelope.clone();
      float[] ctf = particle.ctf().orElse(null);
      for (int j = 0; ctf != null && j < transfer.length; j++) {
        transfer[j] *= ctf[j];
      }
      return new ParticleSpectrum(particle.values(), Optional.of(transfer));
    }
  }
}
