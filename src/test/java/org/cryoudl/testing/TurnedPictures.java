package org.cryoudl.testing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.polar.PolarArchitecture;
import org.cryoudl.network.polar.PolarNetwork;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.simulation.projection.BlobProjection;

/**
 * Clean pictures of one lopsided molecule at known poses, and a fresh network, which compares
 * little else than spectra and so is right about clean pictures.
 */
public final class TurnedPictures {

  /** Side length in pixels. */
  public static final int BOX = 48;

  private TurnedPictures() {}

  /** True poses of some pictures. */
  public static Pose[] poses(int count) {
    Random random = new Random(11);
    Pose[] poses = new Pose[count];
    for (int i = 0; i < count; i++) {
      poses[i] =
          new Pose(360 * random.nextDouble(), 2 * random.nextDouble(), -2 * random.nextDouble());
    }
    return poses;
  }

  /** Writes the pictures as a stack. */
  public static Path writeStack(Path file, Pose[] poses) {
    BlobProjection molecule =
        new BlobProjection(
            new double[] {-8, 6, 1, 9},
            new double[] {-3, -6, 8, 3},
            new double[] {2, 1.5, 2.5, 1.2},
            new double[] {30, 20, 40, 12});
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.of(2))) {
      for (Pose pose : poses) {
        writer.append(molecule.render(BOX, pose).pixels());
      }
      writer.commit();
    }
    return file;
  }

  /** Writes the poses as truth. */
  public static Path writeTruth(Path file, Pose[] poses) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("index,angle_deg,down_px,right_px\n");
      for (int i = 0; i < poses.length; i++) {
        Pose pose = poses[i];
        out.write(
            String.format(
                Locale.ROOT,
                "%d,%s,%s,%s\n",
                i + 1,
                pose.psiDegrees(),
                -pose.originYPixels(),
                -pose.originXPixels()));
      }
    }
    return file;
  }

  /** Writes a small fresh network. */
  public static Path writeModel(Path file) {
    PolarNetwork network = new PolarNetwork(new PolarArchitecture(64, 180, 4, 1, 4, 4));
    try (var manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
        Weights weights = network.initialise(manager, 3)) {
      ModelFile.write(file, network, weights, Map.of(ModelFile.NAME, "polar-test"));
    }
    return file;
  }
}
