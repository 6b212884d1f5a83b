package org.cryoudl.training.run;

import java.util.List;
import java.util.Optional;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.FileState;
import org.cryoudl.io.ImageSource;

/**
 * A stack to train on.
 *
 * @param images square images
 * @param psiDegrees the true psi of each (RELION's sense), where the set is a simulated one
 * @param files that hold them, as they were when they were opened
 */
public record TrainingParticles(
    ImageSource images, Optional<double[]> psiDegrees, List<FileState> files) {

  /** Of images that lie in no file. */
  public TrainingParticles(ImageSource images, Optional<double[]> psiDegrees) {
    this(images, psiDegrees, List.of());
  }

  /**
   * Makes sure that the network has seen one set of particles only.
   *
   * @throws DataException if a file has changed since it was opened
   */
  public void requireUnchanged() {
    files.forEach(FileState::requireUnchanged);
  }
}
