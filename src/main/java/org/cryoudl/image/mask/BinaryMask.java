package org.cryoudl.image.mask;

import java.util.Arrays;
import org.cryoudl.image.grid.Grid;

/**
 * Which points of a grid are inside. Neighbours are those that share a face: 4 in an image, 6 in a
 * volume. Operations make new masks.
 *
 * <p>Written here, although OpenCV has the operations on images: it has none on volumes, and a mask
 * of a volume is to be what one of an image is.
 */
public final class BinaryMask {

  private final int width;
  private final int height;
  private final int depth;
  private final boolean[] inside;

  BinaryMask(int width, int height, int depth, boolean[] inside) {
    this.width = width;
    this.height = height;
    this.depth = depth;
    this.inside = inside;
  }

  /** A test of a point. */
  @FunctionalInterface
  public interface Rule {
    boolean isInside(int x, int y, int z);
  }

  /** The points of a grid's size for which a rule holds. */
  public static BinaryMask where(Grid size, Rule rule) {
    boolean[] inside = new boolean[size.size()];
    for (int z = 0, i = 0; z < size.depth(); z++) {
      for (int y = 0; y < size.height(); y++) {
        for (int x = 0; x < size.width(); x++, i++) {
          inside[i] = rule.isInside(x, y, z);
        }
      }
    }
    return new BinaryMask(size.width(), size.height(), size.depth(), inside);
  }

  /** The points whose value is at least a threshold. */
  public static BinaryMask atLeast(Grid grid, double threshold) {
    return where(grid, (x, y, z) -> grid.at(x, y, z) >= threshold);
  }

  /** Whether a point is inside. */
  public boolean at(int x, int y, int z) {
    return inside[(z * height + y) * width + x];
  }

  /** Number of points inside. */
  public int count() {
    int count = 0;
    for (boolean one : inside) {
      count += one ? 1 : 0;
    }
    return count;
  }

  /** Number of all points. */
  public int size() {
    return inside.length;
  }

  private BinaryMask with(boolean... other) {
    return new BinaryMask(width, height, depth, other);
  }

  /** Outside for inside. */
  public BinaryMask inverted() {
    boolean[] other = new boolean[inside.length];
    for (int i = 0; i < other.length; i++) {
      other[i] = !inside[i];
    }
    return with(other);
  }

  /** The largest part that hangs together; of several equal ones the first. */
  public BinaryMask largestComponent() {
    int[] label = new int[inside.length];
    int[] queue = new int[inside.length];
    int largest = 0;
    int most = 0;
    int labels = 0;
    for (int i = 0; i < inside.length; i++) {
      if (inside[i] && label[i] == 0) {
        int count = flood(i, inside, label, ++labels, queue);
        if (count > most) {
          most = count;
          largest = labels;
        }
      }
    }
    boolean[] kept = new boolean[inside.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = inside[i] && label[i] == largest;
    }
    return with(kept);
  }

  /** With its holes: what is outside, but cannot be reached from the rim of the grid. */
  public BinaryMask filled() {
    boolean[] outside = inverted().inside;
    int[] label = new int[inside.length];
    int[] queue = new int[inside.length];
    for (int i = 0; i < inside.length; i++) {
      if (outside[i] && label[i] == 0 && isRim(i)) {
        flood(i, outside, label, 1, queue);
      }
    }
    boolean[] filled = new boolean[inside.length];
    for (int i = 0; i < filled.length; i++) {
      filled[i] = label[i] == 0;
    }
    return with(filled);
  }

  private boolean isRim(int i) {
    int x = i % width;
    int y = i / width % height;
    int z = i / width / height;
    boolean flat = x == 0 || y == 0 || x == width - 1 || y == height - 1;
    return flat || depth > 1 && (z == 0 || z == depth - 1);
  }

