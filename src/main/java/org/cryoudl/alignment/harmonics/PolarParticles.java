package org.cryoudl.alignment.harmonics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.cryoudl.alignment.averages.Averages;
import org.cryoudl.alignment.spectra.FrequencyDisc;
import org.cryoudl.alignment.spectra.ParticleSpectrum;
import org.cryoudl.alignment.spectra.SpectrumSource;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.statistics.VectorSums;

/**
 * Particles at polar frequencies, in memory: times their CTF, and the mean of its square along each
 * ring. The transform between a box's own frequencies is that of the picture in the box, so nothing
 * is interpolated but the CTF.
 */
public final class PolarParticles {

  /** Particles that are transformed at once. */
  private static final int BATCH = 64;

  /**
   * How much finer detail than the finest ring the pictures hold: between the box's own frequencies
   * a transform depends on those around.
   */
  private static final int MARGIN = 8;

  /** Neighbours on the disc from which a CTF is interpolated. */
  private static final int TAPS = 16;

  /** A radius that all orders of the half circle fit into, as a share of the box. */
  private static final double WHOLE_CIRCLE = PolarFrequencies.HALF_ANGLES;

  private final int box;
  private final int rings;

  /** {@code CTF X}: real parts, ring by ring, then imaginary parts; by particle. */
  private final float[][] values;

  /** Mean of {@code CTF^2} along each ring; by particle. */
  private final float[][] ctfSquared;

  /**
   * Mean of {@code |X|^2} along each ring of what lies outside the particles, brought to the whole
   * box.
   */
  private final double[] background;

  private PolarParticles(int box, int rings, int size) {
    this.box = box;
    this.rings = rings;
    this.values = new float[size][];
    this.ctfSquared = new float[size][];
    this.background = new double[rings];
  }

  /**
   * Takes all particles of a source.
   *
   * @param rings largest frequency in cycles per box; less than that of the source's disc
   * @param maskRadius radius that holds the particles, as a share of the box
   */
  public static PolarParticles of(SpectrumSource source, int rings, double maskRadius) {
    FrequencyDisc disc = source.disc();
    PolarParticles particles = new PolarParticles(disc.box(), rings, source.size());
    int batches = (source.size() + BATCH - 1) / BATCH;
    double[] sums =
        TensorEngine.working(
            () -> {
              try (Sampling sampling = new Sampling(disc, rings, maskRadius)) {
                return ParallelLoop.reduce(
                    batches,
                    () -> new double[rings],
                    (into, b) -> sampling.fill(particles, source, b * BATCH, into),
                    VectorSums::addInto);
              }
            });
    for (int r = 0; r < rings; r++) {
      particles.background[r] = sums[r] / source.size();
    }
    return particles;
  }

  /**
   * The same particles brought into other frames: each turned about its origin, exactly but for
   * orders that the half circle does not hold.
   *
   * @param poses one a particle; in the new frames the pose is the identity
   */
  public PolarParticles moved(Pose[] poses) {
    PolarParticles moved = new PolarParticles(box, rings, values.length);
    System.arraycopy(background, 0, moved.background, 0, rings);
    System.arraycopy(ctfSquared, 0, moved.ctfSquared, 0, values.length);
    PolarFrequencies frequencies = new PolarFrequencies(box, rings, WHOLE_CIRCLE);
    AlignedHarmonics aligned = new AlignedHarmonics(this, frequencies);
    HalfCircle circle = new HalfCircle(frequencies);
    ParallelLoop.run(
        values.length,
        i -> moved.values[i] = ringByRing(circle.samples(aligned.of(i, poses[i])), rings));
    return moved;
  }

  /** Samples in the order in which they are kept here. */
  private static float[] ringByRing(float[][] byAngle, int rings) {
    int half = PolarFrequencies.HALF_ANGLES;
    float[] values = new float[2 * rings * half];
    for (int part = 0; part < 2; part++) {
      for (int r = 0; r < rings; r++) {
        for (int h = 0; h < half; h++) {
          values[(part * rings + r) * half + h] = byAngle[part][h * rings + r];
        }
      }
    }
    return values;
  }

  /** Some of the particles, which share their arrays with these. */
  public PolarParticles some(int[] indices) {
    PolarParticles some = new PolarParticles(box, rings, indices.length);
    System.arraycopy(background, 0, some.background, 0, rings);
    for (int n = 0; n < indices.length; n++) {
      some.values[n] = values[indices[n]];
      some.ctfSquared[n] = ctfSquared[indices[n]];
    }
    return some;
  }

  public int size() {
    return values.length;
  }

