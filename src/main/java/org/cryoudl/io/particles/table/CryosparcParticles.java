package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.FileState;
import org.cryoudl.io.ShortList;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;
import org.cryoudl.metadata.PixelSize;

/**
 * The particles of a cryoSPARC .cs file. Poses come from 2D classification: psi is the pose in
 * degrees, the origin is the shift, scaled from the pixels it was found in to those of the image.
 * What the file lacks is taken from the job's passthrough file beside it, if there is one.
 */
public final class CryosparcParticles implements MetadataTable {

  static final String PATH = "blob/path";
  private static final String INDEX = "blob/idx";
  private static final String SHAPE = "blob/shape";
  private static final String PIXEL_SIZE = "blob/psize_A";
  private static final String SIGN = "blob/sign";
  public static final String POSE = "alignments2D/pose";
  public static final String SHIFT = "alignments2D/shift";
  public static final String SHIFT_PIXEL_SIZE = "alignments2D/psize_A";
  public static final String CLASS = "alignments2D/class";
  private static final String MICROGRAPH = "location/micrograph_path";
  private static final String DEFOCUS_ANGLE = "ctf/df_angle_rad";

  private static final List<String> NEEDED_FOR_CTF =
      List.of(
          "ctf/accel_kv", "ctf/cs_mm", "ctf/amp_contrast", "ctf/df1_A", "ctf/df2_A", DEFOCUS_ANGLE);

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
          SHAPE,
          "ctf/accel_kv",
          "ctf/cs_mm",
          "ctf/amp_contrast",
          "ctf/df1_A",
          "ctf/df2_A",
          DEFOCUS_ANGLE,
          "ctf/phase_shift_rad",
          MICROGRAPH);

  private final CryosparcTables tables;
  private final NpyTable table; // the one that says which particles there are
  private final List<String> warnings = new ArrayList<>();

  private CryosparcParticles(Path path, CryosparcTables tables) {
    this.tables = tables;
    table = tables.own();
    if (table.rowCount() == 0) {
      throw new DataException(table.file() + " has 0 rows, so 0 particles");
    }
    if (!tables.has(PATH)) {
      addImages(path);
    }
    tables.source(PATH).text(tables.rowOf(0, PATH), PATH);
    tables.source(INDEX).number(tables.rowOf(0, INDEX), INDEX, 0);
    boolean lacksCtf = !NEEDED_FOR_CTF.stream().allMatch(tables::has);
    List<String> lacking = new ArrayList<>();
    if (lacksCtf) {
      lacking.addAll(NEEDED_FOR_CTF);
    }
    if (!tables.has(POSE)) {
      lacking.addAll(List.of(POSE, SHIFT, CLASS));
    }
    if (!lacking.isEmpty()) {
      addPassthrough(path, lacking, lacksCtf);
    }
    OptionalDouble size = optional(0, PIXEL_SIZE);
    if (size.isPresent() && size.getAsDouble() == 0) {
      warnings.add(
          place(0) + ": " + PIXEL_SIZE + " is 0, which is no pixel size, so it is not used");
    }
  }

  /**
   * Reads a .cs file.
   *
   * @param passthrough files of the same job that hold what it lacks; if empty, they are looked for
   *     beside it
   */
  public static CryosparcParticles read(Path path, List<Path> passthrough) {
    return new CryosparcParticles(path, CryosparcTables.read(path, passthrough));
  }

  /** Reads the files that a result group (.csg) names. */
  public static CryosparcParticles readGroup(Path csg, List<Path> passthrough) {
    return new CryosparcParticles(csg, CryosparcTables.readGroup(csg, passthrough));
  }

  /** All that cryoSPARC keeps of the particles. */
  public CryosparcTables tables() {
    return tables;
  }

  @Override
  public List<FileState> partners() {
    return tables.states();
  }

  private void addImages(Path path) {
    List<CryosparcPartner> found = CryosparcPartner.filesOfImages(path, table);
    if (found.size() != 1) {
      throw new DataException(
          table.file()
              + " names no images (it has no "
              + PATH
              + ") and seems to be the passthrough file of a cryoSPARC job; "
              + (found.isEmpty()
                  ? "name the job's other .cs file with it, which holds them; its fields are "
                      + ShortList.ofFields(table.fields())
                  : "several files beside it name some: "
                      + ShortList.of(found.stream().map(each -> each.table().file()).toList())
                      + "; open the one that is meant"));
    }
    add(found.get(0), List.copyOf(found.get(0).table().fields()));
  }

  private void addPassthrough(Path path, List<String> lacking, boolean lacksCtf) {
    CryosparcPartner.Found found = CryosparcPartner.find(path, table, lacking);
    found.partner().ifPresent(partner -> add(partner, lacking));
    if (lacksCtf && found.partner().isEmpty()) {
      warnings.add(withoutCtf(found.others()));
    }
  }

  private void add(CryosparcPartner partner, List<String> lacking) {
    List<String> taken =
        lacking.stream().filter(name -> partner.table().has(name) && !table.has(name)).toList();
    warnings.add(
        table.file()
            + " lacks "
            + ShortList.ofFields(taken)
            + "; they are taken from the passthrough file "
            + partner.table().file()
            + " beside it, by uid");
    tables.add(partner);
  }

  private String withoutCtf(List<Path> others) {
    String lack = table.file() + " holds no CTF (it lacks ctf/accel_kv and others)";
    if (others.isEmpty()) {
      return lack
          + "; cryoSPARC keeps what a job did not change in its passthrough file: put that .cs"
          + " file into the same folder, or name it, and it is read too";
    }
    return lack
        + "; the passthrough file "
        + names(others)
        + " beside it holds one, but "
        + (others.size() > 1 ? "several do" : "not for all these particles")
        + " (by uid), so the CTF stays unknown; give the files of one job";
  }

  private static String names(List<Path> files) {
    return ShortList.of(files.stream().map(Path::toString).collect(Collectors.toList()));
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
    String path = source(PATH).text(rowOf(row, PATH), PATH);
    String plain = path.startsWith(">") ? path.substring(1) : path;
    double index = source(INDEX).number(rowOf(row, INDEX), INDEX, 0);
    boolean named = !plain.isEmpty() && plain.indexOf('\0') < 0;
    if (!named || !(index >= 0 && index < Integer.MAX_VALUE) || index != Math.rint(index)) {
      throw new DataException(
          place(row) + ": blob/path '" + path + "' and blob/idx " + index + " name no image");
    }
    return Optional.of(ImageLocation.name(plain, (int) index));
  }

  @Override
  public OptionalDouble pixelSizeAngstroms(int row) {
    OptionalDouble size = optional(row, PIXEL_SIZE);
    if (size.isEmpty() || size.getAsDouble() == 0) {
      return OptionalDouble.empty();
    }
    if (!PixelSize.isPossible(size.getAsDouble())) {
      throw new DataException(
          place(row) + ": " + PixelSize.objection(size.getAsDouble()) + "; correct " + PIXEL_SIZE);
    }
    return size;
  }

  @Override
  public OptionalInt boxPixels(int row) {
    if (!has(SHAPE)) {
      return OptionalInt.empty();
    }
    NpyTable shapes = source(SHAPE);
    return OptionalInt.of((int) shapes.number(rowOf(row, SHAPE), SHAPE, shapes.items(SHAPE) - 1));
  }

  @Override
  public String placeOfBox(int row) {
    return place(row) + ": " + SHAPE;
  }

  @Override
  public Optional<CtfParameters> writtenCtf(int row) {
    if (!NEEDED_FOR_CTF.stream().allMatch(this::has)) {
      return Optional.empty();
    }
    return Optional.of(
        new CtfParameters(
            finite(row, "ctf/accel_kv", 0),
            finite(row, "ctf/cs_mm", 0),
            finite(row, "ctf/amp_contrast", 0),
            finite(row, "ctf/df1_A", 0),
            finite(row, "ctf/df2_A", 0),
            Math.toDegrees(finite(row, DEFOCUS_ANGLE, 0)),
            Math.toDegrees(optional(row, "ctf/phase_shift_rad").orElse(0))));
  }

  @Override
  public String placeOf(int row, CtfColumn column) {
    return place(row) + ": " + column.cryosparcName();
  }

  @Override
  public Optional<Pose> pose(int row, OptionalDouble pixelSizeAngstroms) {
    if (!has(POSE) || !has(SHIFT)) {
      return Optional.empty();
    }
    OptionalDouble found = optional(row, SHIFT_PIXEL_SIZE);
    double scale =
        found.isPresent() && found.getAsDouble() > 0 && pixelSizeAngstroms.isPresent()
            ? found.getAsDouble() / pixelSizeAngstroms.getAsDouble()
            : 1;
    return Optional.of(
        PlausiblePose.of(
            place(row),
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
          has(CLASS)
              ? Optional.of(Long.toString((long) finite(row, CLASS, 0) + 1))
              : Optional.empty();
      case MICROGRAPH ->
          has(MICROGRAPH)
              ? Optional.of(source(MICROGRAPH).text(rowOf(row, MICROGRAPH), MICROGRAPH))
              : Optional.empty();
      case COORDINATE_X, COORDINATE_Y -> Optional.empty(); // kept as fractions of a micrograph
    };
  }

  @Override
  public OptionalDouble number(int row, String column) {
    return has(column)
        ? OptionalDouble.of(source(column).number(rowOf(row, column), column, 0))
        : OptionalDouble.empty();
  }

  @Override
  public List<String> columnsNotShared() {
    return tables.fields().stream().filter(field -> !KNOWN.contains(field)).toList();
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
    return warnings;
  }

  private boolean has(String field) {
    return tables.has(field);
  }

  private NpyTable source(String field) {
    return tables.source(field);
  }

  private int rowOf(int row, String field) {
    return tables.rowOf(row, field);
  }

  private OptionalDouble optional(int row, String field) {
    return has(field) ? OptionalDouble.of(finite(row, field, 0)) : OptionalDouble.empty();
  }

  private double finite(int row, String field, int item) {
    double value = source(field).number(rowOf(row, field), field, item);
    if (!Double.isFinite(value)) {
      throw new DataException(place(row) + ": " + field + " is " + value);
    }
    return value;
  }
}
