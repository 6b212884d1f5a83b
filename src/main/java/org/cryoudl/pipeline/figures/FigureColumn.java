package org.cryoudl.pipeline.figures;

import org.cryoudl.io.particles.table.SharedColumn;

/**
 * Where a figure stands in metadata.
 *
 * @param star name of its column in STAR files, without the leading underscore; empty if it has
 *     none
 * @param xmd the same in XMD files
 * @param kind how its values are written
 */
public record FigureColumn(String star, String xmd, Kind kind) {

  /** How values are written. */
  public enum Kind {
    /** With the pose, in the convention of each program. */
    POSE,
    /** As a number with six decimals. */
    REAL,
    /** As a whole number. */
    INTEGER
  }

  static FigureColumn pose(String star, String xmd) {
    return new FigureColumn(star, xmd, Kind.POSE);
  }

  static FigureColumn real(String star, String xmd) {
    return new FigureColumn(star, xmd, Kind.REAL);
  }

  static FigureColumn real(String both) {
    return real(both, both);
  }

  static FigureColumn integer(String star, String xmd) {
    return new FigureColumn(star, xmd, Kind.INTEGER);
  }

  static FigureColumn integer(SharedColumn shared) {
    return integer(shared.starName(), shared.xmdName());
  }
}
