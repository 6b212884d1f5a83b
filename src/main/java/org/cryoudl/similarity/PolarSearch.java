package org.cryoudl.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.tensors.NativeCache;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The fast first stage: for every pair the rotation, mirror and shift at which harmonics on rings
 * correlate best, and the best one that differs from it. Products of harmonics over all pairs of a
 * block are one batch of matrix products in ND4J; another product, a discrete Fourier transform of
 * all pairs of a row, turns them into correlations at all angles.
 */
final class PolarSearch {

  /** Averages a block has at most in rows and in columns. */
  private static final int BLOCK = 32;

  /** Maxima closer than this are one. */
  private static final int APART = PolarAverages.ANGLES / 12;

  private final PolarAverages averages;
  private final boolean mirror;

  PolarSearch(PolarAverages averages, boolean mirror) {
    this.averages = averages;
    this.mirror = mirror;
  }

  /** A place of a high correlation. */
  private static final class Maximum {
    private float value = Float.NEGATIVE_INFINITY;
    private float angle;
    private boolean mirrored;
    private int shift;

    private void set(float newValue, float newAngle, boolean newMirrored, int newShift) {
      value = newValue;
      angle = newAngle;
      mirrored = newMirrored;
      shift = newShift;
    }

    private void copy(Maximum other) {
      set(other.value, other.angle, other.mirrored, other.shift);
    }
  }

  private record Block(int from, int to, int columnFrom, int columnTo) {}

  /** Finds the poses of all pairs. */
  CoarsePoses run(Progress progress) {
    NativeCache.prepareMatrices();
    int count = averages.count();
    CoarsePoses poses = new CoarsePoses(count);
    List<Block> blocks = new ArrayList<>();
    for (int from = 0; from < count; from += BLOCK) {
      for (int column = from; column < count; column += BLOCK) {
        blocks.add(
            new Block(
                from, Math.min(count, from + BLOCK), column, Math.min(count, column + BLOCK)));
      }
    }
    try (Progress.Stage stage = progress.start("comparing pairs", blocks.size())) {
      ParallelLoop.run(
          blocks.size(),
          b -> {
            block(blocks.get(b), poses);
            stage.advance(1);
          });
    }
    return poses;
  }

  private void block(Block block, CoarsePoses poses) {
    int rows = block.to - block.from;
    int columns = (block.columnTo - block.columnFrom) * averages.centreCount();
    float[] products = products(block, rows, columns);
    PairScan scan = new PairScan(products, rows, columns);
    try (INDArray waves = MatrixProduct.matrix(WAVES, ANGLES, ANGLES)) {
      for (int i = block.from; i < block.to; i++) {
        int first = Math.max(i + 1, block.columnFrom);
        if (first >= block.columnTo) {
          continue;
        }
        int from = (first - block.columnFrom) * averages.centreCount();
        scan.correlate(i - block.from, from, columns - from, waves);
        for (int j = first; j < block.columnTo; j++) {
          scan.pair((j - first) * averages.centreCount());
          poses.set(i, j, pose(scan.best), scan.best.value, pose(scan.second));
        }
      }
    }
  }

  private static final int ANGLES = PolarAverages.ANGLES;

  /** What each part of a half spectrum (Re 0, nothing, Re 1, Im 1, ...) adds at all angles. */
  private static final float[] WAVES = waves();

  private static float[] waves() {
    float[] waves = new float[ANGLES * ANGLES];
    for (int m = 0; m < PolarAverages.HARMONICS; m++) {
      for (int a = 0; a < ANGLES; a++) {
        double phase = 2 * Math.PI * m * a / ANGLES;
        waves[2 * m * ANGLES + a] = (float) (m == 0 ? 1 : 2 * Math.cos(phase));
        waves[(2 * m + 1) * ANGLES + a] = (float) (m == 0 ? 0 : -2 * Math.sin(phase));
      }
    }
    return waves;
  }

  /** [harmonic][real rows, then imaginary][real columns, then imaginary]. */
  private float[] products(Block block, int rows, int columns) {
    float[] all = new float[PolarAverages.HARMONICS * 2 * rows * 2 * columns];
    for (int m = 0; m < PolarAverages.HARMONICS; m++) {
      float[] values =
          MatrixProduct.withTransposed(
              averages.aboutOwnCentre(m, block.from, block.to),
              averages.aboutAllCentres(m, block.columnFrom, block.columnTo),
              averages.rings());
      System.arraycopy(values, 0, all, m * values.length, values.length);
    }
    return all;
  }

