package org.cryoudl.network.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.prior.NoisyAverage;
import org.cryoudl.network.prior.PolarPictures;
import org.cryoudl.network.prior.PriorNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.parallel.Parallelism;

/**
 * A trained {@link PriorNetwork}, ready for use. Deterministic; what it says of an average does not
 * depend on the averages beside it. Several passes run side by side, each with weights of its own.
 */
public final class PriorModel implements AutoCloseable {

  /** Averages in one pass through the engine. */
  private static final int CHUNK = 8;

  private final LoadedNetwork<PriorNetwork> loaded;
  private final Lanes<Lane> lanes;

  /** What one pass at a time may use: arrays are not safe for several threads. */
  private record Lane(NDManager manager, Weights weights, PolarPictures transforms) {}

  private PriorModel(LoadedNetwork<PriorNetwork> loaded) {
    this.loaded = loaded;
    this.lanes =
        new Lanes<>(
            Parallelism.current().threads(),
            () -> {
              NDManager own = loaded.manager().newSubManager();
              return new Lane(own, loaded.weights().copy(own), new PolarPictures(own));
            });
  }

  /**
   * Loads a model file.
   *
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws org.cryoudl.failure.DataException if it is damaged or holds another network
   */
  public static PriorModel load(Path file) {
    return load(file, SafetensorsFile.read(file));
  }

  /** The model that comes with the program. */
  public static PriorModel shipped() {
    return load(Path.of(ShippedModel.PRIOR_FILE), ShippedModel.read(ShippedModel.PRIOR_FILE));
  }

  private static PriorModel load(Path file, SafetensorsFile content) {
    return new PriorModel(
        LoadedNetwork.of(file, content, ModelFile.prior(file, content), ComputeDevice.CPU));
  }

  /**
   * What has to be added to the Wiener-filtered samples of averages, in the unit of their signal,
   * no more than their noise explains ({@link NoisyAverage#limit}).
   *
   * @return samples by average (see {@link PolarPictures})
   */
  public float[][] corrections(List<NoisyAverage> averages) {
    float[][] corrections = new float[averages.size()][];
    ParallelLoop.run(
        (averages.size() + CHUNK - 1) / CHUNK,
        chunk -> {
          int first = chunk * CHUNK;
          List<NoisyAverage> some =
              averages.subList(first, Math.min(averages.size(), first + CHUNK));
          float[] all = TensorEngine.working(() -> lanes.use(lane -> pass(lane, some)));
          for (int i = 0; i < some.size(); i++) {
            corrections[first + i] =
                Arrays.copyOfRange(all, i * PolarPictures.SAMPLES, (i + 1) * PolarPictures.SAMPLES);
            some.get(i).limit(corrections[first + i]);
          }
        });
    return corrections;
  }

  private float[] pass(Lane lane, List<NoisyAverage> averages) {
    int count = averages.size();
    float[] channels = new float[count * NoisyAverage.CHANNELS * PolarPictures.SAMPLES];
    float[] levels = new float[count * NoisyAverage.LEVELS];
    for (int i = 0; i < count; i++) {
      averages.get(i).channels(channels, i * NoisyAverage.CHANNELS * PolarPictures.SAMPLES);
      averages.get(i).levels(levels, i * NoisyAverage.LEVELS);
    }
    try (NDManager scratch = lane.manager().newSubManager()) {
      lane.weights().arrays().values().forEach(array -> array.tempAttach(scratch));
      PolarPictures transforms = lane.transforms();
      NDArray samples =
          scratch.create(
              channels, new Shape((long) count * NoisyAverage.CHANNELS, PolarPictures.SAMPLES));
      NDArray pictures =
          transforms
              .masked(transforms.pictures(samples))
              .reshape(count, NoisyAverage.CHANNELS, PolarPictures.SIDE, PolarPictures.SIDE);
      NDArray correction =
          loaded
              .network()
              .correction(
                  lane.weights(),
                  pictures,
                  scratch.create(levels, new Shape(count, NoisyAverage.LEVELS)));
      return transforms
          .samples(transforms.masked(correction.reshape(count, PolarPictures.PIXELS)))
          .toFloatArray();
    }
  }

  @Override
  public void close() {
    loaded.close();
  }
}
