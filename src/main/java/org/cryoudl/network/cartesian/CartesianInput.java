package org.cryoudl.network.cartesian;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.Image;

/**
 * What a {@link CartesianNetwork} sees of an image: {@code S(x) = log(1 + |fftshift(FFT2(x))|)} of
 * the image scaled to [0, 1], itself scaled to [0, 1] (Chen, Feng, Shen, J. Struct. Biol. 215
 * (2023) 107940). Zero frequency lies at the centre, floor(N/2). The amplitudes do not see shifts
 * of the particle and have a period of half a turn.
 *
 * <p>An image of another box is first brought to the network's input size by cutting or padding its
 * transform. The spacing of frequencies, one cycle per box, and all amplitudes that both sizes hold
 * stay what they are: a larger box loses its highest frequencies, a smaller one gains empty ones.
 */
public final class CartesianInput {

  /** Keeps constant images from dividing by zero. */
  private static final float LEAST_RANGE = 1e-6f;

  private CartesianInput() {}

  /** A square image's pixels in a box of {@code inputPixels}. */
  public static float[] resized(Image image, int inputPixels) {
    return image.box() == inputPixels
        ? image.pixels().clone()
        : FourierResize.resize(image, inputPixels).pixels();
  }

  /**
   * Spectra of images.
   *
   * @param images count x N x N pixels of any scale and offset
   * @return count x 1 x N x N values, 0 to 1
   */
  public static NDArray spectra(NDArray images) {
    long side = images.getShape().get(2);
    NDArray transforms = scaled(images).fft2(new long[] {side, side}, new long[] {1, 2});
    NDArray amplitudes = centred(centred(transforms.abs(), 1, side), 2, side);
    return scaled(amplitudes.add(1f).log()).expandDims(1);
  }

  /** Every image's least value becomes 0, its largest 1. */
  static NDArray scaled(NDArray images) {
    long count = images.getShape().get(0);
    NDArray flat = images.reshape(count, -1);
    int[] pixels = {1};
    NDArray least = flat.min(pixels, true);
    NDArray range = flat.max(pixels, true).sub(least).add(LEAST_RANGE);
    return flat.sub(least).div(range).reshape(images.getShape());
  }

  /** Moves index 0 to side / 2 along an axis. */
  private static NDArray centred(NDArray x, int axis, long side) {
    long half = (side + 1) / 2;
    String skip = ":, ".repeat(axis);
    NDArray positive = x.get(new NDIndex(skip + ":{}", half));
    NDArray negative = x.get(new NDIndex(skip + "{}:", half));
    return NDArrays.concat(new NDList(negative, positive), axis);
  }
}
