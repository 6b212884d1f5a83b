package org.cryoudl.io.particles.update;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.table.CtfColumn;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.particles.table.StarOptics;
import org.cryoudl.io.particles.table.StarParticles;
import org.cryoudl.io.star.OpticsGroup;
import org.cryoudl.io.star.StarWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.progress.Progress;

/** Makes a RELION 3.1 STAR file from particles that came as a stack, an XMD or a .cs file. */
final class StarConversion {

  private final ParticleSet set;
  private final ParticleUpdate update;
  private final List<String> warnings = new ArrayList<>();
  private final Map<OpticsGroup, Integer> groups;
  private final Progress.Stage stage;
  private final IntFunction<Optional<CtfParameters>> ctf;

  /** The first CTF of the set; where there is none, rows of others have a defocus of 0. */
  private final Optional<CtfParameters> firstCtf;

  StarConversion(ParticleSet set, ParticleUpdate update, Progress.Stage stage) {
    this.set = set;
    this.update = update;
    this.stage = stage;
    int count = update.rowCount(set);
    ctf = new LastRow<>(set::ctf);
    firstCtf =
        IntStream.range(0, count)
            .mapToObj(i -> ctf.apply(update.row(i)))
            .flatMap(Optional::stream)
            .findFirst();
    if (set.pixelSizeAngstroms().isEmpty()) {
      warnings.add(RequiredByRelion.unknownPixelSize(set));
    }
    if (firstCtf.isEmpty()) {
      warnings.add(RequiredByRelion.unknownMicroscope(set, RequiredByRelion.MICROSCOPE));
    }
    groups = OpticsGroup.numbered(IntStream.range(0, count).mapToObj(i -> optics(update.row(i))));
  }

  private double pixelSize(int row) {
    return set.pixelSizeAngstroms(row).orElse(RequiredByRelion.UNKNOWN_PIXEL_SIZE);
  }

  private OpticsGroup optics(int row) {
    return new OpticsGroup(
        Optional.of(microscope(ctf.apply(row))),
        OptionalDouble.of(pixelSize(row)),
        set.boxPixels(row),
        set.phases() == PhaseState.FLIPPED);
  }

  /** A particle without CTF among others gets the others' microscope and a CTF of zero. */
  private CtfParameters microscope(Optional<CtfParameters> own) {
    return own.or(() -> firstCtf)
        .map(
            known ->
                new CtfParameters(
                    known.voltageKilovolts(),
                    known.sphericalAberrationMillimetres(),
                    own.isPresent() ? known.amplitudeContrast() : 0,
                    0,
                    0,
                    0,
                    0))
        .orElse(new CtfParameters(0, 0, 0, 0, 0, 0, 0));
  }

  /** Writes the file and returns what the user should know. */
  List<String> write(StarWriter out) throws IOException {
    OpticsGroup.writeOfParticles(out, groups.keySet());
    out.version(StarWriter.VERSION_3_1);
    out.block("particles");
    ParticleStarWriter.rows(out, particles(), set, update, stage);
    return warnings;
  }

  private TableEdit particles() {
    TableEdit edit = TableEdit.fromNothing();
    edit.set(StarParticles.IMAGE, set::starImageName);
    edit.set(StarOptics.GROUP, row -> String.valueOf(groups.get(optics(row))));
    for (SharedColumn column : SharedColumn.values()) {
      if (set.table().text(0, column).isPresent()) {
        edit.set(column.starName(), row -> set.table().text(row, column).orElseThrow());
      }
    }
    if (firstCtf.isPresent()) {
      set("rlnDefocusU", CtfParameters::defocusUAngstroms, edit);
      set("rlnDefocusV", CtfParameters::defocusVAngstroms, edit);
      set("rlnDefocusAngle", CtfParameters::defocusAngleDegrees, edit);
      set(CtfColumn.PHASE_SHIFT.starName(), CtfParameters::phaseShiftDegrees, edit);
    }
    if (update.poses().isPresent()) {
      StarPoseColumns.set(edit, update.ownPoses(set).orElseThrow(), true, this::pixelSize);
    } else if (set.xmippPose(0).isPresent()) {
      StarPoseColumns.set(edit, row -> set.ownPose(row).orElseThrow(), true, this::pixelSize);
    }
    update.addColumns(edit, ParticleColumn::starName);
    List<String> lost = set.table().columnsNotShared();
    if (!lost.isEmpty()) {
      warnings.add(set.file() + ": not carried over to STAR: " + ShortList.ofFields(lost));
    }
    return edit;
  }

  private void set(String column, ToDoubleFunction<CtfParameters> value, TableEdit edit) {
    edit.set(
        column,
        row -> ParticleColumn.decimal(ctf.apply(row).map(value::applyAsDouble).orElse(0.0)));
  }
}
