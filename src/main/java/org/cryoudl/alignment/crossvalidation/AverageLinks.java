package org.cryoudl.alignment.crossvalidation;

import java.util.List;
import java.util.Optional;
import org.cryoudl.alignment.averages.AverageModel;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.averages.RefinementState;
import org.cryoudl.alignment.search.CoarseToFine;
import org.cryoudl.alignment.search.LocalPosterior;
import org.cryoudl.alignment.search.MixtureScan;
import org.cryoudl.alignment.search.PoseScan;
import org.cryoudl.alignment.spectra.Band;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;

/** The averages of several classes, and how any two of them lie on each other. */
final class AverageLinks {

  /** An average of which no more is signal cannot be compared. */
  private static final double LEAST_SIGNAL = 0.05;

  /** Share of signal in a ring of both averages from which on the ring shows what they are. */
  private static final double RESOLVED_RING = 0.5;

  /** Rings so much weaker than the strongest, in power, hold errors of interpolation alone. */
  private static final double EMPTY_RING = 1e-5;

  /** Detail that shows which averages may be alike at all, in cycles per box, */
  private static final int COARSE_RADIUS = 10;

  /** and the largest shift between two centred averages then, as a share of the box. */
  private static final double COARSE_SHIFT = 0.08;

  private final SpectrumSource source;
  private final Band band;
  private final Band scanned;
  private final double maxShiftPixels;
  private final int side;
  private final float[] weights;
  private final float[][] coefficients;
  private final AverageModel[] models;

  /** By class, the average in all turns. */
  private final float[][][] turned;

  /** The same with coarse frequencies alone. */
  private final float[][][] coarselyTurned;

  private final Band coarse;

  /** By class, the ring correlation of the halves of its average. */
  private final double[][] rings;

  private final double[] power;
  private final double[] signal;

  /**
   * How two averages lie on each other.
   *
   * @param first position of a class
   * @param second position of another
   * @param pose of the second average, taken for a particle, in the first
   * @param correlation of the two there, each frequency counting as it does for particles
   * @param expected what it would be if both showed one view, with their noise
   * @param detail mean correlation of the rings that both resolve, divided by what it would be if
   *     both showed one view
   */
  record Link(
      int first, int second, Pose pose, double correlation, double expected, double detail) {

    /** The correlation without noise; 0 if an average holds no signal. */
    double ofSignal() {
      return expected > LEAST_SIGNAL ? correlation / expected : 0;
    }
  }

  private AverageLinks(
      List<Optional<RefinementState>> states, RefinementState any, int radius, double maxShift) {
    source = any.source();
    band = Band.of(source, radius, any.noise());
    scanned = PoseScan.band(source, radius, any.noise());
    maxShiftPixels = maxShift;
    side = Averages.side(band.box(), band.radius());
    weights = band.meanWeights(source);
    coefficients = new float[states.size()][];
    models = new AverageModel[states.size()];
    turned = new float[states.size()][][];
    coarselyTurned = new float[states.size()][][];
    coarse = Band.of(source, Math.min(COARSE_RADIUS, radius), any.noise());
    rings = new double[states.size()][];
    power = new double[states.size()];
    signal = new double[states.size()];
  }

  /**
   * Takes the averages of some classes.
   *
   * @param present which ones, at least one
   */
  static AverageLinks of(
      List<Optional<RefinementState>> states, int[] present, double maxShiftPixels) {
    RefinementState any = states.get(present[0]).orElseThrow();
    int radius = 0;
    for (int k : present) {
      RefinementState state = states.get(k).orElseThrow();
      radius = Math.max(radius, state.resolvedRadius(CoarseToFine.FINEST_RADIUS));
    }
    AverageLinks links = new AverageLinks(states, any, radius, maxShiftPixels);
    for (int k : present) {
      links.add(k, states.get(k).orElseThrow().averages());
    }
    return links;
  }

  private void add(int k, Averages averages) {
    models[k] = averages.model(band.radius());
    rings[k] = averages.ringCorrelation();
    turned[k] = PoseScan.templates(models[k], scanned);
    coarselyTurned[k] = PoseScan.templates(models[k], coarse);
    coefficients[k] = sampled(models[k]);
    power[k] = product(coefficients[k], coefficients[k]);
    AverageModel[] halves = averages.otherHalves(band.radius());
    float[] one = sampled(halves[0]);
    float[] two = sampled(halves[1]);
    double norm = Math.sqrt(product(one, one) * product(two, two));
    double alike = norm > 0 ? Math.max(0, product(one, two) / norm) : 0;
    signal[k] = 2 * alike / (1 + alike);
  }

  /** What compares a particle with averages in all poses; for one thread. */
  PoseScan scan() {
    return new PoseScan(source, scanned, maxShiftPixels);
  }

  /** What compares a particle with mixtures of two averages; for one thread. */
  MixtureScan mixtureScan() {
    return new MixtureScan(source, scanned, maxShiftPixels);
  }

  /** What compares averages coarsely in all poses; for one thread. */
  PoseScan coarseScan() {
    return new PoseScan(source, coarse, Math.min(maxShiftPixels, COARSE_SHIFT * coarse.box()));
  }

