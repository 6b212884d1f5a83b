package org.cryoudl.simulation.projection;

import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;

/** A noise-free picture that can be drawn in any in-plane pose. Immutable, safe for threads. */
public sealed interface Template permits BlobProjection, SampledTemplate, PictureTemplate {

  /**
   * The particle image that {@code pose} brings back onto the template: what the template shows at
   * c appears at {@code pose.applyInverse(c)}.
   *
   * @param box side length of the particle image in pixels
   */
  Image render(int box, Pose pose);

  /** The template in its own frame, box x box pixels. */
  default Image render(int box) {
    return render(box, Pose.IDENTITY);
  }
}
