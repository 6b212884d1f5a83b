package org.cryoudl.network.model;

import java.nio.file.Path;
import java.util.Map;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.matching.FeatureMatcher.Match;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;

/**
 * A trained network of either kind, ready for use: from images to what comparing them needs, once
 * an image, and from two of these to the angle between the images. Deterministic; nothing depends
 * on the images that are processed together.
 */
public sealed interface AngleModel extends AutoCloseable permits PolarModel, CartesianModel {

  /**
   * Loads a model file.
   *
   * @param file a safetensors file written by {@link ModelFile}
   * @param device where the network runs
   * @throws org.cryoudl.failure.UsageException if there is no such file
   * @throws org.cryoudl.failure.DataException if the file is damaged or holds an unknown network
   * @throws org.cryoudl.failure.EnvironmentException if this machine has no such device
   */
  static AngleModel load(Path file, ComputeDevice device) {
    SafetensorsFile content = SafetensorsFile.read(file);
    return switch (ModelFile.network(file, content).kind()) {
      case CartesianNetwork.KIND -> CartesianModel.load(file, content, device);
      default -> PolarModel.load(file, content, device);
    };
  }

  /** The model that comes with the program, on a GPU if there is one. */
  static PolarModel shipped() {
    return shipped(ComputeDevice.AUTO);
  }

  /**
   * The model that comes with the program.
   *
   * @param device where the network runs
   * @throws org.cryoudl.failure.EnvironmentException if this machine has no such device
   */
  static PolarModel shipped(ComputeDevice device) {
    return PolarModel.load(Path.of(ShippedModel.FILE), ShippedModel.read(), device);
  }

  /** What the file says about the model. */
  Map<String, String> metadata();

  /** The model's name and version, such as {@code polar-0.1}. */
  default String name() {
    return metadata().getOrDefault(ModelFile.NAME, "unnamed");
  }

  /**
   * What comparing images needs of each.
   *
   * @param images square images of any scale and offset, not changed
   * @param box their side length in pixels
   * @throws org.cryoudl.failure.DataException if the network needs a larger box
   */
  float[][] prepared(float[][] images, int box);

  /**
   * Whether answers hold no constant by construction: then {@link #biasDegrees} is 0 for all
   * images.
   */
  boolean isUnbiased();

  /**
   * The constant in the network's answers, found without truth: the angle of an image with itself
   * must be 0, so the circular mean of these answers is the constant.
   *
   * @param prepared some images, the more the better
   * @return degrees in [-90, 90)
   */
  double biasDegrees(float[][] prepared);

  /**
   * Compares images pair by pair.
   *
   * @param references prepared, not changed
   * @param images prepared, as many, not changed
   * @param biasDegrees what is taken off the answers
   * @return psi that turns each image onto its reference, in RELION's sense (+x toward +row),
   *     modulo 180 degrees; confidence is NaN for a network that gives none
   */
  Match[] compare(float[][] references, float[][] images, double biasDegrees);

  @Override
  void close();
}