  private PairPose pose(Maximum found) {
    double[] centre = averages.centre(found.shift);
    double psi = found.angle * 360.0 / PolarAverages.ANGLES;
    double x = found.mirrored ? centre[0] : -centre[0];
    return new PairPose(found.mirrored, new Pose(psi, x, -centre[1]).normalised());
  }

  /** Correlations of one pair at all angles, centres and both mirrors. Used by one thread. */
  private final class PairScan {

    private final float[] products;
    private final int rows;
    private final int columns;
    private final float[] spectra;
    private float[] correlations = new float[0];
    private final int variants = mirror ? 2 : 1;
    private final Maximum best = new Maximum();
    private final Maximum second = new Maximum();

    PairScan(float[] products, int rows, int columns) {
      this.products = products;
      this.rows = rows;
      this.columns = columns;
      this.spectra = new float[variants * columns * ANGLES];
    }

    /**
     * Correlations of one average with others.
     *
     * @param row of the average in the block
     * @param from the first column
     * @param count of columns; a column is a centre of an average
     */
    void correlate(int row, int from, int count, INDArray waves) {
      gather(row, from, count);
      correlations = MatrixProduct.of(Arrays.copyOf(spectra, variants * count * ANGLES), waves);
    }

    /** A line for each column; with mirrors a second one behind it. */
    private void gather(int row, int from, int count) {
      for (int m = 0; m < PolarAverages.HARMONICS; m++) {
        int realRow = (m * 2 * rows + row) * 2 * columns + from;
        int imaginaryRow = realRow + rows * 2 * columns;
        float sign = m % 2 == 0 ? 1 : -1;
        int at = 2 * m;
        for (int s = 0; s < count; s++) {
          float rr = products[realRow + s];
          float ri = products[realRow + columns + s];
          float ir = products[imaginaryRow + s];
          float ii = products[imaginaryRow + columns + s];
          spectra[at] = rr + ii;
          spectra[at + 1] = ir - ri;
          at += ANGLES;
          if (mirror) {
            spectra[at] = sign * (rr - ii);
            spectra[at + 1] = sign * (ir + ri);
            at += ANGLES;
          }
        }
      }
    }

    /** Looks for the maxima of the pair whose centres begin at a column of those correlated. */
    void pair(int column) {
      best.value = Float.NEGATIVE_INFINITY;
      second.value = Float.NEGATIVE_INFINITY;
      for (int s = 0; s < averages.centreCount(); s++) {
        for (int v = 0; v < variants; v++) {
          scan(((column + s) * variants + v) * ANGLES, v == 1, s);
        }
      }
      if (second.value == Float.NEGATIVE_INFINITY) {
        second.copy(best);
      }
    }

    private void scan(int start, boolean isMirrored, int shift) {
      float before = correlations[start + ANGLES - 1];
      for (int a = 0; a < ANGLES; a++) {
        float value = correlations[start + a];
        if (value > second.value && value >= before) {
          float after = correlations[a + 1 == ANGLES ? start : start + a + 1];
          if (value > after) {
            insert(value, a, before, after, isMirrored, shift);
          }
        }
        before = value;
      }
    }

    private void insert(
        float value, int angle, float before, float after, boolean isMirrored, int shift) {
      float curvature = before - 2 * value + after;
      float peak = angle + (curvature < 0 ? 0.5f * (before - after) / curvature : 0);
      boolean sameAsBest = isSame(best, peak, isMirrored);
      if (value > best.value) {
        if (!sameAsBest) {
          second.copy(best);
        }
        best.set(value, peak, isMirrored, shift);
      } else if (!sameAsBest) {
        second.set(value, peak, isMirrored, shift);
      }
    }

    private boolean isSame(Maximum known, float peak, boolean isMirrored) {
      float distance = Math.abs(known.angle - peak) % PolarAverages.ANGLES;
      return known.value > Float.NEGATIVE_INFINITY
          && known.mirrored == isMirrored
          && Math.min(distance, PolarAverages.ANGLES - distance) < APART;
    }
  }
}
