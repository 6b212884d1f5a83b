package org.cryoudl.pipeline.images;

import java.util.Optional;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.Image;
import org.cryoudl.image.grid.Grid;
import org.cryoudl.image.mask.BinaryMask;

/**
 * A mask of a plain figure about the centre pixel floor(size / 2) of each axis. A circle is a ball
 * in a volume, a rectangle a block.
 *
 * @param kind of the figure
 * @param radius of a circle or ring; of a rectangle half its side
 * @param innerRadius of a ring
 */
public record MaskShape(Kind kind, Length radius, Optional<Length> innerRadius) {

  /** What figure. */
  public enum Kind {
    CIRCLE,
    RING,
    RECTANGLE
  }

  /** The points of a grid's size inside, rim included. */
  BinaryMask mask(Grid size, ImageFile file) {
    double outer = file.pixels(radius);
    double inner = innerRadius.map(file::pixels).orElse(-1.0);
    return BinaryMask.where(
        size,
        (x, y, z) -> {
          double dx = x - Image.centre(size.width());
          double dy = y - Image.centre(size.height());
          double dz = z - Image.centre(size.depth());
          if (kind == Kind.RECTANGLE) {
            return Math.max(Math.abs(dx), Math.max(Math.abs(dy), Math.abs(dz))) <= outer;
          }
          double squared = dx * dx + dy * dy + dz * dz;
          return squared <= outer * outer && (inner < 0 || squared >= inner * inner);
        });
  }
}
