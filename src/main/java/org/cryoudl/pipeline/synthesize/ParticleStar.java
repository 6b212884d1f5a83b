package org.cryoudl.pipeline.synthesize;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.simulation.ParticleSimulator;
import org.cryoudl.simulation.Recipe;
import org.cryoudl.simulation.imaging.CtfModel;

/** The RELION 3.1 metadata of simulated particles: what a user would know, not their poses. */
final class ParticleStar {

  private static final String GROUP = "1";

  private final Recipe recipe;
  private final ParticleSimulator simulator;

  ParticleStar(Recipe recipe, ParticleSimulator simulator) {
    this.recipe = recipe;
    this.simulator = simulator;
  }

  /**
   * How the STAR names a stack: from the working folder, where RELION is run, if the stack lies
   * below it, else in full.
   */
  static Path nameOf(Path stack) {
    Path working = Path.of("").toAbsolutePath();
    Path full = stack.toAbsolutePath().normalize();
    return full.startsWith(working) ? working.relativize(full) : full;
  }

  void write(Path file, Path stackName) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      StarWriter star = new StarWriter(out);
      writeOptics(star);
      writeParticles(star, stackName);
    }
  }

  private void writeOptics(StarWriter star) throws IOException {
    CtfModel ctf = recipe.ctf();
    List<String> columns =
        new ArrayList<>(
            List.of(
                "rlnOpticsGroup",
                "rlnOpticsGroupName",
                "rlnAmplitudeContrast",
                "rlnSphericalAberration",
                "rlnVoltage",
                "rlnImagePixelSize",
                "rlnImageSize",
                "rlnImageDimensionality"));
    List<String> values =
        new ArrayList<>(
            List.of(
                GROUP,
                "opticsGroup1",
                number("%.6f", ctf.amplitudeContrast()),
                number("%.6f", ctf.sphericalAberrationMillimetres()),
                number("%.6f", ctf.voltageKilovolts()),
                number("%.6f", recipe.pixelSizeAngstroms()),
                Integer.toString(recipe.boxPixels()),
                "2"));
    if (ctf.mode() == CtfModel.Mode.PHASE_FLIPPED) {
      columns.add("rlnCtfDataArePhaseFlipped");
      values.add("1");
    }
    star.version(StarWriter.VERSION_3_1);
    star.block("optics");
    star.loop(columns);
    star.row(values);
    star.end();
  }

  private void writeParticles(StarWriter star, Path stackName) throws IOException {
    boolean filtered = recipe.ctf().mode() != CtfModel.Mode.NONE;
    star.version(StarWriter.VERSION_3_1);
    star.block("particles");
    star.loop(
        filtered
            ? List.of(
                "rlnImageName", "rlnOpticsGroup", "rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle")
            : List.of("rlnImageName", "rlnOpticsGroup"));
    for (int i = 0; i < recipe.count(); i++) {
      List<String> row = new ArrayList<>();
      row.add(StarWriter.quote(String.format(Locale.ROOT, "%06d@%s", i + 1, stackName)));
      row.add(GROUP);
      if (filtered) {
        CtfParameters ctf = simulator.truth(i).ctf().orElseThrow();
        row.add(number("%.2f", ctf.defocusUAngstroms()));
        row.add(number("%.2f", ctf.defocusVAngstroms()));
        row.add(number("%.6f", ctf.defocusAngleDegrees()));
      }
      star.row(row);
    }
    star.end();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
