package org.cryoudl.pipeline.synthesize;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import org.cryoudl.io.star.OpticsGroup;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.imaging.CtfModel;

/**
 * The RELION 3.1 metadata of simulated particles: what a user would know, not their poses.
 *
 * @param ctf the microscope
 * @param pixelSizeAngstroms pixel size in A
 * @param boxPixels side length of the images in pixels
 * @param count number of particles
 * @param rows what each particle's row holds
 */
record ParticleStar(
    CtfModel ctf, double pixelSizeAngstroms, int boxPixels, int count, IntFunction<Row> rows) {

  private static final String GROUP = "1";

  /**
   * What is known of one particle.
   *
   * @param ctf its CTF; present for all or for none
   * @param micrograph its micrograph's name; present for all or for none
   * @param picture number, from 1, of the picture that it is a copy of; present for all or for none
   */
  record Row(Optional<CtfParameters> ctf, Optional<String> micrograph, OptionalInt picture) {}

  void write(Path file, String stackName) {
    StarWriter.write(
        file,
        star -> {
          OpticsGroup.writeOfParticles(star, List.of(optics()));
          writeParticles(star, stackName);
        });
  }

  private OpticsGroup optics() {
    return new OpticsGroup(
        Optional.of(
            new CtfParameters(
                ctf.voltageKilovolts(),
                ctf.sphericalAberrationMillimetres(),
                ctf.amplitudeContrast(),
                0,
                0,
                0,
                0)),
        OptionalDouble.of(pixelSizeAngstroms),
        OptionalInt.of(boxPixels),
        ctf.mode() == CtfModel.Mode.PHASE_FLIPPED);
  }

  private void writeParticles(StarWriter star, String stackName) throws IOException {
    Row first = rows.apply(0);
    List<String> columns = new ArrayList<>(List.of("rlnImageName"));
    first.micrograph.ifPresent(name -> columns.add("rlnMicrographName"));
    columns.add("rlnOpticsGroup");
    if (first.ctf.isPresent()) {
      columns.addAll(List.of("rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle"));
    }
    first.picture.ifPresent(number -> columns.add("rlnClassNumber"));
    star.open("particles", columns);
    for (int i = 0; i < count; i++) {
      Row particle = rows.apply(i);
      List<String> cells = new ArrayList<>();
      cells.add(StarWriter.quote(String.format(Locale.ROOT, "%06d@%s", i + 1, stackName)));
      particle.micrograph.ifPresent(cells::add);
      cells.add(GROUP);
      particle.ctf.ifPresent(
          values -> {
            cells.add(number("%.2f", values.defocusUAngstroms()));
            cells.add(number("%.2f", values.defocusVAngstroms()));
            cells.add(number("%.6f", values.defocusAngleDegrees()));
          });
      particle.picture.ifPresent(number -> cells.add(Integer.toString(number)));
      star.row(cells);
    }
    star.end();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
