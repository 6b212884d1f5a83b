package org.cryoudl.alignment.initial;

import org.cryoudl.network.tensors.NativeCache;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Squares the matrix again and again, which makes it the projector. Products are what OpenBLAS does
 * best, and twenty of them stand for a million steps of power iteration. (LAPACK's symmetric solver
 * is not used: that of OpenBLAS 0.3.19 returns vectors with errors of per cents on machines with
 * AVX-512.)
 */
final class Nd4jProjector implements LeadingProjector {

  private static final int MAX_SQUARINGS = 30;
  private static final double PROJECTED = 1e-9;

  @Override
  public double[] column(double[] matrix, int size) {
    NativeCache.prepareMatrices();
    INDArray power = Nd4j.createFromArray(matrix).reshape(size, size);
    scale(power);
    for (int squaring = 0; squaring < MAX_SQUARINGS; squaring++) {
      INDArray next = power.mmul(power);
      scale(next);
      double change = next.distance2(power);
      power.close();
      power = next;
      if (change < PROJECTED) {
        break;
      }
    }
    double[] column = leadingColumn(power, size);
    power.close();
    return column;
  }

  /** To trace 2, that of the projector onto two directions. */
  private static void scale(INDArray power) {
    double trace = 0;
    for (long i = 0; i < power.rows(); i++) {
      trace += power.getDouble(i, i);
    }
    if (trace > 0) {
      power.muli(2 / trace);
    }
  }

  private static double[] leadingColumn(INDArray power, int size) {
    long best = 0;
    for (long i = 1; i < size; i++) {
      best = power.getDouble(i, i) > power.getDouble(best, best) ? i : best;
    }
    double[] column = new double[size];
    for (int i = 0; i < size; i++) {
      column[i] = power.getDouble(i, best);
    }
    return column;
  }
}
