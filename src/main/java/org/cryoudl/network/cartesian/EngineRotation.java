package org.cryoudl.network.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.cryoudl.network.tensors.GraphScalar;

/**
 * Turns batches of square images inside the engine: bilinear, with reflection at the edge pixels,
 * about the pixel floor(N/2). The result has gradients with respect to images and angles, so that
 * training can flow through it.
 */
public final class EngineRotation {

  private static final double RADIANS = Math.PI / 180;

  private EngineRotation() {}

  /**
   * Turned images: {@code out(c) = in(R(-psi) c)}, which moves +x toward +row.
   *
   * @param images count x N x N
   * @param psiDegrees count x 1
   */
  public static NDArray turn(NDArray images, NDArray psiDegrees) {
    NDArray radians = GraphScalar.times(psiDegrees, RADIANS);
    return turn(images, radians.cos(), radians.sin());
  }

  /**
   * As the other, from cosine and sine of the angle.
   *
   * @param cos count x 1
   * @param sin count x 1
   */
  public static NDArray turn(NDArray images, NDArray cos, NDArray sin) {
    long count = images.getShape().get(0);
    int side = (int) images.getShape().get(2);
    NDManager manager = images.getManager();
    float[] columns = new float[side * side];
    float[] rows = new float[side * side];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i % side - side / 2;
      rows[i] = i / side - side / 2;
    }
    Shape line = new Shape(1, (long) side * side);
    NDArray x = manager.create(columns, line);
    NDArray y = manager.create(rows, line);
    NDArray column = reflected(cos.mul(x).add(sin.mul(y)), side);
    NDArray row = reflected(cos.mul(y).sub(sin.mul(x)), side);
    // Corners move in whole pixels, which has no gradient.
    NDArray left = column.stopGradient().floor().minimum(side - 2f);
    NDArray top = row.stopGradient().floor().minimum(side - 2f);
    NDArray right = column.sub(left);
    NDArray low = row.sub(top);
    NDArray corner = GraphScalar.times(top, side).add(left).toType(DataType.INT64, false);
    NDArray flat = images.reshape(count, -1);
    NDArray upper = between(flat, corner, 0, right);
    NDArray lower = between(flat, corner, side, right);
    return upper.add(lower.sub(upper).mul(low)).reshape(images.getShape());
  }

  /** Values between two neighbours in a row, {@code offset} pixels after the corner. */
  private static NDArray between(NDArray flat, NDArray corner, long offset, NDArray right) {
    NDArray first = flat.gather(offset == 0 ? corner : corner.add(offset), 1);
    NDArray second = flat.gather(corner.add(offset + 1), 1);
    return first.add(second.sub(first).mul(right));
  }

  /** Coordinates from the centre become indices, mirrored at 0 and side - 1. */
  private static NDArray reflected(NDArray centred, int side) {
    float last = side - 1f;
    return centred.add((float) (side / 2)).abs().sub(last).abs().sub(last).neg();
  }
}
