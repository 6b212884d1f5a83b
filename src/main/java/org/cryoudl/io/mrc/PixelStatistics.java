package org.cryoudl.io.mrc;

/**
 * Minimum, maximum, mean and standard deviation of pixels that arrive piece by piece, in double
 * precision. Pieces are joined by Chan, Golub and LeVeque's formula (Am. Stat. 37 (1983) 242),
 * which loses no digits to a large mean. Not for several threads at once.
 */
public final class PixelStatistics {

  private long count;
  private float minimum = Float.POSITIVE_INFINITY;
  private float maximum = Float.NEGATIVE_INFINITY;
  private double mean;
  private double squaredDeviations;

  /** Adds finite pixels. */
  public void add(float[] pixels) {
    PixelStatistics piece = new PixelStatistics();
    piece.count = pixels.length;
    double sum = 0;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    // Comparisons: Math.min and max distinguish -0 from 0, which makes them several times slower.
    for (float pixel : pixels) {
      sum += pixel;
      low = pixel < low ? pixel : low;
      high = pixel > high ? pixel : high;
    }
    piece.minimum = low;
    piece.maximum = high;
    piece.mean = sum / pixels.length;
    double squares = 0;
    for (float pixel : pixels) {
      double deviation = pixel - piece.mean;
      squares += deviation * deviation;
    }
    piece.squaredDeviations = squares;
    merge(piece);
  }

  /** Adds the pixels that {@code other} has seen. */
  public void merge(PixelStatistics other) {
    if (other.count == 0) {
      return;
    }
    long total = count + other.count;
    double difference = other.mean - mean;
    squaredDeviations +=
        other.squaredDeviations + difference * difference * count * other.count / total;
    mean += difference * other.count / total;
    minimum = Math.min(minimum, other.minimum);
    maximum = Math.max(maximum, other.maximum);
    count = total;
  }

  /** Number of pixels seen. */
  public long count() {
    return count;
  }

  public float minimum() {
    return minimum;
  }

  public float maximum() {
    return maximum;
  }

  public double mean() {
    return mean;
  }

  /** Root of the mean squared deviation from the mean: the divisor is the number of pixels. */
  public double standardDeviation() {
    return Math.sqrt(squaredDeviations / count);
  }

  MrcHeader.Statistics toHeader() {
    return new MrcHeader.Statistics(minimum, maximum, (float) mean, (float) standardDeviation());
  }
}
