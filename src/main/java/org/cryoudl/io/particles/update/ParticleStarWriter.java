package org.cryoudl.io.particles.update;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.StarOptics;
import org.cryoudl.io.particles.table.StarParticles;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;

/**
 * Writes a particle set as a RELION STAR file. A set that came from a STAR file keeps its blocks,
 * its columns and its version, 3.0 or 3.1; any other becomes a 3.1 file with optics groups.
 */
public final class ParticleStarWriter {

  private ParticleStarWriter() {}

  /**
   * Writes a set with what {@code update} changes.
   *
   * @param target the file to write; its folder must exist
   * @return sentences the user should see
   * @throws org.cryoudl.failure.DataException if a pose is mirrored, which STAR cannot hold
   * @throws org.cryoudl.failure.UsageException if {@code target} is one of the set's own files, or
   *     new poses may be mirrored
   */
  public static List<String> write(ParticleSet set, Path target, ParticleUpdate update) {
    set.requireNotInput(target);
    update.requireNoFlips(target);
    List<String> warnings = new ArrayList<>();
    AtomicOutput.write(
        target,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
            if (set.table() instanceof StarParticles particles) {
              rewrite(new StarWriter(out), set, particles, update);
            } else {
              warnings.addAll(new StarConversion(set, update).write(new StarWriter(out)));
            }
          }
        });
    return warnings;
  }

  private static void rewrite(
      StarWriter out, ParticleSet set, StarParticles particles, ParticleUpdate update)
      throws IOException {
    StarFile file = particles.file();
    StarTable table = particles.table();
    boolean hasGroups = particles.optics().groups().isPresent();
    TableEdit edit = new TableEdit(table.columns(), table::rawValues);
    edit.set(StarParticles.IMAGE, set::starImageName);
    particles.optics().missingGroup().ifPresent(group -> edit.set(StarOptics.GROUP, row -> group));
    boolean inAngstroms = hasGroups && set.pixelSizeAngstroms().isPresent();
    update
        .poses()
        .ifPresent(poses -> StarPoseColumns.set(edit, poses, inAngstroms, set::requirePixelSize));
    update.setColumns(edit, ParticleColumn::starName);
    String block = null;
    for (StarTable other : file.tables()) {
      if (!other.block().equals(block)) {
        block = other.block();
        if (hasGroups || file.version().isPresent()) {
          out.version(file.version().orElse(StarWriter.VERSION_3_1));
        }
        out.block(block);
      }
      if (other == table) {
        rows(out, edit, set, update);
      } else {
        out.table(other);
      }
    }
  }

  /** Writes the loop of particles. */
  static void rows(StarWriter out, TableEdit edit, ParticleSet set, ParticleUpdate update)
      throws IOException {
    out.loop(edit.columns());
    int count = update.rowCount(set);
    for (int i = 0; i < count; i++) {
      out.row(edit.row(update.row(i)));
    }
    out.end();
  }
}
