package org.cryoudl.fourier;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.cryoudl.image.Image;
import org.jtransforms.fft.FloatFFT_1D;

/**
 * The logarithm of an image's power spectrum on a {@link PolarGrid}, which a shift of the particle
 * leaves (nearly) unchanged and a rotation moves cyclically along the angle axis.
 *
 * <p>The image's background is brought to zero, a soft disc cuts off the corners, and the transform
 * is taken of the image padded to twice its size: the power spectrum has twice the bandwidth of the
 * transform, so that samples at whole cycles per box would lose half of what it holds. Each ring is
 * divided by its mean before the logarithm, which takes out the envelope, the CTF of the ring and
 * any scaling of the image; what is left is {@code log(P / mean P + floor)} less its own mean. The
 * floor keeps the deep zeros of the speckle, which carry nothing, from dominating.
 *
 * <p>Immutable; may be used by several threads at once.
 */
public final class LogSpectrum {

  /** Values of the profile per ring: level, contrast, radius, presence. */
  public static final int PROFILE_CHANNELS = 4;

  private static final float FLOOR = 0.1f;

  /** Radius of the soft disc and width of its edge, as parts of the box. */
  private static final double DISC_RADIUS = 0.46;

  private static final double DISC_EDGE = 0.06;

  private record Key(int box, PolarGrid grid) {}

  private static final ConcurrentHashMap<Key, LogSpectrum> PLANS = new ConcurrentHashMap<>();

  private final int box;
  private final PolarGrid grid;
  private final int ringsPresent;
  private final int padded;
  private final int columns;
  private final float[] disc;
  private final double backgroundWeight;
  private final int[] corner;
  private final float[] columnFraction;
  private final float[] rowFraction;
  private final FloatFFT_1D transform;
  private final ThreadLocal<Scratch> scratch;

  /** Buffers of one thread. */
  private record Scratch(float[] row, float[][] columns, float[] power) {}

  private LogSpectrum(int box, PolarGrid grid) {
    this.box = box;
    this.grid = grid;
    this.ringsPresent = grid.ringsWithin(box);
    if (ringsPresent < 1) {
      throw new IllegalArgumentException(
          "a box of " + box + " pixels holds no ring of radius " + grid.firstRadius());
    }
    this.padded = FastLength.atLeast(2 * box);
    double scale = padded / (double) box;
    this.columns = (int) Math.ceil(grid.radius(ringsPresent - 1) * scale) + 2;
    this.disc = softDisc(box);
    double outside = 0;
    for (float value : disc) {
      outside += 1 - value;
    }
    this.backgroundWeight = outside;
    int samples = ringsPresent * grid.angleBins();
    this.corner = new int[samples];
    this.columnFraction = new float[samples];
    this.rowFraction = new float[samples];
    planSamples(scale);
    this.transform = new FloatFFT_1D(padded);
    this.scratch =
        ThreadLocal.withInitial(
            () ->
                new Scratch(
                    new float[padded],
                    new float[columns][2 * padded],
                    new float[columns * (2 * columns - 1)]));
  }

  /** The plan for a box size and a grid; plans are shared. */
  public static LogSpectrum of(int box, PolarGrid grid) {
    return PLANS.computeIfAbsent(new Key(box, grid), key -> new LogSpectrum(box, grid));
  }

  /**
   * Measures one image.
   *
   * @param image box x box pixels of any scale and offset, not changed
   * @param polar receives rings x angleBins values; rings beyond the box's Nyquist frequency are 0
   * @param profile receives {@link #PROFILE_CHANNELS} x rings values that do not depend on the
   *     particle's angle: log of the ring's mean power relative to the outermost rings, standard
   *     deviation of its log power less that of pure noise, radius / 50, and 1 where the ring
   *     exists
   */
  public void measure(float[] image, float[] polar, float[] profile) {
    Scratch buffers = scratch.get();
    transform(image, buffers);
    Arrays.fill(polar, 0);
    Arrays.fill(profile, 0);
    int bins = grid.angleBins();
    int rings = grid.rings();
    double reference = 0;
    int outer = Math.max(1, ringsPresent / 8);
    for (int ring = 0; ring < ringsPresent; ring++) {
      double mean = sampleRing(buffers.power(), ring, polar);
      double level = Math.log(mean + Double.MIN_NORMAL);
      profile[ring] = (float) level;
      profile[rings + ring] = logarithm(polar, ring * bins, bins, (float) (1 / (mean + 1e-30)));
      profile[2 * rings + ring] = (float) (grid.radius(ring) / 50);
      profile[3 * rings + ring] = 1;
      if (ring >= ringsPresent - outer) {
        reference += level / outer;
      }
    }
    for (int ring = 0; ring < ringsPresent; ring++) {
      profile[ring] = (float) Math.max(-20, Math.min(20, profile[ring] - reference)) / 4;
    }
  }

