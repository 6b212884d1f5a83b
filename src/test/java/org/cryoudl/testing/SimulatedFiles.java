package org.cryoudl.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.metadata.CtfParameters;

/** Writes simulated particles as they are read. */
public final class SimulatedFiles {

  private SimulatedFiles() {}

  /**
   * Writes {@code name.mrcs} and, where there are CTFs, {@code name.star}; returns the set's.
   *
   * @param images pixels of each particle, box x box
   * @param ctfs one a particle, or none
   */
  public static Path write(
      Path folder,
      String name,
      int box,
      double pixelSizeAngstroms,
      int count,
      IntFunction<float[]> images,
      List<CtfParameters> ctfs) {
    Path stack = folder.resolve(name + ".mrcs");
    try (MrcWriter writer =
        MrcWriter.stack(stack, box, box, OptionalDouble.of(pixelSizeAngstroms))) {
      IntStream.range(0, count).forEach(i -> writer.append(images.apply(i)));
      writer.commit();
    }
    return ctfs.isEmpty()
        ? stack
        : writeStar(folder.resolve(name + ".star"), stack, box, pixelSizeAngstroms, ctfs);
  }

  private static Path writeStar(
      Path star, Path stack, int box, double pixelSize, List<CtfParameters> ctfs) {
    StringBuilder text =
        new StringBuilder("data_optics\n\nloop_\n_rlnOpticsGroup #1\n_rlnOpticsGroupName #2\n")
            .append("_rlnVoltage #3\n_rlnSphericalAberration #4\n_rlnAmplitudeContrast #5\n")
            .append("_rlnImagePixelSize #6\n_rlnImageSize #7\n_rlnImageDimensionality #8\n")
            .append("1 group1 300 2.7 0.07 " + pixelSize + " " + box + " 2\n\n")
            .append("data_particles\n\nloop_\n_rlnImageName #1\n_rlnOpticsGroup #2\n")
            .append("_rlnDefocusU #3\n_rlnDefocusV #4\n_rlnDefocusAngle #5\n");
    for (int i = 0; i < ctfs.size(); i++) {
      CtfParameters ctf = ctfs.get(i);
      text.append(
          String.format(
              Locale.ROOT,
              "%06d@%s 1 %.3f %.3f %.3f\n",
              i + 1,
              stack,
              ctf.defocusUAngstroms(),
              ctf.defocusVAngstroms(),
              ctf.defocusAngleDegrees()));
    }
    try {
      return Files.writeString(star, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