  /** Labels all that hangs together with a point; returns how many points. */
  private int flood(int start, boolean[] open, int[] label, int number, int[] queue) {
    int[] steps = {1, width, width * height};
    int[] lengths = {width, height, depth};
    int end = 1;
    queue[0] = start;
    label[start] = number;
    for (int head = 0; head < end; head++) {
      int i = queue[head];
      for (int axis = 0; axis < 3; axis++) {
        int at = i / steps[axis] % lengths[axis];
        for (int way = -1; way <= 1; way += 2) {
          if (at + way < 0 || at + way >= lengths[axis]) {
            continue;
          }
          int next = i + way * steps[axis];
          if (open[next] && label[next] == 0) {
            label[next] = number;
            queue[end++] = next;
          }
        }
      }
    }
    return end;
  }

  /** What a structuring element of some radius covers that is put on every point inside. */
  public BinaryMask dilated(StructuringElement element, double radiusPixels) {
    if (element == StructuringElement.BALL) {
      float[] squared = distances();
      boolean[] near = new boolean[inside.length];
      double limit = Math.max(1, radiusPixels * radiusPixels - 1e-6);
      for (int i = 0; i < near.length; i++) {
        near[i] = squared[i] <= limit;
      }
      return with(near);
    }
    boolean[] covered = inside.clone();
    int[] lengths = {width, height, depth};
    int[] steps = {1, width, width * height};
    int radius = (int) Math.round(radiusPixels);
    for (int axis = 0; axis < 3; axis++) {
      covered = spread(covered, lengths[axis], steps[axis], radius);
    }
    return with(covered);
  }

  /**
   * What is left when a structuring element is put on every point outside; the rim erodes nothing.
   */
  public BinaryMask eroded(StructuringElement element, double radiusPixels) {
    return inverted().dilated(element, radiusPixels).inverted();
  }

  /** Everything within a distance along one axis. */
  private static boolean[] spread(boolean[] values, int length, int step, int radius) {
    boolean[] result = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i]) {
        int at = i / step % length;
        int from = Math.max(-radius, -at);
        int to = Math.min(radius, length - 1 - at);
        for (int d = from; d <= to; d++) {
          result[i + d * step] = true;
        }
      }
    }
    return result;
  }

  /**
   * Squared distance of every point from the nearest one inside, 0 inside, exact (Felzenszwalb and
   * Huttenlocher, Theory Comput. 8 (2012) 415); very large if nothing is inside.
   */
  private float[] distances() {
    float[] squared = new float[inside.length];
    for (int i = 0; i < squared.length; i++) {
      squared[i] = inside[i] ? 0 : DistanceLine.FAR;
    }
    int[] lengths = {width, height, depth};
    int[] steps = {1, width, width * height};
    for (int axis = 0; axis < 3; axis++) {
      if (lengths[axis] == 1) {
        continue;
      }
      DistanceLine line = new DistanceLine(lengths[axis]);
      for (int i = 0; i < squared.length; i++) {
        if (i / steps[axis] % lengths[axis] == 0) {
          line.transform(squared, i, steps[axis]);
        }
      }
    }
    return squared;
  }

  /**
   * The mask as values from 0 to 1: 1 inside, and outside a half period of a cosine over the
   * distance from it.
   *
   * @param edgePixels width of the edge, 0 for none
   */
  public float[] soft(double edgePixels) {
    float[] values = new float[inside.length];
    if (edgePixels <= 0) {
      for (int i = 0; i < values.length; i++) {
        values[i] = inside[i] ? 1 : 0;
      }
      return values;
    }
    float[] squared = distances();
    for (int i = 0; i < values.length; i++) {
      double share = Math.sqrt(squared[i]) / edgePixels;
      values[i] = share >= 1 ? 0 : (float) (0.5 + 0.5 * Math.cos(Math.PI * share));
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BinaryMask mask
        && mask.width == width
        && mask.height == height
        && Arrays.equals(mask.inside, inside);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(inside);
  }
}
