package org.cryoudl.alignment.averages;

import java.util.Arrays;
import java.util.List;
import org.cryoudl.network.model.PriorModel;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.parallel.ParallelLoop;

/**
 * What a network knows of averages, as far as the other half confirms it. The halves are given to
 * the network apart. At each ring of frequencies, what it adds to a half counts by the share g from
 * 0 to 1 that makes the average of the other half likeliest: with C what it adds, W the filtered
 * average of a half, U the average of the other half as it is and D its precision, {@code g = (G -
 * s) / H}, {@code G = sum of D Re<U - W, C>}, {@code H = sum of D |C|^2} over both halves and
 * neighbouring rings, where {@code s = sqrt(H / 2)} is the standard deviation that noise gives to
 * G. If that gains too little in all, nothing is added.
 *
 * <p>The average of all has half the noise. What is right in C grows with the noise, what is
 * invented does not; so there the share is {@code g / (2 - g)}.
 */
public final class NetworkPicturePrior implements PicturePrior {

  private static final int RINGS = PolarPictures.RINGS;
  private static final int ANGLES = PolarPictures.HALF_ANGLES;
  private static final int IMAGINARY = ANGLES * RINGS;

  /** Rings on either side that a share is worked out with: a ring alone has few coefficients. */
  private static final int NEIGHBOURS = 1;

  /** What the shares must gain in log likelihood, in nats; otherwise nothing is added. */
  private static final double LEAST_GAIN = 3;

  /** The network is given shells of noise as if they had one over this of signal. */
  private static final double MOST_PENALTY = 50;

  private final PriorModel model;

  /**
   * Takes a model.
   *
   * @param model stays open, and is closed by the caller
   */
  public NetworkPicturePrior(PriorModel model) {
    this.model = model;
  }

  @Override
  public float[][] corrections(Halves halves) {
    int rings = Math.min(RINGS, halves.penalty().length - 1);
    float[][] open = new float[2][];
    float[][] filtered = new float[2][];
    ParallelLoop.run(
        4,
        n -> {
          boolean first = n < 2;
          float[] picture = (first ? halves.masked() : halves.filtered())[n % 2];
          (first ? open : filtered)[n % 2] = samples(picture, halves.side());
        });
    double[][] precision = {halves.precision()[0], halves.precision()[1], new double[rings + 1]};
    float[] mean = new float[PolarPictures.SAMPLES];
    double[] signal = new double[rings];
    double unit = 0;
    for (int r = 0; r < rings; r++) {
      double all = precision[0][r + 1] + precision[1][r + 1];
      precision[2][r + 1] = all;
      if (!(precision[0][r + 1] > 0 && precision[1][r + 1] > 0)) {
        return new float[0][]; // a half without particles
      }
      double penalty = Math.min(MOST_PENALTY, halves.penalty()[r + 1]);
      signal[r] = PolarPictures.noiseKept() / (penalty * all);
      unit += PolarPictures.area(r) * signal[r];
    }
    for (int j = 0; j < mean.length; j++) {
      int r = j % RINGS;
      if (r < rings) {
        double share = precision[0][r + 1] / precision[2][r + 1];
        mean[j] = (float) (share * open[0][j] + (1 - share) * open[1][j]);
      }
    }
    NoisyAverage[] noisy = new NoisyAverage[3];
    for (int n = 0; n < noisy.length; n++) {
      noisy[n] = noisy(n < 2 ? open[n] : mean, precision[n], signal, unit);
    }
    float[][] added = model.corrections(List.of(noisy));
    for (int n = 0; n < noisy.length; n++) {
      float[] from = noisy[n].wiener();
      for (int j = 0; j < from.length; j++) {
        added[n][j] = (float) Math.sqrt(unit) * (added[n][j] + from[j]);
      }
    }
    // What the network's filter and that of the averages leave differs a little.
    float[] filteredMean = new float[mean.length];
    for (int j = 0; j < mean.length; j++) {
      int r = j % RINGS;
      filteredMean[j] = r < rings ? mean[j] / (float) (1 + halves.penalty()[r + 1]) : 0;
    }
    for (int n = 0; n < noisy.length; n++) {
      float[] there = n < 2 ? filtered[n] : filteredMean;
      for (int j = 0; j < there.length; j++) {
        added[n][j] = j % RINGS < rings ? added[n][j] - there[j] : 0;
      }
    }
    double[] shares = shares(added, open, filtered, precision, rings);
    float[][] pictures = new float[noisy.length][];
    ParallelLoop.run(
        noisy.length,
        n -> {
          for (int j = 0; j < added[n].length; j++) {
            double share = shares[j % RINGS];
            added[n][j] *= (float) (n < 2 ? share : share / (2 - share));
          }
          pictures[n] = picture(added[n], halves.side());
        });
    return pictures;
  }

