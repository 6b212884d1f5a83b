package org.cryoudl.io.particles.stack;

import java.nio.file.Path;
import org.cryoudl.io.ImageSource;

/** Opens one file of images. */
@FunctionalInterface
public interface StackOpener {

  /**
   * Opens a stack.
   *
   * @throws org.cryoudl.failure.DataException if the file is not a stack that can be read
   */
  ImageSource open(Path stack);
}
