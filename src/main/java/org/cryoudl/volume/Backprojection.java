package org.cryoudl.volume;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.cryoudl.fourier.HalfSpectrum;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.geometry.PointGroup;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;

/**
 * Adds up the transforms of pictures where they belong in the transform of the volume, on a grid of
 * double density: each value goes to its eight neighbours, with the weights of trilinear
 * interpolation. {@link #add} is not safe for several threads; it uses the threads of the run
 * itself, and its sums do not depend on their number.
 */
public final class Backprojection {

  private static final int PADDING = PaddedTransform.PADDING;

  /** Sums that are written at a time. */
  private static final int PIECE = 1 << 16;

  private final int box;
  private final PointGroup group;

  /** The grid's points: x from 0, y and z from -middle. */
  private final int columns;

  private final int middle;
  private final int side;

  /** Real part, imaginary part and weight of every point, one after the other. */
  private final float[] sums;

  /** Whether the points at x = 0 hold the sums of both half spaces. */
  private boolean joined;

  /**
   * A picture's transform, ready to be added.
   *
   * @param section its transform times its CTF, phases referring to the centre pixel
   * @param weights the square of the CTF at every position; 1 everywhere if empty
   * @param view the direction it was taken in
   */
  public record Picture(HalfSpectrum section, float[] weights, EulerAngles view) {}

  /**
   * @param box side of the pictures in pixels
   * @param group the rotations that leave the particle as it is
   */
  public Backprojection(int box, PointGroup group) {
    this.box = box;
    this.group = group;
    this.columns = PADDING * (box / 2) + 2;
    this.middle = columns - 1;
    this.side = 2 * middle + 1;
    this.sums = new float[Math.multiplyExact(3 * columns * side, side)];
  }

  /** Side of the pictures in pixels. */
  public int box() {
    return box;
  }

  /** Adds pictures, before any sum is read. */
  public void add(List<Picture> pictures) {
    if (joined) {
      throw new IllegalStateException("the sums were read; nothing can be added any more");
    }
    int slabs = Parallelism.current().threads();
    int[] bounds = bounds(slabs);
    ParallelLoop.run(
        slabs,
        slab -> {
          for (Picture picture : pictures) {
            insert(picture, bounds[slab], bounds[slab + 1]);
          }
        });
  }

  /**
   * Sections between which the work divides evenly: each thread owns the points between two of
   * them. Of pictures from all sides, so many values lie at a height as a tent is high there.
   */
  private int[] bounds(int slabs) {
    int[] bounds = new int[slabs + 1];
    for (int i = 0; i <= slabs; i++) {
      double share = (double) i / slabs;
      double height = share <= 0.5 ? Math.sqrt(2 * share) - 1 : 1 - Math.sqrt(2 * (1 - share));
      bounds[i] = i == 0 ? 0 : i == slabs ? side : middle + (int) Math.round(middle * height);
    }
    return bounds;
  }

  /** Adds a picture to the sections from {@code first} to before {@code end}. */
  private void insert(Picture picture, int first, int end) {
    double[] m = picture.view().matrix();
    double[] along = {PADDING * m[0], PADDING * m[1], PADDING * m[2]};
    double[] down = {PADDING * m[3], PADDING * m[4], PADDING * m[5]};
    float[] values = picture.section().values();
    float[] weights = picture.weights();
    int radius = box / 2;
    for (int row = 0; row < box; row++) {
      int ky = HalfSpectrum.rowFrequency(box, row);
      // The values at kx = 0 are there twice, once the conjugate of the other.
      int from = ky < 0 ? 1 : 0;
      for (int kx = from; kx < HalfSpectrum.columns(box); kx++) {
        if (kx * kx + ky * ky > radius * radius) {
          break;
        }
        double z = along[2] * kx + down[2] * ky;
        double x = along[0] * kx + down[0] * ky;
        int sign = x < 0 ? -1 : 1;
        int section = (int) Math.floor(sign * z) + middle;
        if (section + 1 < first || section >= end) {
          continue;
        }
        int i = HalfSpectrum.index(box, row, kx);
        spread(
            sign * x,
            sign * (along[1] * kx + down[1] * ky),
            sign * z,
            values[i],
            sign * values[i + 1],
            weights.length == 0 ? 1 : weights[i / 2],
            first,
            end);
      }
    }
  }

