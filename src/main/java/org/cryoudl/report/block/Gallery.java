package org.cryoudl.report.block;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * Pictures side by side.
 *
 * @param size how large they are shown
 * @param pictures at least one
 */
public record Gallery(@JsonIgnore Size size, List<Picture> pictures) implements Block {

  /** How large pictures are shown. */
  public enum Size {
    /** Several in a row: averages. */
    SMALL,
    /** One or two in a row: contact sheets. */
    LARGE
  }

  public Gallery {
    pictures = List.copyOf(pictures);
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("a gallery needs a picture");
    }
  }
}
