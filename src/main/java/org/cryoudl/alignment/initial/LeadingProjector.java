package org.cryoudl.alignment.initial;

import java.util.Optional;

/**
 * Dense linear algebra for {@link AngularSynchronisation}: the projector onto the leading
 * eigenvectors of a matrix. The only implementation is on ND4J, which is loaded here when it is
 * needed and nowhere else. Who uses CryoUDL as a library may leave ND4J's jars out; then the
 * synchronisation iterates in plain Java, with the same angles.
 */
interface LeadingProjector {

  /**
   * One column of the projector onto the leading eigenvectors, the one with the largest diagonal
   * element.
   *
   * @param matrix symmetric, row by row, with two equal leading eigenvalues that are the largest in
   *     size; not changed
   * @param size number of rows
   * @return as many values as rows
   */
  double[] column(double[] matrix, int size);

  /** The implementation; empty where ND4J is not on the class path or cannot start here. */
  static Optional<LeadingProjector> find() {
    try {
      // Starts ND4J's native library, which fails here where it is missing.
      Class.forName("org.nd4j.linalg.factory.Nd4j");
      return Optional.of(new Nd4jProjector());
    } catch (ClassNotFoundException | LinkageError e) {
      return Optional.empty();
    }
  }
}