  public int box() {
    return box;
  }

  /** Largest frequency in cycles per box. */
  public int rings() {
    return rings;
  }

  /** {@code CTF X} of a particle: real parts, ring by ring, then imaginary parts; shared. */
  public float[] values(int particle) {
    return values[particle];
  }

  /** Mean of {@code CTF^2} along each ring; shared. */
  public float[] ctfSquared(int particle) {
    return ctfSquared[particle];
  }

  /** Mean of {@code |CTF X|^2} of a particle along a ring. */
  public double ringPower(int particle, int ring) {
    int half = PolarFrequencies.HALF_ANGLES;
    double sum = 0;
    for (int at = ring * half; at < (ring + 1) * half; at++) {
      float re = values[particle][at];
      float im = values[particle][rings * half + at];
      sum += re * re + im * im;
    }
    return sum / half;
  }

  /** Mean of {@code |n|^2} of the noise along each ring, as the pixels outside the mask show it. */
  public double[] backgroundPower() {
    return background.clone();
  }

  /** How pictures are brought onto polar frequencies. */
  private static final class Sampling implements AutoCloseable {
    final FrequencyDisc disc;
    final FrequencyDisc small;
    final int[] positions;
    final int rings;
    final int side;
    final NDManager manager;
    final NDArray transform;
    final float[] outside;
    final double outsideShare;
    final int[] ctfAt;
    final float[] ctfPart;

    Sampling(FrequencyDisc disc, int rings, double maskRadius) {
      this.disc = disc;
      this.rings = rings;
      this.small = new FrequencyDisc(disc.box(), Math.min(rings + MARGIN, disc.radius()));
      this.positions = small.positionsIn(disc);
      this.side = Averages.side(disc.box(), small.radius());
      this.manager = TensorEngine.start().newBaseManager();
      this.transform =
          manager.create(
              transform(),
              new Shape((long) side * side, 2L * rings * PolarFrequencies.HALF_ANGLES));
      float[] mask = CircularMask.aroundParticle(side, maskRadius).weights();
      this.outside = new float[mask.length];
      double share = 0;
      for (int i = 0; i < mask.length; i++) {
        outside[i] = 1 - mask[i];
        share += outside[i] * outside[i];
      }
      this.outsideShare = share / mask.length;
      int samples = rings * PolarFrequencies.HALF_ANGLES;
      this.ctfAt = new int[TAPS * samples];
      this.ctfPart = new float[TAPS * samples];
      interpolation();
    }

    /** Columns {@code (part, ring, angle)}, rows pixels: {@code exp(-2 pi i k.x / side)}. */
    private float[] transform() {
      int samples = rings * PolarFrequencies.HALF_ANGLES;
      float[] matrix = new float[side * side * 2 * samples];
      for (int r = 0; r < rings; r++) {
        for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
          double angle = PolarFrequencies.angle(h);
          double kx = -2 * Math.PI * (r + 1) * Math.cos(angle) / side;
          double ky = -2 * Math.PI * (r + 1) * Math.sin(angle) / side;
          int column = r * PolarFrequencies.HALF_ANGLES + h;
          for (int row = 0; row < side; row++) {
            for (int x = 0; x < side; x++) {
              double phase = kx * (x - side / 2) + ky * (row - side / 2);
              int at = (row * side + x) * 2 * samples + column;
              matrix[at] = (float) (Math.cos(phase));
              matrix[at + samples] = (float) (Math.sin(phase));
            }
          }
        }
      }
      return matrix;
    }

