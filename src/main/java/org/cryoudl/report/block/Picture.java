package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import java.util.Optional;
import org.cryoudl.image.Image;
import org.cryoudl.io.png.PngImage;

/**
 * A picture within the page. The bytes are copied in and out.
 *
 * @param title above it, short
 * @param caption what is seen, for those too who cannot see it
 * @param type media type, such as image/png
 * @param bytes the file's content
 * @param width in pixels
 * @param height in pixels
 * @param scale a bar of known length, drawn over the picture; none where lengths mean nothing
 */
@JsonIncludeProperties({"title", "caption"})
public record Picture(
    String title,
    String caption,
    String type,
    byte[] bytes,
    int width,
    int height,
    Optional<ScaleBar> scale) {

  /**
   * A bar of known length.
   *
   * @param share its length over the picture's width, above 0 and below 1
   * @param label its length in words
   */
  public record ScaleBar(double share, String label) {}

  /** A picture in which lengths mean nothing. */
  public Picture(String title, String caption, String type, byte[] bytes, int width, int height) {
    this(title, caption, type, bytes, width, height, Optional.empty());
  }

  /** The same picture with a bar. */
  public Picture with(ScaleBar bar) {
    return new Picture(title, caption, type, bytes, width, height, Optional.of(bar));
  }

  public Picture {
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Grey levels as a PNG.
   *
   * @param levels 0 and below black, 1 and above white
   */
  public static Picture ofLevels(String title, String caption, Image levels) {
    return new Picture(
        title,
        caption,
        "image/png",
        PngImage.encodeLevels(levels),
        levels.width(),
        levels.height());
  }
}