  private void spread(
      double x, double y, double z, float re, float im, float weight, int first, int end) {
    int x0 = (int) x;
    int y0 = (int) Math.floor(y);
    int z0 = (int) Math.floor(z);
    float fx = (float) (x - x0);
    float fy = (float) (y - y0);
    float fz = (float) (z - z0);
    for (int k = 0; k < 2; k++) {
      int section = z0 + k + middle;
      if (section < first || section >= end) {
        continue;
      }
      float wz = k == 0 ? 1 - fz : fz;
      for (int j = 0; j < 2; j++) {
        float w = wz * (j == 0 ? 1 - fy : fy);
        int at = 3 * ((section * side + y0 + j + middle) * columns + x0);
        float near = w * (1 - fx);
        sums[at] += near * re;
        sums[at + 1] += near * im;
        sums[at + 2] += near * weight;
        float far = w * fx;
        sums[at + 3] += far * re;
        sums[at + 4] += far * im;
        sums[at + 5] += far * weight;
      }
    }
  }

  /** Adds what another of the same box has added up. */
  public void merge(Backprojection other) {
    if (other.sums.length != sums.length) {
      throw new IllegalArgumentException(
          "cannot add up boxes of " + box + " and " + other.box + " pixels");
    }
    if (joined || other.joined) {
      join();
      other.join();
    }
    ParallelLoop.run(
        side,
        section -> {
          int length = 3 * columns * side;
          for (int i = section * length; i < (section + 1) * length; i++) {
            sums[i] += other.sums[i];
          }
        });
  }

  /** Size of the sums in bytes. */
  public long bytes() {
    return (long) Float.BYTES * sums.length;
  }

  /** Writes the sums, before any was read. */
  public void write(OutputStream out) throws IOException {
    if (joined) {
      throw new IllegalStateException("the sums were read; they hold both half spaces");
    }
    ByteBuffer piece = piece();
    for (int from = 0; from < sums.length; from += PIECE) {
      int count = Math.min(PIECE, sums.length - from);
      piece.asFloatBuffer().put(sums, from, count);
      out.write(piece.array(), 0, count * Float.BYTES);
    }
  }

  /**
   * Adds sums as {@link #write} wrote them, of another that has the same box. Added to nothing they
   * are the same to the last bit.
   *
   * @throws IOException if they cannot be read or end too early
   */
  public void add(InputStream in) throws IOException {
    ByteBuffer piece = piece();
    float[] read = new float[PIECE];
    for (int from = 0; from < sums.length; from += PIECE) {
      int count = Math.min(PIECE, sums.length - from);
      if (in.readNBytes(piece.array(), 0, count * Float.BYTES) < count * Float.BYTES) {
        throw new EOFException("the sums end too early");
      }
      piece.asFloatBuffer().get(read, 0, count);
      for (int i = 0; i < count; i++) {
        // -0 added to 0 would become 0.
        sums[from + i] = sums[from + i] == 0 ? read[i] : sums[from + i] + read[i];
      }
    }
  }

