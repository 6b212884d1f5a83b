package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.metadata.CtfParameters;

/**
 * The particles of a cryoSPARC .cs file. Poses come from 2D classification: psi is the pose in
 * degrees, the origin is the shift, scaled from the pixels it was found in to those of the image.
 */
public record CryosparcParticles(NpyTable table) implements MetadataTable {

  private static final String PATH = "blob/path";
  private static final String INDEX = "blob/idx";
  private static final String PIXEL_SIZE = "blob/psize_A";
  private static final String SIGN = "blob/sign";
  private static final String POSE = "alignments2D/pose";
  private static final String SHIFT = "alignments2D/shift";
  private static final String SHIFT_PIXEL_SIZE = "alignments2D/psize_A";
  private static final String CLASS = "alignments2D/class";

  /** What is carried over to other formats. */
  private static final Set<String> KNOWN =
      Set.of(
          PATH,
          INDEX,
          PIXEL_SIZE,
          POSE,
          SHIFT,
          SHIFT_PIXEL_SIZE,
          CLASS,
          "blob/shape",
          "ctf/accel_kv",
          "ctf/cs_mm",
          "ctf/amp_contrast",
          "ctf/df1_A",
          "ctf/df2_A",
          "ctf/df_angle_rad",
          "ctf/phase_shift_rad",
          "location/micrograph_path");

  public CryosparcParticles {
    if (table.rowCount() == 0) {
      throw new DataException(table.file() + " has 0 rows, so 0 particles");
    }
    table.text(0, PATH);
    table.number(0, INDEX, 0);
  }

  public static CryosparcParticles read(Path path) {
    return new CryosparcParticles(NpyTable.read(path));
  }

  @Override
  public int size() {
    return table.rowCount();
  }

  @Override
  public String place(int row) {
    return table.file() + ", particle " + (row + 1);
  }

  /** The 1-based name; cryoSPARC counts from 0 and may put > before a path. */
  @Override
  public Optional<String> image(int row) {
    String path = table.text(row, PATH);
    String plain = path.startsWith(">") ? path.substring(1) : path;
    double index = table.number(row, INDEX, 0);
    if (plain.isEmpty() || index < 0 || index >= Integer.MAX_VALUE) {
      throw new DataException(
          place(row) + ": blob/path '" + path + "' and blob/idx " + index + " name no image");
    }
    return Optional.of(ImageLocation.name(plain, (int) index));
  }

  @Override
  public OptionalDouble pixelSizeAngstroms(int row) {
    OptionalDouble size = optional(row, PIXEL_SIZE);
    return size.isPresent() && size.getAsDouble() > 0 ? size : OptionalDouble.empty();
  }

  @Override
  public OptionalInt boxPixels(int row) {
    return table.has("blob/shape")
        ? OptionalInt.of((int) table.number(row, "blob/shape", 0))
        : OptionalInt.empty();
  }

  @Override
  public Optional<CtfParameters> ctf(int row) {
    for (String field :
        List.of(
            "ctf/accel_kv",
            "ctf/cs_mm",
            "ctf/amp_contrast",
            "ctf/df1_A",
            "ctf/df2_A",
            "ctf/df_angle_rad")) {
      if (!table.has(field)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new CtfParameters(
            finite(row, "ctf/accel_kv", 0),
            finite(row, "ctf/cs_mm", 0),
            finite(row, "ctf/amp_contrast", 0),
            finite(row, "ctf/df1_A", 0),
            finite(row, "ctf/df2_A", 0),
            Math.toDegrees(finite(row, "ctf/df_angle_rad", 0)),
            Math.toDegrees(optional(row, "ctf/phase_shift_rad").orElse(0))));
  }

  @Override
  public Optional<Pose> pose(int row, OptionalDouble pixelSizeAngstroms) {
    if (!table.has(POSE) || !table.has(SHIFT)) {
      return Optional.empty();
    }
    OptionalDouble found = optional(row, SHIFT_PIXEL_SIZE);
    double scale =
        found.isPresent() && found.getAsDouble() > 0 && pixelSizeAngstroms.isPresent()
            ? found.getAsDouble() / pixelSizeAngstroms.getAsDouble()
            : 1;
    return Optional.of(
        new Pose(
            Math.toDegrees(finite(row, POSE, 0)),
            finite(row, SHIFT, 0) * scale,
            finite(row, SHIFT, 1) * scale));
  }

  @Override
  public boolean isFlipped(int row) {
    return false;
  }

  @Override
  public Optional<String> text(int row, SharedColumn column) {
    return switch (column) {
      case CLASS ->
          table.has(CLASS)
              ? Optional.of(Long.toString((long) table.number(row, CLASS, 0) + 1))
              : Optional.empty();
      case MICROGRAPH ->
          table.has("location/micrograph_path")
              ? Optional.of(table.text(row, "location/micrograph_path"))
              : Optional.empty();
      case COORDINATE_X, COORDINATE_Y -> Optional.empty(); // kept as fractions of a micrograph
    };
  }

  @Override
  public OptionalDouble number(int row, String column) {
    return table.has(column)
        ? OptionalDouble.of(table.number(row, column, 0))
        : OptionalDouble.empty();
  }

  @Override
  public List<String> columnsNotShared() {
    return table.fields().stream().filter(field -> !KNOWN.contains(field)).toList();
  }

  @Override
  public PhaseState phases() {
    return PhaseState.UNKNOWN;
  }

  @Override
  public boolean saysDark() {
    return optional(0, SIGN).orElse(1) < 0;
  }

  @Override
  public List<String> warnings() {
    return List.of();
  }

  private OptionalDouble optional(int row, String field) {
    return table.has(field) ? OptionalDouble.of(finite(row, field, 0)) : OptionalDouble.empty();
  }

  private double finite(int row, String field, int item) {
    double value = table.number(row, field, item);
    if (!Double.isFinite(value)) {
      throw new DataException(place(row) + ": " + field + " is " + value);
    }
    return value;
  }
}
