package org.cryoudl.io.particles.update;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import org.cryoudl.geometry.XmippPose;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.CtfColumn;
import org.cryoudl.io.particles.table.MetadataTable;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.particles.table.XmdParticles;
import org.cryoudl.io.star.StarTable;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.io.xmd.XmdClasses;
import org.cryoudl.io.xmd.XmdWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.progress.Progress;

/**
 * Writes a particle set as an XMIPP metadata file. A set that came from one keeps its blocks and
 * columns; of any other, the images, poses, CTF, classes and micrographs are written.
 */
public final class ParticleXmdWriter {

  /** XMIPP's name for a block that nobody named. */
  private static final String PARTICLES = "noname";

  private ParticleXmdWriter() {}

  /** As the other, without telling how far it is. */
  public static List<String> write(ParticleSet set, Path target, ParticleUpdate update) {
    return write(set, target, update, Progress.silent());
  }

  /**
   * Writes a set with what {@code update} changes.
   *
   * @param target the file to write; its folder must exist
   * @return sentences the user should see
   * @throws org.cryoudl.failure.UsageException if {@code target} is one of the set's own files
   */
  public static List<String> write(
      ParticleSet set, Path target, ParticleUpdate update, Progress progress) {
    return write(
        set,
        target,
        progress.start("writing rows", update.rowCount(set)),
        (out, stage) -> {
          TableEdit edit = edited(set, update);
          if (set.table() instanceof XmdParticles particles) {
            rewrite(out, set, particles, edit, update, stage);
          } else {
            out.block(PARTICLES);
            rows(out, edit, update.rows(set), stage);
          }
        });
  }

  /**
   * Writes a set as XMIPP keeps classes: a block with the classes and their averages, and a block
   * with the particles of each, {@code class000001_images}.
   *
   * @param target the file to write; its folder must exist
   * @param update what the particles are given, their classes among them
   * @param classes those with particles; their rows are rows of the set
   * @throws org.cryoudl.failure.UsageException if {@code target} is one of the set's own files
   */
  public static void writeClasses(
      ParticleSet set, Path target, ParticleUpdate update, List<XmdClasses.Members> classes) {
    // What is lost has been said where the particles were written.
    write(
        set,
        target,
        Progress.silent().start("writing rows", update.rowCount(set)),
        (out, stage) -> {
          out.block(XmdClasses.LIST);
          out.loop(List.of("ref", "enabled", XmdParticles.IMAGE, "classCount"));
          for (XmdClasses.Members one : classes) {
            out.row(
                List.of(
                    Integer.toString(one.number()),
                    "1",
                    StarWriter.quote(one.average()),
                    Integer.toString(one.rows().size())));
          }
          TableEdit edit = edited(set, update);
          for (XmdClasses.Members one : classes) {
            out.block(XmdClasses.block(one.number()));
            rows(out, edit, one.rows(), stage);
          }
        });
  }

  /** What goes into a file. */
  private interface Content {
    void write(XmdWriter out, Progress.Stage stage) throws IOException;
  }

  private static List<String> write(
      ParticleSet set, Path target, Progress.Stage begun, Content content) {
    List<String> warnings = new ArrayList<>();
    try (Progress.Stage stage = begun) {
      set.requireNotInput(target);
      AtomicOutput.write(
          target,
          temporary -> {
            try (BufferedWriter out = Files.newBufferedWriter(temporary, StandardCharsets.UTF_8)) {
              content.write(new XmdWriter(out), stage);
            }
          });
    }
    if (!(set.table() instanceof XmdParticles)) {
      noteLostColumns(set, warnings);
    }
    return warnings;
  }

  private static void noteLostColumns(ParticleSet set, List<String> warnings) {
    List<String> lost = set.table().columnsNotShared();
    if (set.phases() == PhaseState.PREMULTIPLIED) {
      warnings.add(
          set.file() + ": XMD cannot say that the images have been multiplied by their CTF");
    }
    if (!lost.isEmpty()) {
      warnings.add(set.file() + ": not carried over to XMD: " + ShortList.ofFields(lost));
    }
  }

