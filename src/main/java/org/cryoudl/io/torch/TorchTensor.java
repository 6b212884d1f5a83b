package org.cryoudl.io.torch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * How a tensor lies in its storage: element (i, j, ...) is the storage's number {@code offset + i
 * strides[0] + j strides[1] + ...}. Several tensors may lie in one storage.
 *
 * @param type kind of numbers
 * @param key the storage's name in the checkpoint
 * @param storageSize numbers in the storage
 * @param offset of the first element, in numbers
 * @param shape sizes of the dimensions
 * @param strides numbers from one element to the next along each dimension
 */
public record TorchTensor(
    TorchStorageType type,
    String key,
    long storageSize,
    long offset,
    long[] shape,
    long[] strides) {

  /** More than any network here has; keeps a few bytes of pickle from asking for all memory. */
  private static final long MOST_ELEMENTS = 1L << 28;

  /**
   * Checks that every element lies in the storage.
   *
   * @throws IllegalArgumentException if one does not; the message is a part of a sentence
   */
  public TorchTensor {
    if (shape.length != strides.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "it has %d sizes but %d strides", shape.length, strides.length));
    }
    long elements = 1;
    long last = offset;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] < 0 || strides[i] < 0 || shape[i] > MOST_ELEMENTS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "its shape %s or its strides %s are out of range",
                Arrays.toString(shape),
                Arrays.toString(strides)));
      }
      elements = Math.min(MOST_ELEMENTS + 1, elements * shape[i]);
      last = step(last, shape[i] - 1, strides[i]);
    }
    if (elements > MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its shape %s holds more than %d numbers",
              Arrays.toString(shape),
              MOST_ELEMENTS));
    }
    if (offset < 0 || offset > storageSize || (elements > 0 && (last < 0 || last >= storageSize))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its elements reach from number %d to %d of a storage of %d",
              offset,
              last,
              storageSize));
    }
    if (elements > storageSize) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "its shape %s holds more numbers than its storage, %d",
              Arrays.toString(shape),
              storageSize));
    }
  }

  private static long step(long from, long steps, long stride) {
    try {
      return Math.addExact(from, Math.multiplyExact(Math.max(0, steps), stride));
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  /** Number of elements. */
  public int size() {
    long elements = 1;
    for (long side : shape) {
      elements *= side;
    }
    return (int) elements;
  }

  /** The elements, row-major, from the storage's bytes. */
  float[] gather(ByteBuffer storage) {
    float[] values = new float[size()];
    int[] index = new int[shape.length];
    long at = offset;
    for (int i = 0; i < values.length; i++) {
      values[i] = type.read(storage, (int) at);
      // Counts up like an odometer, the last dimension fastest.
      for (int d = shape.length - 1; d >= 0; d--) {
        at += strides[d];
        if (++index[d] < shape[d]) {
          break;
        }
        at -= strides[d] * shape[d];
        index[d] = 0;
      }
    }
    return values;
  }
}