  private static ByteBuffer piece() {
    return ByteBuffer.allocate(PIECE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Gives the points at x = 0 what was added at their mates, whose conjugates they are. */
  private void join() {
    if (joined) {
      return;
    }
    joined = true;
    for (int z = 0; z <= middle; z++) {
      for (int y = z == 0 ? 0 : -middle; y <= middle; y++) {
        int at = at(0, y, z);
        int mate = at(0, -y, -z);
        float re = sums[at] + sums[mate];
        float im = sums[at + 1] - sums[mate + 1];
        float weight = sums[at + 2] + sums[mate + 2];
        sums[at] = re;
        sums[at + 1] = im;
        sums[at + 2] = weight;
        sums[mate] = re;
        sums[mate + 1] = -im;
        sums[mate + 2] = weight;
      }
    }
  }

  /**
   * The sums in all directions in which the symmetry repeats them: turned, and read between the
   * points by trilinear interpolation, as RELION does. It takes as long for many pictures as for
   * few. These sums themselves where there is no symmetry.
   */
  Backprojection symmetrised() {
    List<double[]> rotations = group.rotations();
    if (rotations.size() == 1) {
      return this;
    }
    join();
    Backprojection turned = new Backprojection(box, PointGroup.named("C1"));
    turned.joined = true;
    int radius = PADDING * (box / 2);
    ParallelLoop.run(
        2 * radius + 1,
        section -> {
          float[] sum = new float[3];
          int kz = section - radius;
          for (int ky = -radius; ky <= radius; ky++) {
            for (int kx = 0; kx <= radius; kx++) {
              if ((long) kx * kx + (long) ky * ky + (long) kz * kz > (long) radius * radius) {
                break;
              }
              java.util.Arrays.fill(sum, 0);
              for (double[] m : rotations) {
                read(
                    m[0] * kx + m[1] * ky + m[2] * kz,
                    m[3] * kx + m[4] * ky + m[5] * kz,
                    m[6] * kx + m[7] * ky + m[8] * kz,
                    sum);
              }
              System.arraycopy(sum, 0, turned.sums, at(kx, ky, kz), 3);
            }
          }
        });
    return turned;
  }

  /** Adds the sums at a place between the points to {@code sum}. */
  private void read(double x, double y, double z, float... sum) {
    int sign = x < 0 ? -1 : 1;
    double px = sign * x;
    double py = sign * y;
    double pz = sign * z;
    int x0 = (int) px;
    int y0 = (int) Math.floor(py);
    int z0 = (int) Math.floor(pz);
    float fx = (float) (px - x0);
    float fy = (float) (py - y0);
    float fz = (float) (pz - z0);
    int at = at(x0, y0, z0);
    int row = 3 * columns;
    int section = row * side;
    for (int part = 0; part < 3; part++, at++) {
      float near = between(line(at, fx), line(at + row, fx), fy);
      float far = between(line(at + section, fx), line(at + section + row, fx), fy);
      float value = between(near, far, fz);
      sum[part] += part == 1 ? sign * value : value;
    }
  }

  private float line(int at, float fraction) {
    return between(sums[at], sums[at + 3], fraction);
  }

  private static float between(float near, float far, float fraction) {
    return near + fraction * (far - near);
  }

  /** Reads the sums at one point. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes the sums.
     *
     * @param position of the point in the half spectrum of the padded cube, in complex numbers
     * @param radius its distance from the origin in points of the grid
     */
    void read(int position, double radius, float re, float im, float weight);
  }

  /** Side of the padded cube. */
  int padded() {
    return PADDING * box;
  }

  /**
   * Hands out the sums inside the sphere of the box's Nyquist frequency. The reader is called by
   * several threads at once, each for sections of its own.
   */
  void forEach(Reader reader) {
    join();
    int radius = PADDING * (box / 2);
    int stored = padded() / 2 + 1;
    ParallelLoop.run(
        2 * radius + 1,
        section -> {
          int kz = section - radius;
          for (int ky = -radius; ky <= radius; ky++) {
            for (int kx = 0; kx <= radius; kx++) {
              long squared = (long) kx * kx + (long) ky * ky + (long) kz * kz;
              if (squared > (long) radius * radius) {
                break;
              }
              int at = at(kx, ky, kz);
              int position =
                  (Math.floorMod(kz, padded()) * padded() + Math.floorMod(ky, padded())) * stored
                      + kx;
              reader.read(position, Math.sqrt(squared), sums[at], sums[at + 1], sums[at + 2]);
            }
          }
        });
  }

  private int at(int kx, int ky, int kz) {
    return 3 * (((kz + middle) * side + ky + middle) * columns + kx);
  }
}
