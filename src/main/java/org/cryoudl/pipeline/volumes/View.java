package org.cryoudl.pipeline.volumes;

import java.util.Optional;
import org.cryoudl.geometry.EulerAngles;
import org.cryoudl.metadata.CtfParameters;

/**
 * How one picture of a volume is taken, or was.
 *
 * @param angles the direction of view
 * @param originXPixels RELION's origin: the particle sits at -origin in its box
 * @param originYPixels the same along y
 * @param ctf of the picture, if it has one
 */
record View(
    EulerAngles angles, double originXPixels, double originYPixels, Optional<CtfParameters> ctf) {}
