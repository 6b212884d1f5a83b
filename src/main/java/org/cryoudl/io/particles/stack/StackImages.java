package org.cryoudl.io.particles.stack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.particles.naming.ImageLocation;
import org.cryoudl.io.particles.table.MetadataTable;

/**
 * The images of a particle set in row order, across stacks. All stacks are looked at once, when
 * this is made, so that a wrong size or number is reported before any work begins.
 */
public final class StackImages implements ImageSource {

  private final StackIndex index;
  private final StackPool pool;
  private final int[] widths;
  private final int[] heights;
  private final int[] stackSizes;
  private final OptionalDouble[] stackPixelSizes;

  /** What readers remarked, and about which stacks. */
  private final Map<String, List<Integer>> remarks = new LinkedHashMap<>();

  /**
   * @param table gives file and line of a row, for messages
   * @throws DataException if stacks lack an image that a row names
   */
  public StackImages(StackIndex index, StackOpener opener, MetadataTable table) {
    this.index = index;
    pool = new StackPool(index.paths(), opener, StackPool.OPEN_STACKS);
    int stacks = index.paths().size();
    widths = new int[stacks];
    heights = new int[stacks];
    stackSizes = new int[stacks];
    stackPixelSizes = new OptionalDouble[stacks];
    try {
      for (int id = 0; id < stacks; id++) {
        int stack = id;
        pool.with(id, images -> inspect(stack, images));
      }
      checkRange(table);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  private Void inspect(int id, ImageSource images) {
    widths[id] = images.width();
    heights[id] = images.height();
    stackSizes[id] = images.size();
    stackPixelSizes[id] = images.pixelSizeAngstroms();
    if (images instanceof MrcFile mrc) {
      mrc.warnings().forEach(text -> remarks.computeIfAbsent(text, t -> new ArrayList<>()).add(id));
    }
    return null;
  }

  /** Whether all images are square. */
  public boolean areSquare() {
    return Arrays.equals(widths, heights);
  }

  /**
   * Makes sure that all images have one size.
   *
   * @throws DataException with two stacks that differ
   */
  public void requireOneBox() {
    for (int id = 1; id < widths.length; id++) {
      if (widths[id] != widths[0] || heights[id] != heights[0]) {
        throw new DataException(
            "all images of a particle set must have one size, but "
                + index.paths().get(0)
                + " holds "
                + widths[0]
                + " x "
                + heights[0]
                + " pixels and "
                + index.paths().get(id)
                + " holds "
                + widths[id]
                + " x "
                + heights[id]
                + "; align them apart or rescale one");
      }
    }
  }

  private void checkRange(MetadataTable table) {
    for (int row = 0; row < index.size(); row++) {
      int held = stackSizes[index.stack(row)];
      if (index.index0(row) >= held) {
        throw new DataException(
            table.place(row)
                + ": the image "
                + describe(row)
                + " does not exist, for the stack holds "
                + held
                + " images");
      }
      if (held > 1 && table.image(row).filter(ImageLocation::namesWholeFile).isPresent()) {
        throw new DataException(
            table.place(row)
                + ": the image name "
                + index.name(index.stack(row))
                + " has no number, but the file holds "
                + held
                + " images; "
                + (table.isTomographic()
                    ? "they are the tilt images of one particle (RELION 5 subtomograms), which are"
                        + " no single views: extract 2D particles or use images of one tilt"
                    : "name one of them as 000001@"
                        + index.name(index.stack(row))
                        + ", unless they are the tilts of one particle, which cannot be aligned as"
                        + " one image"));
      }
    }
  }

  /** What the stacks' readers found odd. */
  public List<String> warnings() {
    return remarks.entrySet().stream()
        .map(
            remark ->
                index.name(remark.getValue().get(0))
                    + (remark.getValue().size() > 1
                        ? " and " + (remark.getValue().size() - 1) + " more stacks"
                        : "")
                    + ": "
                    + remark.getKey())
        .toList();
  }

  /** The pixel size in the header of the stack a row's image is in. */
  public OptionalDouble headerPixelSizeAngstroms(int row) {
    return stackPixelSizes[index.stack(row)];
  }

  @Override
  public int size() {
    return index.size();
  }

  /** Columns of the images in the first stack, and of all where they have one size. */
  @Override
  public int width() {
    return widths[0];
  }

  @Override
  public int height() {
    return heights[0];
  }

  /** Lines of a row's image. */
  public int height(int row) {
    return heights[index.stack(row)];
  }

  /** Columns of a row's image. */
  public int width(int row) {
    return widths[index.stack(row)];
  }

  /** The pixel size in the header of the first stack. */
  @Override
  public OptionalDouble pixelSizeAngstroms() {
    return stackPixelSizes[0];
  }

  @Override
  public void read(int row, float[] destination) {
    pool.with(
        index.stack(row),
        images -> {
          images.read(index.index0(row), destination);
          return null;
        });
  }

  @Override
  public String describe(int row) {
    return ImageLocation.name(index.name(index.stack(row)), index.index0(row));
  }

  @Override
  public void close() {
    pool.close();
  }
}
