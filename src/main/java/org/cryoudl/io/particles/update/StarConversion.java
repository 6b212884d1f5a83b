package org.cryoudl.io.particles.update;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.particles.table.StarOptics;
import org.cryoudl.io.particles.table.StarParticles;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;

/** Makes a RELION 3.1 STAR file from particles that came as a stack, an XMD or a .cs file. */
final class StarConversion {

  /** Stands in for a pixel size nobody knows: with it, Angstroms are pixels. */
  private static final double UNKNOWN_PIXEL_SIZE = 1.0;

  private final ParticleSet set;
  private final ParticleUpdate update;
  private final List<String> warnings = new ArrayList<>();
  private final Map<Optics, Integer> groups = new LinkedHashMap<>();
  private final boolean hasCtf;

  private record Optics(double pixelSizeAngstroms, Optional<Microscope> microscope) {}

  private record Microscope(
      double voltageKilovolts, double aberrationMillimetres, double amplitudeContrast) {}

  StarConversion(ParticleSet set, ParticleUpdate update) {
    this.set = set;
    this.update = update;
    hasCtf = set.ctf(0).isPresent();
    if (set.pixelSizeAngstroms().isEmpty()) {
      warnings.add(
          set.file()
              + ": the pixel size is unknown; the STAR file says "
              + UNKNOWN_PIXEL_SIZE
              + " A, with which its Angstroms are pixels");
    }
    if (!hasCtf) {
      warnings.add(
          set.file()
              + ": voltage, spherical aberration and amplitude contrast are unknown; most of RELION"
              + " asks for them, so add rlnVoltage, rlnSphericalAberration and"
              + " rlnAmplitudeContrast to data_optics");
    }
    for (int i = 0; i < update.rowCount(set); i++) {
      groups.putIfAbsent(optics(update.row(i)), groups.size() + 1);
    }
  }

  private double pixelSize(int row) {
    return set.pixelSizeAngstroms(row).orElse(UNKNOWN_PIXEL_SIZE);
  }

  private Optics optics(int row) {
    return new Optics(
        pixelSize(row),
        set.ctf(row)
            .map(
                ctf ->
                    new Microscope(
                        ctf.voltageKilovolts(),
                        ctf.sphericalAberrationMillimetres(),
                        ctf.amplitudeContrast())));
  }

  /** Writes the file and returns what the user should know. */
  List<String> write(StarWriter out) throws IOException {
    out.version(StarWriter.VERSION_3_1);
    out.block("optics");
    writeOptics(out);
    out.version(StarWriter.VERSION_3_1);
    out.block("particles");
    ParticleStarWriter.rows(out, particles(), set, update);
    return warnings;
  }

  private void writeOptics(StarWriter out) throws IOException {
    OptionalInt box = set.boxPixels();
    List<String> columns = new ArrayList<>(List.of(StarOptics.GROUP, "rlnOpticsGroupName"));
    if (hasCtf) {
      columns.addAll(List.of("rlnVoltage", "rlnSphericalAberration", "rlnAmplitudeContrast"));
    }
    columns.add(StarOptics.PIXEL_SIZE);
    if (box.isPresent()) {
      columns.add("rlnImageSize");
    }
    columns.add("rlnImageDimensionality");
    out.loop(columns);
    for (Map.Entry<Optics, Integer> group : groups.entrySet()) {
      List<String> row = new ArrayList<>();
      row.add(group.getValue().toString());
      row.add("opticsGroup" + group.getValue());
      if (hasCtf) {
        Microscope microscope = group.getKey().microscope().orElseThrow();
        row.add(ParticleColumn.decimal(microscope.voltageKilovolts()));
        row.add(ParticleColumn.decimal(microscope.aberrationMillimetres()));
        row.add(ParticleColumn.decimal(microscope.amplitudeContrast()));
      }
      row.add(ParticleColumn.decimal(group.getKey().pixelSizeAngstroms()));
      box.ifPresent(pixels -> row.add(Integer.toString(pixels)));
      row.add("2");
      out.row(row);
    }
    out.end();
  }

  private TableEdit particles() {
    TableEdit edit = TableEdit.fromNothing();
    edit.set(StarParticles.IMAGE, set::starImageName);
    edit.set(StarOptics.GROUP, row -> groups.get(optics(row)).toString());
    for (SharedColumn column : SharedColumn.values()) {
      if (set.table().text(0, column).isPresent()) {
        edit.set(column.starName(), row -> set.table().text(row, column).orElseThrow());
      }
    }
    if (hasCtf) {
      edit.set("rlnDefocusU", row -> ParticleColumn.decimal(ctf(row).defocusUAngstroms()));
      edit.set("rlnDefocusV", row -> ParticleColumn.decimal(ctf(row).defocusVAngstroms()));
      edit.set("rlnDefocusAngle", row -> ParticleColumn.decimal(ctf(row).defocusAngleDegrees()));
      edit.set("rlnPhaseShift", row -> ParticleColumn.decimal(ctf(row).phaseShiftDegrees()));
    }
    if (update.poses().isPresent()) {
      StarPoseColumns.set(edit, update.poses().get(), true, this::pixelSize);
    } else if (set.xmippPose(0).isPresent()) {
      StarPoseColumns.set(edit, row -> set.pose(row).orElseThrow(), true, this::pixelSize);
    }
    update.addColumns(edit, ParticleColumn::starName);
    List<String> lost = set.table().columnsNotShared();
    if (!lost.isEmpty()) {
      warnings.add(set.file() + ": not carried over to STAR: " + String.join(", ", lost));
    }
    return edit;
  }

  private CtfParameters ctf(int row) {
    return set.ctf(row).orElseThrow();
  }
}
