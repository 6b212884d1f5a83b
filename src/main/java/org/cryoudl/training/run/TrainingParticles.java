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
 * @param groups number of the group of each image: those of a group show the same
 * @param psiDegrees the true psi of each (RELION's sense), where the set is a simulated one
 * @param files that hold them, as they were when they were opened
 */
public record TrainingParticles(
    ImageSource images, int[] groups, Optional<double[]> psiDegrees, List<FileState> files) {

  /** Of images that all show the same and lie in no file. */
  public TrainingParticles(ImageSource images, Optional<double[]> psiDegrees) {
    this(images, new int[images.size()], psiDegrees, List.of());
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
