package org.cryoudl.simulation.projection;

import java.lang.ref.SoftReference;
import java.util.function.Supplier;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.simulation.projection.SampledTemplate.Interpolation;

/**
 * A template that is read when it is drawn, and again where memory became short in between: any
 * number of pictures can be the classes of one set.
 */
public final class PictureTemplate implements Template {

  private final Supplier<Image> picture;
  private final Interpolation interpolation;

  private SoftReference<SampledTemplate> known = new SoftReference<>(null);

  /**
   * @param picture reads the template, always the same square image, from any thread
   */
  public PictureTemplate(Supplier<Image> picture, Interpolation interpolation) {
    this.picture = picture;
    this.interpolation = interpolation;
  }

  @Override
  public Image render(int box, Pose pose) {
    return sampled().render(box, pose);
  }

  private synchronized SampledTemplate sampled() {
    SampledTemplate present = known.get();
    if (present == null) {
      present = new SampledTemplate(picture.get(), interpolation);
      known = new SoftReference<>(present);
    }
    return present;
  }
}
