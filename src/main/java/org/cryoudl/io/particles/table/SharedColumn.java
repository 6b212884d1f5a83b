package org.cryoudl.io.particles.table;

/** Quantities that RELION and XMIPP both keep as plain values, under different names. */
public enum SharedColumn {
  CLASS("rlnClassNumber", "ref"),
  MICROGRAPH("rlnMicrographName", "micrograph"),
  COORDINATE_X("rlnCoordinateX", "xcoor"),
  COORDINATE_Y("rlnCoordinateY", "ycoor");

  private final String starName;
  private final String xmdName;

  SharedColumn(String starName, String xmdName) {
    this.starName = starName;
    this.xmdName = xmdName;
  }

  public String starName() {
    return starName;
  }

  public String xmdName() {
    return xmdName;
  }
}
