package org.cryoudl.pipeline.volumes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.io.star.OpticsGroup;
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

  private OpticsGroup optics(View view) {
    return new OpticsGroup(view.ctf(), pixelSizeAngstroms, OptionalInt.of(boxPixels), false);
  }

  void write(Path file, String stack) {
    Map<OpticsGroup, Integer> groups = OpticsGroup.numbered(views.stream().map(this::optics));
    StarWriter.write(
        file,
        star -> {
          OpticsGroup.writeOfParticles(star, groups.keySet());
          writeParticles(star, groups, stack);
        });
  }

  private boolean hasCtf() {
    return views.get(0).ctf().isPresent();
  }

  private void writeParticles(StarWriter star, Map<OpticsGroup, Integer> groups, String stack)
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