  private static NoisyAverage noisy(
      float[] samples, double[] precision, double[] signal, double unit) {
    float[] whitened = new float[samples.length];
    double[] strength = new double[RINGS];
    double[] ratio = new double[RINGS];
    for (int r = 0; r < signal.length; r++) {
      strength[r] = signal[r] / unit;
      ratio[r] = signal[r] * precision[r + 1];
    }
    for (int j = 0; j < samples.length; j++) {
      int r = j % RINGS;
      whitened[j] = r < signal.length ? samples[j] * (float) Math.sqrt(precision[r + 1]) : 0;
    }
    return new NoisyAverage(whitened, strength, ratio);
  }

  /** By ring, the share of what the network adds that the other half surely confirms. */
  private static double[] shares(
      float[][] added, float[][] open, float[][] filtered, double[][] precision, int rings) {
    double[] confirmed = new double[rings];
    double[] whole = new double[rings];
    for (int h = 0; h < 2; h++) {
      for (int j = 0; j < added[h].length; j++) {
        int r = j % RINGS;
        if (r < rings) {
          // A half plane holds area / 2 coefficients, which all samples of the ring stand for.
          double weight = PolarPictures.area(r) / 2 / ANGLES * precision[1 - h][r + 1];
          confirmed[r] += weight * added[h][j] * (open[1 - h][j] - filtered[h][j]);
          whole[r] += weight * added[h][j] * added[h][j];
        }
      }
    }
    double[] shares = new double[RINGS];
    double gained = 0;
    for (int r = 0; r < rings; r++) {
      int from = Math.max(0, r - NEIGHBOURS);
      int to = Math.min(rings, r + NEIGHBOURS + 1);
      double all = Arrays.stream(whole, from, to).sum();
      double sure = Arrays.stream(confirmed, from, to).sum() - Math.sqrt(all / 2);
      shares[r] = all > 0 ? Math.max(0, Math.min(1, sure / all)) : 0;
      gained += shares[r] * (2 * confirmed[r] - shares[r] * whole[r]);
    }
    return gained < LEAST_GAIN ? new double[RINGS] : shares;
  }

  /** Samples of a picture's Fourier transform (see {@link PolarPictures}), sums over pixels. */
  static float[] samples(float[] picture, int side) {
    float[] samples = new float[PolarPictures.SAMPLES];
    float[][] rowSums = new float[2][side];
    for (int h = 0; h < ANGLES; h++) {
      double angle = Math.PI * h / ANGLES;
      for (int r = 0; r < RINGS; r++) {
        float[][] x = wave((r + 1) * Math.cos(angle), side);
        float[][] y = wave((r + 1) * Math.sin(angle), side);
        double re = 0;
        double im = 0;
        for (int row = 0; row < side; row++) {
          rowSums[0][row] = 0;
          rowSums[1][row] = 0;
          for (int column = 0; column < side; column++) {
            float value = picture[row * side + column];
            rowSums[0][row] += value * x[0][column];
            rowSums[1][row] += value * x[1][column];
          }
          re += rowSums[0][row] * y[0][row] - rowSums[1][row] * y[1][row];
          im += rowSums[0][row] * y[1][row] + rowSums[1][row] * y[0][row];
        }
        samples[h * RINGS + r] = (float) re;
        samples[IMAGINARY + h * RINGS + r] = (float) -im;
      }
    }
    return samples;
  }

  /** The picture of samples: the inverse of {@link #samples} for pictures within the mask. */
  static float[] picture(float[] samples, int side) {
    float[] picture = new float[side * side];
    for (int h = 0; h < ANGLES; h++) {
      double angle = Math.PI * h / ANGLES;
      for (int r = 0; r < RINGS; r++) {
        float[][] x = wave((r + 1) * Math.cos(angle), side);
        float[][] y = wave((r + 1) * Math.sin(angle), side);
        double scale = PolarPictures.area(r) / ANGLES / ((double) side * side);
        float re = (float) (scale * samples[h * RINGS + r]);
        float im = (float) (scale * samples[IMAGINARY + h * RINGS + r]);
        for (int row = 0; row < side; row++) {
          float real = re * y[0][row] - im * y[1][row];
          float imaginary = re * y[1][row] + im * y[0][row];
          for (int column = 0; column < side; column++) {
            picture[row * side + column] += real * x[0][column] - imaginary * x[1][column];
          }
        }
      }
    }
    return picture;
  }

  /** Cosine and sine of a wave along an axis, about the centre pixel. */
  private static float[][] wave(double cycles, int side) {
    float[][] wave = new float[2][side];
    for (int i = 0; i < side; i++) {
      double phase = 2 * Math.PI * cycles * (i - side / 2) / side;
      wave[0][i] = (float) Math.cos(phase);
      wave[1][i] = (float) Math.sin(phase);
    }
    return wave;
  }
}
