package org.cryoudl.pipeline.volumes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;

/**
 * The RELION 3.1 metadata of projections: angles, origins and CTFs. Views of different microscopes
 * are different optics groups.
 *
 * @param views of the images of a stack, in order
 * @param boxPixels side of the images
 * @param pixelSizeAngstroms if known; origins are in pixels if not
 */
record ProjectionStar(List<View> views, int boxPixels, OptionalDouble pixelSizeAngstroms) {

  /** What makes an optics group: voltage, aberration, amplitude contrast; nothing without CTF. */
  private static List<String> optics(View view) {
    return view.ctf()
        .map(
            ctf ->
                List.of(
                    number(ctf.voltageKilovolts()),
                    number(ctf.sphericalAberrationMillimetres()),
                    number(ctf.amplitudeContrast())))
        .orElse(List.of());
  }

  void write(Path file, String stack) {
    Map<List<String>, Integer> groups = new LinkedHashMap<>();
    views.forEach(view -> groups.putIfAbsent(optics(view), groups.size() + 1));
    StarWriter.write(
        file,
        star -> {
          writeOptics(star, groups);
          writeParticles(star, groups, stack);
        });
  }

  private boolean hasCtf() {
    return views.get(0).ctf().isPresent();
  }

  private void writeOptics(StarWriter star, Map<List<String>, Integer> groups) throws IOException {
    List<String> columns = new ArrayList<>(List.of("rlnOpticsGroup", "rlnOpticsGroupName"));
    if (hasCtf()) {
      columns.addAll(List.of("rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast"));
    }
    if (pixelSizeAngstroms.isPresent()) {
      columns.add("rlnImagePixelSize");
    }
    columns.addAll(List.of("rlnImageSize", "rlnImageDimensionality"));
    star.open("optics", columns);
    for (Map.Entry<List<String>, Integer> group : groups.entrySet()) {
      List<String> cells = new ArrayList<>();
      cells.add(group.getValue().toString());
      cells.add("opticsGroup" + group.getValue());
      cells.addAll(group.getKey());
      pixelSizeAngstroms.ifPresent(size -> cells.add(number(size)));
      cells.add(Integer.toString(boxPixels));
      cells.add("2");
      star.row(cells);
    }
    star.end();
  }

  private void writeParticles(StarWriter star, Map<List<String>, Integer> groups, String stack)
      throws IOException {
    boolean angstroms = pixelSizeAngstroms.isPresent();
    List<String> columns =
        new ArrayList<>(
            List.of(
                "rlnImageName", "rlnOpticsGroup", "rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi"));
    columns.add(angstroms ? "rlnOriginXAngst" : "rlnOriginX");
    columns.add(angstroms ? "rlnOriginYAngst" : "rlnOriginY");
    if (hasCtf()) {
      columns.addAll(List.of("rlnDefocusU", "rlnDefocusV", "rlnDefocusAngle", "rlnPhaseShift"));
    }
    star.open("particles", columns);
    double unit = pixelSizeAngstroms.orElse(1);
    for (int i = 0; i < views.size(); i++) {
      View view = views.get(i);
      List<String> cells = new ArrayList<>();
      cells.add(StarWriter.quote(String.format(Locale.ROOT, "%06d@%s", i + 1, stack)));
      cells.add(Optional.ofNullable(groups.get(optics(view))).orElse(1).toString());
      cells.add(number(view.angles().rotDegrees()));
      cells.add(number(view.angles().tiltDegrees()));
      cells.add(number(view.angles().psiDegrees()));
      cells.add(number(view.originXPixels() * unit));
      cells.add(number(view.originYPixels() * unit));
      if (view.ctf().isPresent()) {
        CtfParameters ctf = view.ctf().get();
        cells.add(number(ctf.defocusUAngstroms()));
        cells.add(number(ctf.defocusVAngstroms()));
        cells.add(number(ctf.defocusAngleDegrees()));
        cells.add(number(ctf.phaseShiftDegrees()));
      }
      star.row(cells);
    }
    star.end();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }
}