  private static TableEdit edited(ParticleSet set, ParticleUpdate update) {
    if (!(set.table() instanceof XmdParticles particles)) {
      return converted(set, update);
    }
    StarTable table = particles.table();
    TableEdit edit =
        new TableEdit(table.columns(), row -> table.rawValues(particles.tableRow(row)));
    edit.set(XmdParticles.IMAGE, set::xmdImageName);
    if (particles.text(0, SharedColumn.CLASS).isPresent()) {
      edit.set(
          SharedColumn.CLASS.xmdName(),
          row -> particles.text(row, SharedColumn.CLASS).orElseThrow());
    }
    update.xmippPoses(set).ifPresent(poses -> setPoses(edit, poses));
    update.setColumns(edit, ParticleColumn::xmdName);
    return edit;
  }

  /** The particles among the other blocks of their file; those of its classes hold no longer. */
  private static void rewrite(
      XmdWriter out,
      ParticleSet set,
      XmdParticles particles,
      TableEdit edit,
      ParticleUpdate update,
      Progress.Stage stage)
      throws IOException {
    boolean alone = particles.areInBlocksOfClasses();
    if (alone) {
      out.block(PARTICLES);
      rows(out, edit, update.rows(set), stage);
    }
    String block = null;
    for (StarTable other : particles.file().tables()) {
      if (alone && XmdClasses.isOfClasses(other.block())) {
        continue;
      }
      if (!other.block().equals(block)) {
        block = other.block();
        out.block(block);
      }
      if (other == particles.table()) {
        rows(out, edit, update.rows(set), stage);
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
      edit.set(XmdParticles.PIXEL_SIZE, row -> ParticleColumn.decimal(set.requirePixelSize(row)));
    }
    setCtf(edit, set, update);
    if (set.phases() == PhaseState.FLIPPED) {
      edit.set(XmdParticles.PHASES_FLIPPED, row -> "1");
    }
    if (update.poses().isPresent()) {
      setPoses(edit, update.xmippPoses(set).orElseThrow());
    } else if (set.xmippPose(0).isPresent()) {
      setPoses(edit, row -> set.xmippPose(row).orElseThrow());
    }
    update.addColumns(edit, ParticleColumn::xmdName);
    return edit;
  }

  private static void setPoses(TableEdit edit, IntFunction<XmippPose> newPoses) {
    IntFunction<XmippPose> poses = new LastRow<>(newPoses);
    edit.set("anglePsi", row -> ParticleColumn.decimal(poses.apply(row).psiDegrees()));
    edit.set("shiftX", row -> ParticleColumn.decimal(poses.apply(row).shiftXPixels()));
    edit.set("shiftY", row -> ParticleColumn.decimal(poses.apply(row).shiftYPixels()));
    edit.set("flip", row -> poses.apply(row).flip() ? "1" : "0");
  }

  /** Where some particles have a CTF, those without get one of zeros, which is none. */
  private static void setCtf(TableEdit edit, ParticleSet set, ParticleUpdate update) {
    IntFunction<Optional<CtfParameters>> ctfs = new LastRow<>(set::ctf);
    int count = update.rowCount(set);
    boolean any = false;
    boolean phasePlate = false;
    for (int i = 0; i < count; i++) {
      Optional<CtfParameters> ctf = set.ctf(update.row(i));
      any |= ctf.isPresent();
      phasePlate |= ctf.filter(known -> known.phaseShiftDegrees() != 0).isPresent();
    }
    if (any) {
      for (CtfColumn column : CtfColumn.values()) {
        if (column != CtfColumn.PHASE_SHIFT || phasePlate) {
          setCtf(edit, ctfs, column.xmdName(), column.quantity()::of);
        }
      }
      setCtf(edit, ctfs, "ctfDefocusAngle", CtfParameters::defocusAngleDegrees);
    }
  }

  private static void setCtf(
      TableEdit edit,
      IntFunction<Optional<CtfParameters>> ctfs,
      String column,
      ToDoubleFunction<CtfParameters> value) {
    edit.set(
        column,
        row -> ParticleColumn.decimal(ctfs.apply(row).map(value::applyAsDouble).orElse(0.0)));
  }

  private static void rows(
      XmdWriter out, TableEdit edit, Iterable<Integer> rows, Progress.Stage stage)
      throws IOException {
    out.loop(edit.columns());
    for (int row : rows) {
      out.row(edit.row(row));
      stage.advance(1);
    }
  }
}