  /**
   * About what {@link Link#ofSignal} would be, by coarse frequencies.
   *
   * @param scan from {@link #coarseScan}
   */
  double coarseLikeness(int first, int second, PoseScan scan) {
    float[] a = coarselyTurned[first][0];
    float[] b = coarselyTurned[second][0];
    scan.scan(onDisc(b, coarse), coarselyTurned[first]);
    float[] inverseNoise = coarse.inverseNoise();
    double powerA = 0;
    double powerB = 0;
    for (int j = 0; j < inverseNoise.length; j++) {
      powerA += inverseNoise[j] * (a[2 * j] * a[2 * j] + a[2 * j + 1] * a[2 * j + 1]);
      powerB += inverseNoise[j] * (b[2 * j] * b[2 * j] + b[2 * j + 1] * b[2 * j + 1]);
    }
    double norm = Math.sqrt(powerA * powerB * signal[first] * signal[second]);
    return norm > 0 ? scan.highestProduct() / norm : 0;
  }

  /** An average as if it were a particle. */
  private ParticleSpectrum onDisc(float[] packed, Band from) {
    FrequencyDisc full = source.disc();
    float[] whole = new float[2 * full.size()];
    int[] positions = from.disc().positionsIn(full);
    for (int j = 0; j < positions.length; j++) {
      whole[2 * positions[j]] = packed[2 * j];
      whole[2 * positions[j] + 1] = packed[2 * j + 1];
    }
    return new ParticleSpectrum(whole, Optional.empty());
  }

  /**
   * Brings the average of one class onto that of another.
   *
   * @param scan from {@link #scan}
   */
  Link link(int first, int second, PoseScan scan) {
    ParticleSpectrum picture = onDisc(coefficients[second], band);
    scan.scan(picture, turned[first]);
    Pose pose = scan.found(1, Double.NaN, 0).pose();
    LocalPosterior wide = new LocalPosterior(band, 0.008 * band.box());
    LocalPosterior fine = new LocalPosterior(band, 0.003 * band.box());
    pose = wide.about(picture, models[first], 1, pose, 1.5).best();
    pose = fine.about(picture, models[first], 1, pose, 0.5).best();
    float[] moved = moved(coefficients[second], pose);
    double norm = Math.sqrt(power[first] * power[second]);
    return new Link(
        first,
        second,
        pose,
        norm > 0 ? product(coefficients[first], moved) / norm : 0,
        Math.sqrt(signal[first] * signal[second]),
        detail(coefficients[first], moved, rings[first], rings[second]));
  }

  /** Mean correlation of the rings of two averages that both resolve, by what one view has. */
  private double detail(float[] a, float[] b, double[] ringsOfA, double[] ringsOfB) {
    FrequencyDisc disc = band.disc();
    double[] product = new double[disc.radius() + 1];
    double[] powerA = new double[disc.radius() + 1];
    double[] powerB = new double[disc.radius() + 1];
    for (int j = 0; j < disc.size(); j++) {
      int s = disc.shell(j);
      if (s <= disc.radius()) {
        product[s] += (double) a[2 * j] * b[2 * j] + (double) a[2 * j + 1] * b[2 * j + 1];
        powerA[s] += (double) a[2 * j] * a[2 * j] + (double) a[2 * j + 1] * a[2 * j + 1];
        powerB[s] += (double) b[2 * j] * b[2 * j] + (double) b[2 * j + 1] * b[2 * j + 1];
      }
    }
    double strongest = 0;
    for (int s = 1; s <= disc.radius(); s++) {
      strongest = Math.max(strongest, Math.sqrt(powerA[s] * powerB[s]) / s);
    }
    double found = 0;
    double ofOneView = 0;
    for (int s = 1; s <= disc.radius(); s++) {
      double norm = Math.sqrt(powerA[s] * powerB[s]);
      double expected = Math.sqrt(ofAll(ringsOfA, s) * ofAll(ringsOfB, s));
      if (norm / s > EMPTY_RING * strongest && expected >= RESOLVED_RING) {
        found += product[s] / norm;
        ofOneView += expected;
      }
    }
    return ofOneView > 0 ? found / ofOneView : 0;
  }

  /** Share of signal in a ring of an average of all particles, by the correlation of halves. */
  private static double ofAll(double[] ofHalves, int shell) {
    double known = shell < ofHalves.length ? Math.max(0, ofHalves[shell]) : 0;
    return 2 * known / (1 + known);
  }

  /**
   * Both averages of a link in the frame of the first, in all turns. Each is sampled once: another
   * sampling would make the second a little worse than the first.
   */
  float[][][] inOneFrame(Link link) {
    Pose pose = link.pose;
    return new float[][][] {
      MixtureScan.templates(centred(coefficients[link.first], Pose.IDENTITY), scanned, 0),
      MixtureScan.templates(centred(coefficients[link.second], pose), scanned, -pose.psiDegrees())
    };
  }

  /** An average moved by a pose's origin. */
  private AverageModel centred(float[] packed, Pose pose) {
    float[] centred = band.disc().shifted(packed, pose.originXPixels(), pose.originYPixels());
    return new AverageModel(band.disc().picture(centred, side), side, band.radius());
  }

  /** The coefficients of an average that is brought into another frame like a particle. */
  private float[] moved(float[] packed, Pose pose) {
    float[] turned = new float[packed.length];
    centred(packed, pose).sample(band.disc(), -pose.psiDegrees(), turned);
    return turned;
  }

  private float[] sampled(AverageModel model) {
    float[] packed = new float[2 * band.disc().size()];
    model.sample(band.disc(), 0, packed);
    return packed;
  }

  private double product(float[] a, float[] b) {
    double sum = 0;
    for (int j = 0; j < weights.length; j++) {
      sum += (double) weights[j] * (a[2 * j] * b[2 * j] + a[2 * j + 1] * b[2 * j + 1]);
    }
    return sum;
  }
}
