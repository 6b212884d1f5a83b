package org.cryoudl.io.particles;

/** Quantities that RELION and XMIPP both keep as plain values, under different names. */
enum SharedColumn {
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

  String starName() {
    return starName;
  }

  String xmdName() {
    return xmdName;
  }
}
