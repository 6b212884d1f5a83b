package org.cryoudl.pipeline.inspect;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.cryoudl.failure.UsageException;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.naming.MetadataAddress;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.files.OutputFolder;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/** Describes what a file holds, and shows its images on a contact sheet. */
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
  public static FileDescription describe(Path file, Progress progress) {
    return inspector(file).describe(file, progress);
  }

  /**
   * Makes sure, before any work is done, that a contact sheet takes no other file's place.
   *
   * @param file what is to be inspected
   * @param sheet the PNG to write
   * @throws UsageException if it is no PNG by its name, is {@code file} or a stack that it names,
   *     or is there and may not be replaced
   */
  public static void prepareContactSheet(Path file, Path sheet, boolean overwrite) {
    if (!sheet.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
      throw new UsageException(sheet + " is to hold a picture; give it a name that ends in .png");
    }
    OutputFolder.checkFile(sheet, inputs(file), overwrite);
  }

  private static List<Path> inputs(Path file) {
    List<Path> inputs = new ArrayList<>(List.of(MetadataAddress.of(file).file()));
    inputs.addAll(inspector(file).stacks(file));
    return inputs;
  }

  /**
   * Draws the first images of a file as a PNG.
   *
   * @param file holds or names images
   * @param sheet the PNG to write
   * @param tiles how many images at most
   * @param overwrite whether a file that is there may be replaced
   * @return how many images are on the sheet
   * @throws UsageException as {@link #prepareContactSheet}
   * @throws org.cryoudl.failure.DataException if the file cannot be read
   * @throws org.cryoudl.failure.EnvironmentException if the PNG cannot be written
   */
  public static int drawContactSheet(Path file, Path sheet, int tiles, boolean overwrite) {
    try (OutputTransaction results = OutputTransaction.beginFile(sheet, inputs(file), overwrite)) {
      return results.publishing(folder -> draw(file, folder.resolve(sheet.getFileName()), tiles));
    }
  }

  private static int draw(Path file, Path sheet, int tiles) {
    List<Image> images = inspector(file).images(file, tiles);
    Image first = images.get(0);
    int side = Math.max(first.width(), first.height());
    int largest = images.size() == 1 ? LARGEST_SINGLE : LARGEST_TILE;
    ContactSheet layout =
        ContactSheet.DEFAULT.withMaximumTiles(tiles).withTileSize(Math.min(side, largest));
    PngImage.writeLevels(layout.layOut(images), sheet);
    return images.size();
  }

  private static FileInspector inspector(Path file) {
    for (FileInspector inspector : INSPECTORS) {
      if (inspector.recognises(file)) {
        return inspector;
      }
    }
    String kinds = INSPECTORS.stream().map(FileInspector::kinds).collect(Collectors.joining(", "));
    throw new UsageException(
        "the name of " + file + " does not say what it is; files that can be inspected: " + kinds);
  }
}
