package org.cryoudl.training.cartesian;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.network.cartesian.CartesianInput;
import org.cryoudl.parallel.ParallelLoop;

/**
 * The images of a stack in the box of the network's input, with mean 0 and standard deviation 1.
 * They come straight from the stack's own pixels. Those of small stacks are kept once read.
 */
final class CartesianImages {

  private static final long MOST_KEPT_BYTES = 512L << 20;

  private final ImageSource source;
  private final int inputPixels;
  private final AtomicReferenceArray<float[]> kept;

  CartesianImages(ImageSource source, int inputPixels) {
    this.source = source;
    this.inputPixels = inputPixels;
    long bytes = (long) Float.BYTES * inputPixels * inputPixels * source.size();
    this.kept = new AtomicReferenceArray<>(bytes <= MOST_KEPT_BYTES ? source.size() : 0);
  }

  int size() {
    return source.size();
  }

  /** Side length in pixels. */
  int box() {
    return inputPixels;
  }

  /**
   * One image; not to be changed.
   *
   * @throws DataException if all its pixels are alike
   */
  float[] of(int index) {
    boolean keep = index < kept.length();
    float[] image = keep ? kept.get(index) : null;
    if (image == null) {
      Image read = source.read(index);
      image = standardised(CartesianInput.resized(read, inputPixels), index);
      if (keep) {
        kept.set(index, image);
      }
    }
    return image;
  }

  /** Some images, one after the other. */
  float[] of(int[] indices) {
    int pixels = inputPixels * inputPixels;
    float[] all = new float[Math.multiplyExact(indices.length, pixels)];
    ParallelLoop.run(
        indices.length, i -> System.arraycopy(of(indices[i]), 0, all, i * pixels, pixels));
    return all;
  }

  private float[] standardised(float[] image, int index) {
    double sum = 0;
    double squares = 0;
    for (float value : image) {
      sum += value;
      squares += (double) value * value;
    }
    double mean = sum / image.length;
    double deviation = Math.sqrt(Math.max(0, squares / image.length - mean * mean));
    if (!(deviation > 0)) {
      throw new DataException(
          source.describe(index)
              + " is constant: every pixel has the same value; leave it out of the stack");
    }
    for (int i = 0; i < image.length; i++) {
      image[i] = (float) ((image[i] - mean) / deviation);
    }
    return image;
  }
}
