package org.cryoudl.io.particles.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.FileState;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/** What one kind of file says about its particles, a row each, in our units and conventions. */
public sealed interface MetadataTable
    permits StarParticles, XmdParticles, CryosparcParticles, BareParticles {

  /**
   * Reads a file of the kind that its name ends in.
   *
   * @param block of a STAR or XMD file; the particles' own if empty
   * @param disabledKept whether rows of an XMD file that are disabled are kept
   * @param passthrough .cs files that hold what a .cs file lacks
   * @throws DataException if no such kind holds particles, or the file makes no sense
   */
  static MetadataTable read(
      Path file, Optional<String> block, boolean disabledKept, List<Path> passthrough) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String ending = name.substring(name.lastIndexOf('.') + 1);
    if (!passthrough.isEmpty() && !ending.equals("cs") && !ending.equals("csg")) {
      throw new UsageException(
          passthrough.get(0)
              + " is to complete the particles of a cryoSPARC job, but "
              + file
              + " is no .cs or .csg file; leave it out");
    }
    return switch (ending) {
      case "star" -> StarParticles.read(file, block);
      case "xmd" -> XmdParticles.read(file, block, disabledKept);
      case "cs" -> CryosparcParticles.read(file, passthrough);
      case "csg" -> CryosparcParticles.readGroup(file, passthrough);
      default ->
          throw new DataException(
              file
                  + " ends in ."
                  + ending
                  + "; particles are read from .mrcs, .mrc, .star, .xmd, .cs and .csg files");
    };
  }

  int size();

  /** Other files that the table was read from, as they were before. */
  default List<FileState> partners() {
    return List.of();
  }

  /** How a person finds a row: file and line, or file and number. */
  String place(int row);

  /** The image name as the file has it; empty if the file is itself the stack. */
  Optional<String> image(int row);

  /** The pixel size of a row's image according to the file, not its stack. */
  OptionalDouble pixelSizeAngstroms(int row);

  /** The columns of a row's image in pixels according to the file. */
  OptionalInt boxPixels(int row);

  /** Where the file says how many pixels a row's image has: file, line and column. */
  String placeOfBox(int row);

  /**
   * What the file says about a row's CTF, whatever it is worth; {@link CtfPlausibility} judges it.
   */
  Optional<CtfParameters> writtenCtf(int row);

  /** Where a quantity of a row's CTF stands: file, line and column. */
  String placeOf(int row, CtfColumn column);

  /**
   * The pose of a row, if the file holds one.
   *
   * @param pixelSizeAngstroms of the row's image, whoever knows it
   * @throws DataException if the pose cannot be had, telling why
   */
  Optional<Pose> pose(int row, OptionalDouble pixelSizeAngstroms);

  /** Whether the row's pose mirrors the image. */
  boolean isFlipped(int row);

  /** A value that most formats know, as text. */
  Optional<String> text(int row, SharedColumn column);

  /**
   * The class of a row, if the file holds one.
   *
   * @throws DataException if it is no number
   */
  default OptionalInt classNumber(int row) {
    Optional<String> text = text(row, SharedColumn.CLASS);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    try {
      return OptionalInt.of(Math.toIntExact(Math.round(Double.parseDouble(text.get()))));
    } catch (NumberFormatException | ArithmeticException e) {
      throw new DataException(place(row) + ": the class is '" + text.get() + "', not a number", e);
    }
  }

  /** A number of the file's own column, by the name it has there; empty if there is none. */
  OptionalDouble number(int row, String column);

  /** The file's columns that another format has no place for here. */
  List<String> columnsNotShared();

  /** Whether a row is the tilt series of one particle. */
  default boolean isTomographic() {
    return false;
  }

  /** What the file says about the images' phases. */
  PhaseState phases();

  /** Whether the file says that particles are dark on a bright ground. */
  boolean saysDark();

  /** Sentences about oddities that do not keep the file from being used. */
  List<String> warnings();
}
