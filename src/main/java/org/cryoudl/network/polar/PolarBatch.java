package org.cryoudl.network.polar;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.function.IntFunction;
import org.cryoudl.fourier.LogSpectrum;
import org.cryoudl.image.Image;
import org.cryoudl.parallel.ParallelLoop;

/**
 * What the network sees of some images: polar log-spectra and ring profiles, on the host.
 *
 * @param size number of images
 * @param polar size x rings x angleBins values
 * @param profile size x {@link LogSpectrum#PROFILE_CHANNELS} x rings values
 */
public record PolarBatch(int size, float[] polar, float[] profile) {

  /**
   * Measures images, over all cores.
   *
   * @param size number of images
   * @param architecture what the network needs
   * @param image gives a square image by index; called once for each, from several threads
   */
  public static PolarBatch of(int size, PolarArchitecture architecture, IntFunction<Image> image) {
    int polarLength = architecture.grid().size();
    int profileLength = LogSpectrum.PROFILE_CHANNELS * architecture.rings();
    float[] polar = new float[size * polarLength];
    float[] profile = new float[size * profileLength];
    ParallelLoop.run(
        size,
        i -> {
          Image one = image.apply(i);
          float[] onePolar = new float[polarLength];
          float[] oneProfile = new float[profileLength];
          LogSpectrum.of(one.box(), architecture.grid())
              .measure(one.pixels(), onePolar, oneProfile);
          System.arraycopy(onePolar, 0, polar, i * polarLength, polarLength);
          System.arraycopy(oneProfile, 0, profile, i * profileLength, profileLength);
        });
    return new PolarBatch(size, polar, profile);
  }

  /**
   * These images turned by whole bins, +x toward +row: each ring is moved along angle, cyclically.
   *
   * @param bins by how many bins each image is turned
   */
  public PolarBatch turned(int[] bins, PolarArchitecture architecture) {
    int angles = architecture.angleBins();
    float[] moved = new float[polar.length];
    for (int line = 0; line < polar.length / angles; line++) {
      int by = Math.floorMod(bins[line / architecture.rings()], angles);
      int at = line * angles;
      System.arraycopy(polar, at, moved, at + by, angles - by);
      System.arraycopy(polar, at + angles - by, moved, at, by);
    }
    return new PolarBatch(size, moved, profile);
  }

  /**
   * The two inputs of {@link PolarNetwork#features}: batch x 1 x rings x angleBins and batch x
   * channels x rings, owned by {@code manager}.
   */
  public NDList toArrays(NDManager manager, PolarArchitecture architecture) {
    int rings = architecture.rings();
    return new NDList(
        manager.create(polar, new Shape(size, 1, rings, architecture.angleBins())),
        manager.create(profile, new Shape(size, LogSpectrum.PROFILE_CHANNELS, rings)));
  }
}
