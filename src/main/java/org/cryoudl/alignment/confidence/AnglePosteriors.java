package org.cryoudl.alignment.confidence;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.intake.ParticleImages;
import org.cryoudl.alignment.intake.ParticleSpectra;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.MirroredSource;
import org.cryoudl.alignment.spectra.NoiseSpectrum;
import org.cryoudl.alignment.spectra.ShiftWindow;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.alignment.spectra.WhitenedParticle;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.statistics.VectorSums;

/**
 * How the posterior of single particles depends on the angle, after an alignment: log of {@code
 * sum_o exp(-sum_k |X - CTF exp(2 pi i k.o / box) A(R(psi) k)|^2 / sigma^2(k))} over all turns psi,
 * where shifts o lie in a small window about the particle's own, A is the average (of the
 * particle's class, where there are classes) and sigma^2 the power of what the average leaves of
 * the particles. The window is small because the average is centred: at a wrong turn the particle's
 * centre is where it was.
 *
 * <p>The particles are read again, only those whose curves are drawn. An average of few particles
 * holds some of each particle's own noise, which makes curves a little too deep.
 */
public final class AnglePosteriors {

  /** Number of turns in 360 degrees. */
  public static final int TURNS = 180;

  /** Largest frequency compared, in cycles per box: detail that steps of 2 degrees can follow. */
  private static final int MAX_RADIUS = 28;

  /** Frequencies compared whatever the resolution. */
  private static final int MIN_RADIUS = 12;

  private static final int NOISE_PARTICLES = 500;
  private static final double RANGE = 0.03;
  private static final double STEP = 0.01;
  private static final int SIDE_BY_SIDE = 12;

  private final SpectrumSource source;
  private final FrequencyDisc disc;
  private final Pose[] poses;
  private final int[] classOf;
  private final float[][][] templates;
  private final ShiftWindow window;
  private final Band band;

  private AnglePosteriors(
      SpectrumSource source, Pose[] poses, int[] classOf, List<Image> averages) {
    this.source = source;
    this.disc = source.disc();
    this.poses = poses;
    this.classOf = classOf;
    AverageModel[] models = new AverageModel[averages.size()];
    templates = new float[models.length][TURNS][2 * disc.size()];
    for (int k = 0; k < models.length; k++) {
      models[k] = new AverageModel(averages.get(k).pixels(), disc.box(), disc.radius());
      for (int t = 0; t < TURNS; t++) {
        models[k].sample(disc, t * 360.0 / TURNS, templates[k][t]);
      }
    }
    window = new ShiftWindow(disc, RANGE * disc.box(), STEP * disc.box());
    band = Band.of(disc, disc.radius(), noise(models));
  }

  /**
   * Curves of the particles of an alignment.
   *
   * @param set the particles, open
   * @param alignment what was found for them
   * @param inverted whether particles are dark and were made white
   */
  public static AnglePosteriors of(ParticleSet set, Alignment alignment, boolean inverted) {
    ParticleImages images =
        ParticleImages.known(set.images(), inverted, alignment.particles().rows());
    boolean ctfUsed = alignment.phases().isPresent();
    IntFunction<Optional<CtfParameters>> ctf =
        i -> ctfUsed ? set.ctf(images.row(i)) : Optional.empty();
    double resolved =
        alignment
            .largestView()
            .rings()
            .crossing(RingCorrelation.RESOLVED)
            .orElse(Double.POSITIVE_INFINITY);
    int radius = (int) Math.max(MIN_RADIUS, Math.min(MAX_RADIUS, Math.ceil(resolved)));
    ParticleSpectra spectra =
        new ParticleSpectra(
            images,
            Math.min((alignment.box() - 1) / 2, radius),
            ctf,
            alignment.pixelSizeAngstroms().orElse(1));
    SpectrumSource source = alignment.phases().map(p -> p.applyTo(spectra)).orElse(spectra);
    SpectrumSource seen =
        alignment
            .particles()
            .flips()
            .<SpectrumSource>map(flips -> new MirroredSource(source, flips.flipped()))
            .orElse(source);
    return new AnglePosteriors(
        seen,
        alignment.particles().poses(),
        alignment.particles().classIndex(),
        alignment.views().stream().map(ViewResult::average).toList());
  }

  /** Largest frequency compared, in cycles per box. */
  public int radius() {
    return disc.radius();
  }

  /**
   * Curves of some particles, over all cores.
   *
   * @param positions in the alignment's arrays
   * @return for each the natural logarithm of the posterior at {@link #TURNS} turns, from 0 degrees
   *     on in equal steps, the largest being 0
   */
  public float[][] curves(int[] positions) {
    float[][] curves = new float[positions.length][];
    int pieces = Math.min(positions.length, 8 * Parallelism.current().threads());
    ParallelLoop.run(
        pieces,
        piece -> {
          Work work = new Work();
          for (int i = piece; i < positions.length; i += pieces) {
            curves[i] = curve(positions[i], work);
          }
        });
    return curves;
  }

  private final class Work {
    final WhitenedParticle particle = new WhitenedParticle(band);
    final ShiftWindow.Work shifts = window.new Work(SIDE_BY_SIDE);
    final float[][] scores = new float[SIDE_BY_SIDE][window.side() * window.side()];
  }

  private float[] curve(int position, Work work) {
    work.particle.load(source.get(position), poses[position]);
    float[][] turns = templates[classOf[position]];
    double[] log = new double[TURNS];
    double largest = Double.NEGATIVE_INFINITY;
    for (int from = 0; from < TURNS; from += SIDE_BY_SIDE) {
      int count = Math.min(SIDE_BY_SIDE, TURNS - from);
      for (int i = 0; i < count; i++) {
        work.shifts.load(i, work.particle.values(), turns[from + i]);
      }
      work.shifts.correlate(count, work.scores);
      for (int i = 0; i < count; i++) {
        log[from + i] = logSum(work.scores[i]) - work.particle.norm(turns[from + i]);
        largest = Math.max(largest, log[from + i]);
      }
    }
    float[] curve = new float[TURNS];
    for (int t = 0; t < TURNS; t++) {
      curve[t] = (float) (log[t] - largest);
    }
    return curve;
  }

  private static double logSum(float[] scores) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float score : scores) {
      largest = Math.max(largest, score);
    }
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp(score - largest);
    }
    return largest + Math.log(sum);
  }

  /** Mean power per coefficient of what the average leaves of some particles. */
  private NoiseSpectrum noise(AverageModel[] models) {
    int count = Math.min(NOISE_PARTICLES, source.size());
    Band all = Band.unweighted(disc, disc.radius());
    double[] sum =
        ParallelLoop.reduce(
            count,
            () -> new double[disc.radius() + 1],
            (power, i) -> {
              int p = (int) ((long) i * source.size() / count);
              models[classOf[p]].addResidualPower(all, source.get(p), poses[p], power);
            },
            VectorSums::addInto);
    return NoiseSpectrum.perCoefficient(disc, sum, count);
  }
}
