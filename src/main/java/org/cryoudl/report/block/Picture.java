package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
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
 */
@JsonIncludeProperties({"title", "caption"})
public record Picture(
    String title, String caption, String type, byte[] bytes, int width, int height) {

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