    /**
     * Where on the disc, and how strongly, the sixteen neighbours of each polar frequency count.
     */
    private void interpolation() {
      for (int r = 0; r < rings; r++) {
        for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
          double angle = PolarFrequencies.angle(h);
          double kx = (r + 1) * Math.cos(angle);
          double ky = (r + 1) * Math.sin(angle);
          int x0 = (int) Math.floor(kx);
          int y0 = (int) Math.floor(ky);
          for (int n = 0; n < TAPS; n++) {
            int x = x0 - 1 + n % 4;
            int y = y0 - 1 + n / 4;
            int at = TAPS * (r * PolarFrequencies.HALF_ANGLES + h) + n;
            ctfAt[at] = position(x, y);
            ctfPart[at] = ctfAt[at] < 0 ? 0 : (float) (cubic(kx - x) * cubic(ky - y));
          }
        }
      }
      for (int s = 0; s < ctfPart.length; s += TAPS) {
        float sum = 0;
        for (int n = s; n < s + TAPS; n++) {
          sum += ctfPart[n];
        }
        for (int n = s; n < s + TAPS; n++) {
          ctfPart[n] /= sum;
          ctfAt[n] = Math.max(0, ctfAt[n]);
        }
      }
    }

    /** Catmull and Rom's kernel: cubic between neighbours, exact for parabolas. */
    private static double cubic(double distance) {
      double d = Math.abs(distance);
      if (d < 1) {
        return (1.5 * d - 2.5) * d * d + 1;
      }
      return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }

    /** The place of a frequency, or of its conjugate, on the particles' disc; -1 beyond it. */
    private int position(int x, int y) {
      boolean conjugate = x < 0 || x == 0 && y < 0;
      int kx = conjugate ? -x : x;
      int ky = conjugate ? -y : y;
      if (kx * kx + ky * ky > disc.radius() * disc.radius() || kx == 0 && ky == 0) {
        return -1;
      }
      return disc.position(kx, ky);
    }

    /** Fills in a batch, and adds the powers of its backgrounds. */
    void fill(PolarParticles into, SpectrumSource source, int from, double[] background) {
      int count = Math.min(BATCH, source.size() - from);
      int samples = rings * PolarFrequencies.HALF_ANGLES;
      float[] pictures = new float[2 * count * side * side];
      float[][] ctfs = new float[count][];
      float[] packed = new float[2 * positions.length];
      for (int b = 0; b < count; b++) {
        ParticleSpectrum particle = source.get(from + b);
        for (int j = 0; j < positions.length; j++) {
          packed[2 * j] = particle.values()[2 * positions[j]];
          packed[2 * j + 1] = particle.values()[2 * positions[j] + 1];
        }
        float[] picture = onBackground(small.picture(packed, side));
        System.arraycopy(picture, 0, pictures, b * side * side, picture.length);
        for (int i = 0; i < picture.length; i++) {
          pictures[(count + b) * side * side + i] = picture[i] * outside[i];
        }
        ctfs[b] = particle.ctf().orElse(null);
      }
      float[] polar = product(pictures, 2 * count);
      for (int b = 0; b < count; b++) {
        for (int r = 0; r < rings; r++) {
          background[r] += ringPower(polar, (count + b) * 2 * samples, r) / outsideShare;
        }
        float[] own = Arrays.copyOfRange(polar, b * 2 * samples, (b + 1) * 2 * samples);
        into.ctfSquared[from + b] = applyCtf(own, ctfs[b]);
        into.values[from + b] = own;
      }
    }

    /**
     * Takes the level around the particle as zero. Spectra lack the coefficient of frequency zero;
     * without it a box full of level would show between the box's own frequencies.
     */
    private float[] onBackground(float[] picture) {
      double sum = 0;
      double weight = 0;
      for (int i = 0; i < picture.length; i++) {
        sum += outside[i] * picture[i];
        weight += outside[i];
      }
      float level = weight > 0 ? (float) (sum / weight) : 0;
      for (int i = 0; i < picture.length; i++) {
        picture[i] -= level;
      }
      return picture;
    }

    private float[] product(float[] pictures, int count) {
      try (NDManager batch = manager.newSubManager()) {
        NDArray product =
            batch.create(pictures, new Shape(count, (long) side * side)).matMul(transform);
        product.attach(batch);
        return product.toFloatArray();
      }
    }

    @Override
    public void close() {
      manager.close();
    }

    private double ringPower(float[] polar, int offset, int ring) {
      int samples = rings * PolarFrequencies.HALF_ANGLES;
      double sum = 0;
      for (int h = 0; h < PolarFrequencies.HALF_ANGLES; h++) {
        int at = offset + ring * PolarFrequencies.HALF_ANGLES + h;
        sum += polar[at] * polar[at] + polar[at + samples] * polar[at + samples];
      }
      return sum / PolarFrequencies.HALF_ANGLES;
    }

    /** Multiplies by the CTF; returns the mean of its square along each ring. */
    private float[] applyCtf(float[] polar, float[] ctf) {
      float[] squares = new float[rings];
      if (ctf == null) {
        Arrays.fill(squares, 1);
        return squares;
      }
      int samples = rings * PolarFrequencies.HALF_ANGLES;
      for (int s = 0; s < samples; s++) {
        float c = 0;
        for (int n = TAPS * s; n < TAPS * (s + 1); n++) {
          c += ctfPart[n] * ctf[ctfAt[n]];
        }
        polar[s] *= c;
        polar[samples + s] *= c;
        squares[s / PolarFrequencies.HALF_ANGLES] += c * c / PolarFrequencies.HALF_ANGLES;
      }
      return squares;
    }
  }
}
