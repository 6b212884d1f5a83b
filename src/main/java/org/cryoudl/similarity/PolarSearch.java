package org.cryoudl.similarity;

import java.util.ArrayList;
import java.util.List;
import org.cryoudl.geometry.Pose;
import org.cryoudl.network.tensors.NativeCache;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.jtransforms.fft.FloatFFT_1D;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The fast first stage: for every pair the rotation, mirror and shift at which harmonics on rings
 * correlate best, and the best one that differs from it. Products of harmonics over all pairs of a
 * block are one batch of matrix products in ND4J; a short Fourier transform turns each pair's
 * products into correlations at all angles.
 */
final class PolarSearch {

  /** Averages a block has at most in rows and in columns. */
  private static final int BLOCK = 40;

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
    for (int i = block.from; i < block.to; i++) {
      for (int j = Math.max(i + 1, block.columnFrom); j < block.columnTo; j++) {
        scan.pair(i - block.from, (j - block.columnFrom) * averages.centreCount());
        poses.set(i, j, pose(scan.best), scan.best.value, pose(scan.second));
      }
    }
  }

  /** [harmonic][real rows, then imaginary][real columns, then imaginary]. */
  private float[] products(Block block, int rows, int columns) {
    float[] all = new float[PolarAverages.HARMONICS * 2 * rows * 2 * columns];
    for (int m = 0; m < PolarAverages.HARMONICS; m++) {
      try (INDArray left =
              Nd4j.createFromArray(averages.aboutOwnCentre(m, block.from, block.to))
                  .reshape(2L * rows, averages.rings());
          INDArray right =
              Nd4j.createFromArray(averages.aboutAllCentres(m, block.columnFrom, block.columnTo))
                  .reshape(2L * columns, averages.rings());
          INDArray product = left.mmul(right.transpose());
          INDArray byRows = product.ordering() == 'c' ? product : product.dup('c')) {
        float[] values = byRows.data().asFloat();
        System.arraycopy(values, 0, all, m * values.length, values.length);
      }
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
    private final FloatFFT_1D transform = new FloatFFT_1D(PolarAverages.ANGLES);
    private final float[][] direct = new float[averages.centreCount()][PolarAverages.ANGLES];
    private final float[][] mirrored = new float[averages.centreCount()][PolarAverages.ANGLES];
    private final Maximum best = new Maximum();
    private final Maximum second = new Maximum();

    PairScan(float[] products, int rows, int columns) {
      this.products = products;
      this.rows = rows;
      this.columns = columns;
    }

    void pair(int row, int column) {
      gather(row, column);
      best.value = Float.NEGATIVE_INFINITY;
      second.value = Float.NEGATIVE_INFINITY;
      for (int s = 0; s < direct.length; s++) {
        scan(direct[s], false, s);
        if (mirror) {
          scan(mirrored[s], true, s);
        }
      }
      if (second.value == Float.NEGATIVE_INFINITY) {
        second.copy(best);
      }
    }

    /** Half spectra in the order of JTransforms: Re 0, (Re n/2, which is 0), Re 1, Im 1, ... */
    private void gather(int row, int column) {
      for (int m = 0; m < PolarAverages.HARMONICS; m++) {
        int realRow = (m * 2 * rows + row) * 2 * columns + column;
        int imaginaryRow = realRow + rows * 2 * columns;
        float sign = m % 2 == 0 ? 1 : -1;
        for (int s = 0; s < direct.length; s++) {
          float rr = products[realRow + s];
          float ri = products[realRow + columns + s];
          float ir = products[imaginaryRow + s];
          float ii = products[imaginaryRow + columns + s];
          direct[s][2 * m] = rr + ii;
          direct[s][2 * m + 1] = m == 0 ? 0 : ir - ri;
          mirrored[s][2 * m] = sign * (rr - ii);
          mirrored[s][2 * m + 1] = m == 0 ? 0 : sign * (ir + ri);
        }
      }
    }

    private void scan(float[] spectrum, boolean isMirrored, int shift) {
      transform.realInverse(spectrum, false);
      int angles = spectrum.length;
      float before = spectrum[angles - 1];
      for (int a = 0; a < angles; a++) {
        float value = spectrum[a];
        float after = spectrum[a + 1 == angles ? 0 : a + 1];
        if (value > second.value && value >= before && value > after) {
          insert(value, a, before, after, isMirrored, shift);
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
