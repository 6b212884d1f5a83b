package org.cryoudl.io.particles.update;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.MetadataTable;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.particles.table.XmdParticles;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.xmd.XmdWriter;
import org.cryoudl.metadata.CtfParameters;

/**
 * Writes a particle set as an XMIPP metadata file. A set that came from one keeps its blocks and
 * columns; of any other, the images, poses, CTF, classes and micrographs are written.
 */
public final class ParticleXmdWriter {

  private ParticleXmdWriter() {}

  /**
   * Writes a set with what {@code update} changes.
   *
   * @param target the file to write; its folder must exist
   * @return sentences the user should see
   * @throws org.cryoudl.failure.UsageException if {@code target} is one of the set's own files
   */
  public static List<String> write(ParticleSet set, Path target, ParticleUpdate update) {
    set.requireNotInput(target);
    List<String> warnings = new ArrayList<>();
    AtomicOutput.write(
        target,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            XmdWriter writer = new XmdWriter(out);
            if (set.table() instanceof XmdParticles particles) {
              rewrite(writer, set, particles, update);
            } else {
              writer.block("noname");
              rows(writer, converted(set, update), set, update);
              noteLostColumns(set, warnings);
            }
          }
        });
    return warnings;
  }

  private static void noteLostColumns(ParticleSet set, List<String> warnings) {
    List<String> lost = set.table().columnsNotShared();
    if (!lost.isEmpty()) {
      warnings.add(set.file() + ": not carried over to XMD: " + String.join(", ", lost));
    }
  }

  private static void rewrite(
      XmdWriter out, ParticleSet set, XmdParticles particles, ParticleUpdate update)
      throws IOException {
    StarTable table = particles.table();
    TableEdit edit =
        new TableEdit(table.columns(), row -> table.rawValues(particles.tableRow(row)));
    edit.set(XmdParticles.IMAGE, set::xmdImageName);
    update.xmippPoses().ifPresent(poses -> setPoses(edit, poses));
    update.setColumns(edit, ParticleColumn::xmdName);
    String block = null;
    for (StarTable other : particles.file().tables()) {
      if (!other.block().equals(block)) {
        block = other.block();
        out.block(block);
      }
      if (other == table) {
        rows(out, edit, set, update);
      } else {
        out.table(other);
      }
    }
  }

  private static TableEdit converted(ParticleSet set, ParticleUpdate update) {
    MetadataTable table = set.table();
    TableEdit edit = TableEdit.fromNothing();
    edit.set("itemId", row -> Integer.toString(row + 1));
    edit.set("enabled", row -> "1");
    edit.set(XmdParticles.IMAGE, set::xmdImageName);
    for (SharedColumn column : SharedColumn.values()) {
      if (table.text(0, column).isPresent()) {
        edit.set(column.xmdName(), row -> table.text(row, column).orElseThrow());
      }
    }
    if (set.pixelSizeAngstroms().isPresent()) {
      edit.set("ctfSamplingRate", row -> ParticleColumn.decimal(set.requirePixelSize(row)));
    }
    if (set.ctf(0).isPresent()) {
      setCtf(edit, row -> set.ctf(row).orElseThrow());
    }
    if (update.xmippPoses().isPresent()) {
      setPoses(edit, update.xmippPoses().get());
    } else if (set.xmippPose(0).isPresent()) {
      setPoses(edit, row -> set.xmippPose(row).orElseThrow());
    }
    update.addColumns(edit, ParticleColumn::xmdName);
    return edit;
  }

  private static void setPoses(TableEdit edit, IntFunction<XmippPose> poses) {
    edit.set("anglePsi", row -> ParticleColumn.decimal(poses.apply(row).psiDegrees()));
    edit.set("shiftX", row -> ParticleColumn.decimal(poses.apply(row).shiftXPixels()));
    edit.set("shiftY", row -> ParticleColumn.decimal(poses.apply(row).shiftYPixels()));
    edit.set("flip", row -> poses.apply(row).flip() ? "1" : "0");
  }

  private static void setCtf(TableEdit edit, IntFunction<CtfParameters> ctf) {
    edit.set("ctfVoltage", row -> ParticleColumn.decimal(ctf.apply(row).voltageKilovolts()));
    edit.set(
        "ctfSphericalAberration",
        row -> ParticleColumn.decimal(ctf.apply(row).sphericalAberrationMillimetres()));
    edit.set("ctfQ0", row -> ParticleColumn.decimal(ctf.apply(row).amplitudeContrast()));
    edit.set("ctfDefocusU", row -> ParticleColumn.decimal(ctf.apply(row).defocusUAngstroms()));
    edit.set("ctfDefocusV", row -> ParticleColumn.decimal(ctf.apply(row).defocusVAngstroms()));
    edit.set(
        "ctfDefocusAngle", row -> ParticleColumn.decimal(ctf.apply(row).defocusAngleDegrees()));
  }

  private static void rows(XmdWriter out, TableEdit edit, ParticleSet set, ParticleUpdate update)
      throws IOException {
    out.loop(edit.columns());
    int count = update.rowCount(set);
    for (int i = 0; i < count; i++) {
      out.row(edit.row(update.row(i)));
    }
  }
}
