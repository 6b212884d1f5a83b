package org.cryoudl.network.model;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.testing.GaussianBlobs;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Time per image of the shipped network's features on the CPU, from pixels, spectra included. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PolarFeaturesBenchmark {

  private static final int IMAGES = 64;

  /** Side length in pixels. */
  @Param({"64", "128"})
  public int box;

  private float[][] images;
  private PolarModel model;

  /** Loads the network and draws noisy pictures of one view. */
  @Setup
  public void draw() {
    model = AngleModel.shipped(ComputeDevice.CPU);
    Random random = new Random(1);
    images = new float[IMAGES][];
    for (int i = 0; i < IMAGES; i++) {
      images[i] =
          GaussianBlobs.asymmetric(box / 4.0, box / 32.0).turned(360.0 * i / IMAGES).image(box);
      for (int p = 0; p < images[i].length; p++) {
        images[i][p] += (float) random.nextGaussian();
      }
    }
  }

  /** Frees the network. */
  @TearDown
  public void close() {
    model.close();
  }

  /** Features of all images. */
  @Benchmark
  @OperationsPerInvocation(IMAGES)
  public float[][] features() {
    return model.features(images, box);
  }
}
