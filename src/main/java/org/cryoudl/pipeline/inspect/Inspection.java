package org.cryoudl.pipeline.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.progress.Progress;

/** Tells in a person's words what a file holds, and shows its images on a contact sheet. */
public final class Inspection {

  /** Tiles of a sheet of many images are not drawn larger than this. */
  private static final int LARGEST_TILE = 256;

  /** A single image, for instance a micrograph, is not drawn larger than this. */
  private static final int LARGEST_SINGLE = 2048;

  private static final List<FileInspector> INSPECTORS =
      List.of(new MrcInspector(), new MetadataInspector());

  private Inspection() {}

  /**
   * Says what a file holds.
   *
   * @throws UsageException if the kind of file is not known
   * @throws org.cryoudl.failure.DataException if the file cannot be read
   */
  public static List<String> describe(Path file, Progress progress) {
    return inspector(file).describe(file, progress);
  }

  /**
   * Draws the first images of a file as a PNG.
   *
   * @param file holds or names images
   * @param sheet the PNG to write
   * @param tiles how many images at most
   * @return how many images are on the sheet
   * @throws UsageException if the kind of file is not known
   * @throws org.cryoudl.failure.DataException if the file cannot be read
   * @throws org.cryoudl.failure.EnvironmentException if the PNG cannot be written
   */
  public static int drawContactSheet(Path file, Path sheet, int tiles) {
    List<Image> images = inspector(file).images(file, tiles);
    Image first = images.get(0);
    int side = Math.max(first.width(), first.height());
    int largest = images.size() == 1 ? LARGEST_SINGLE : LARGEST_TILE;
    ContactSheet layout =
        ContactSheet.DEFAULT.withMaximumTiles(tiles).withTileSize(Math.min(side, largest));
    PngImage.writeLevels(layout.layOut(images), sheet);
    return images.size();
  }

  /** One line of a description: a short label, then a text, in columns. */
  static String line(String label, String text) {
    return String.format(Locale.ROOT, "%-12s%s", label, text);
  }

  private static FileInspector inspector(Path file) {
    for (FileInspector inspector : INSPECTORS) {
      if (inspector.recognises(file)) {
        return inspector;
      }
    }
    String kinds = INSPECTORS.stream().map(FileInspector::kinds).collect(Collectors.joining(", "));
    throw new UsageException(
        "the name of " + file + " does not tell what it is; files that can be inspected: " + kinds);
  }
}
