package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.image.NumberLabel;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.png.PngImage;

/** The averages of the classes, as a stack and as a picture. */
final class ClassOutput {

  static final String STACK = "classes.mrcs";
  static final String SHEET = "classes.png";

  /** Tiles are at least this wide, so that their captions can be read. */
  private static final int TILE_PIXELS = 96;

  private static final int GAP_PIXELS = 4;

  private ClassOutput() {}

  /** Writes both; each average in the picture has its number and its count of particles below. */
  static void write(Path folder, List<ViewResult> views, OptionalDouble pixelSizeAngstroms) {
    int box = views.get(0).average().box();
    try (MrcWriter writer = MrcWriter.stack(folder.resolve(STACK), box, box, pixelSizeAngstroms)) {
      for (int k = 0; k < views.size(); k++) {
        writer.write(k, views.get(k).unfilteredAverage().pixels());
      }
      writer.commit();
    }
    PngImage.writeLevels(sheet(views), folder.resolve(SHEET));
  }

  private static Image sheet(List<ViewResult> views) {
    List<Image> tiles = new ArrayList<>();
    for (int k = 0; k < views.size(); k++) {
      Image tile =
          ContactSheet.DEFAULT
              .withTileSize(tileSize(views))
              .layOut(List.of(views.get(k).average()));
      tiles.add(NumberLabel.below(tile, (k + 1) + ":" + views.get(k).particles()));
    }
    return new ContactSheet(
            tiles.size(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            GAP_PIXELS,
            ContrastStretch.MINIMUM_TO_MAXIMUM)
        .layOut(tiles);
  }

  private static int tileSize(List<ViewResult> views) {
    return Math.max(TILE_PIXELS, views.get(0).average().box());
  }
}
