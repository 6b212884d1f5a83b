package org.cryoudl.similarity;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Products of matrices of single precision by ND4J's linear algebra. Matrices are stored row by row
 * here and column by column there; so the transposed product of the transposed matrices is formed,
 * which needs no copy in another order.
 */
final class MatrixProduct {

  private MatrixProduct() {}

  /** The product of A [rows x inner] with the transpose of B [columns x inner], row by row. */
  static float[] withTransposed(float[] a, float[] b, int inner) {
    try (INDArray left = matrix(a, inner, a.length / inner);
        INDArray right = matrix(b, inner, b.length / inner)) {
      return product(right, left, true);
    }
  }

  /** The product of A [rows x inner] with B [inner x columns], row by row. */
  static float[] of(float[] a, INDArray b) {
    int inner = Math.toIntExact(b.size(1));
    try (INDArray left = matrix(a, inner, a.length / inner)) {
      return product(b, left, false);
    }
  }

  /** A matrix stored row by row, as its transpose. */
  static INDArray matrix(float[] values, int columns, int rows) {
    return Nd4j.createFromArray(values).reshape('f', columns, rows);
  }

  private static float[] product(INDArray first, INDArray second, boolean transposed) {
    long rows = transposed ? first.size(1) : first.size(0);
    try (INDArray result =
        Nd4j.createUninitialized(first.dataType(), new long[] {rows, second.size(1)}, 'f')) {
      Nd4j.gemm(first, second, result, transposed, false, 1, 0);
      float[] values = new float[Math.toIntExact(result.length())];
      result.data().asNioFloat().get(values);
      return values;
    }
  }
}
