package org.cryoudl.io.particles.update;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.StarOptics;
import org.cryoudl.io.particles.table.StarParticles;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.progress.Progress;

/**
 * Writes a particle set as a RELION STAR file. A set that came from a STAR file keeps its blocks,
 * its columns and its version, 3.0 or 3.1; any other becomes a 3.1 file with optics groups.
 */
public final class ParticleStarWriter {

  private ParticleStarWriter() {}

  /** As the other, without telling how far it is. */
  public static List<String> write(ParticleSet set, Path target, ParticleUpdate update) {
    return write(set, target, update, Progress.silent());
  }

  /**
   * Writes a set with what {@code update} changes.
   *
   * @param target the file to write; its folder must exist
   * @return sentences the user should see
   * @throws org.cryoudl.failure.DataException if a pose is mirrored, which STAR cannot hold
   * @throws org.cryoudl.failure.UsageException if {@code target} is one of the set's own files, or
   *     new poses may be mirrored
   */
  public static List<String> write(
      ParticleSet set, Path target, ParticleUpdate update, Progress progress) {
    set.requireNotInput(target);
    update.requireNoFlips(target);
    List<String> warnings = new ArrayList<>();
    AtomicOutput.write(
        target,
        temporary -> {
          try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8);
              Progress.Stage stage = progress.start("writing rows", update.rowCount(set))) {
            if (set.table() instanceof StarParticles particles) {
              warnings.addAll(rewrite(new StarWriter(out), set, particles, update, stage));
            } else {
              warnings.addAll(new StarConversion(set, update, stage).write(new StarWriter(out)));
            }
          }
        });
    return warnings;
  }

  private static List<String> rewrite(
      StarWriter out,
      ParticleSet set,
      StarParticles particles,
      ParticleUpdate update,
      Progress.Stage stage)
      throws IOException {
    List<String> warnings = new ArrayList<>();
    StarFile file = particles.file();
    StarTable table = particles.table();
    Optional<StarTable> groups = particles.optics().groups();
    TableEdit edit = new TableEdit(table.columns(), table::rawValues);
    edit.set(StarParticles.IMAGE, set::starImageName);
    particles.optics().missingGroup().ifPresent(group -> edit.set(StarOptics.GROUP, row -> group));
    boolean inAngstroms = groups.isPresent() && set.pixelSizeAngstroms().isPresent();
    update
        .ownPoses(set)
        .ifPresent(poses -> StarPoseColumns.set(edit, poses, inAngstroms, set::requirePixelSize));
    update.setColumns(edit, ParticleColumn::starName);
    List<String> lacking = RequiredByRelion.lacking(particles);
    if (!lacking.isEmpty()) {
      warnings.add(RequiredByRelion.unknownMicroscope(set, lacking));
    }
    if (groups.isEmpty()) {
      warnings.addAll(RequiredByRelion.addToRows(edit, set, lacking));
    }
    String block = null;
    for (StarTable other : file.tables()) {
      if (!other.block().equals(block)) {
        block = other.block();
        if (groups.isPresent() || file.version().isPresent()) {
          out.version(file.version().orElse(StarWriter.VERSION_3_1));
        }
        out.block(block);
      }
      if (other == table) {
        rows(out, edit, set, update, stage);
      } else if (groups.filter(optics -> optics == other).isPresent()) {
        groups(out, RequiredByRelion.groups(other, set, particles, lacking), other.rowCount());
      } else {
        out.table(other);
      }
    }
    return warnings;
  }

  private static void groups(StarWriter out, TableEdit edit, int count) throws IOException {
    out.loop(edit.columns());
    for (int row = 0; row < count; row++) {
      out.row(edit.row(row));
    }
    out.end();
  }

  /** Writes the loop of particles. */
  static void rows(
      StarWriter out, TableEdit edit, ParticleSet set, ParticleUpdate update, Progress.Stage stage)
      throws IOException {
    out.loop(edit.columns());
    int count = update.rowCount(set);
    for (int i = 0; i < count; i++) {
      out.row(edit.row(update.row(i)));
      stage.advance(1);
    }
    out.end();
  }
}
