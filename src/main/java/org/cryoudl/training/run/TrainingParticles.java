package org.cryoudl.training.run;

import java.util.Optional;
import org.cryoudl.io.ImageSource;

/**
 * A stack to train on.
 *
 * @param images square images
 * @param psiDegrees the true psi of each (RELION's sense), where the set is a simulated one
 */
public record TrainingParticles(ImageSource images, Optional<double[]> psiDegrees) {}