  /** Power of the padded transform in columns 0 ... columns-1, rows -(columns-1) ... columns-1. */
  private void transform(float[] image, Scratch buffers) {
    double background = 0;
    for (int i = 0; i < image.length; i++) {
      background += image[i] * (1 - disc[i]);
    }
    float mean = (float) (background / backgroundWeight);
    float[][] lines = buffers.columns();
    for (float[] line : lines) {
      Arrays.fill(line, 2 * box, line.length, 0);
    }
    float[] row = buffers.row();
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        int i = r * box + c;
        row[c] = (image[i] - mean) * disc[i];
      }
      Arrays.fill(row, box, padded, 0);
      transform.realForward(row);
      lines[0][2 * r] = row[0];
      lines[0][2 * r + 1] = 0;
      for (int k = 1; k < columns; k++) {
        lines[k][2 * r] = row[2 * k];
        lines[k][2 * r + 1] = row[2 * k + 1];
      }
    }
    int height = 2 * columns - 1;
    float[] power = buffers.power();
    for (int k = 0; k < columns; k++) {
      float[] line = lines[k];
      transform.complexForward(line);
      for (int j = 0; j < height; j++) {
        int ky = j - (columns - 1);
        int at = 2 * (ky < 0 ? ky + padded : ky);
        power[k * height + j] = line[at] * line[at] + line[at + 1] * line[at + 1];
      }
    }
  }

  /** Interpolates one ring of the power spectrum; returns its mean. */
  private double sampleRing(float[] power, int ring, float[] polar) {
    int bins = grid.angleBins();
    int height = 2 * columns - 1;
    double sum = 0;
    for (int i = ring * bins; i < (ring + 1) * bins; i++) {
      int at = corner[i];
      float u = columnFraction[i];
      float v = rowFraction[i];
      float left = power[at] + v * (power[at + 1] - power[at]);
      float right = power[at + height] + v * (power[at + height + 1] - power[at + height]);
      float value = left + u * (right - left);
      polar[i] = value;
      sum += value;
    }
    return sum / bins;
  }

  /** Takes the logarithm in place, removes its mean, and returns its contrast. */
  private static float logarithm(float[] polar, int from, int bins, float scale) {
    double sum = 0;
    double squares = 0;
    for (int i = from; i < from + bins; i++) {
      float value = (float) Math.log(polar[i] * scale + FLOOR);
      polar[i] = value;
      sum += value;
      squares += (double) value * value;
    }
    float mean = (float) (sum / bins);
    for (int i = from; i < from + bins; i++) {
      polar[i] -= mean;
    }
    return (float) (Math.sqrt(Math.max(0, squares / bins - (double) mean * mean)) - 0.85);
  }

  private void planSamples(double scale) {
    int height = 2 * columns - 1;
    int bins = grid.angleBins();
    for (int ring = 0; ring < ringsPresent; ring++) {
      double radius = grid.radius(ring) * scale;
      for (int a = 0; a < bins; a++) {
        double angle = Math.PI * a / bins;
        double kx = radius * Math.cos(angle);
        double ky = radius * Math.sin(angle);
        // The power at -k equals that at k, so that columns kx >= 0 suffice.
        if (kx < 0) {
          kx = -kx;
          ky = -ky;
        }
        int column = (int) Math.floor(kx);
        int row = (int) Math.floor(ky);
        int i = ring * bins + a;
        corner[i] = column * height + row + columns - 1;
        columnFraction[i] = (float) (kx - column);
        rowFraction[i] = (float) (ky - row);
      }
    }
  }

  private static float[] softDisc(int box) {
    float[] disc = new float[box * box];
    double centre = Image.centre(box);
    double inner = DISC_RADIUS - DISC_EDGE / 2;
    for (int r = 0; r < box; r++) {
      for (int c = 0; c < box; c++) {
        double distance = Math.hypot(r - centre, c - centre) / box;
        double part = Math.max(0, Math.min(1, (distance - inner) / DISC_EDGE));
        disc[r * box + c] = (float) (0.5 + 0.5 * Math.cos(Math.PI * part));
      }
    }
    return disc;
  }
}
