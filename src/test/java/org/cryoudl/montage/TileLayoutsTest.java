package org.cryoudl.montage;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.picture.PictureFile;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Real averages in many layouts: exactly the tiles that are there, where they are. */
@Tag("slow")
class TileLayoutsTest {

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> allTilesAreFound() {
    List<Image> averages = new ArrayList<>();
    try (MrcFile file = MrcFile.open(SharedData.file("data/class-averages/mixture_2D.mrcs"))) {
      for (int i = 0; i < file.size(); i++) {
        averages.add(file.read(i));
      }
    }
    return MontageLayouts.all().entrySet().stream()
        .map(
            layout ->
                DynamicTest.dynamicTest(
                    layout.getKey(), () -> assertFound(layout.getValue().apply(averages))));
  }

  private void assertFound(MontageSheet sheet) throws Exception {
    Path file = folder.resolve("sheet.png");
    assertTrue(ImageIO.write(sheet.picture, "png", file.toFile()));
    List<Tile> found = TileDetector.detect(PictureFile.read(file).get(0));
    assertEquals(sheet.boxes.size(), found.size(), "tiles");
    assertEquals(sheet.empty, found.stream().filter(Tile::empty).count(), "empty tiles");
    List<Tile> left = new ArrayList<>(found);
    for (TileBox box : sheet.boxes) {
      Tile nearest =
          left.stream()
              .max(Comparator.comparingDouble(tile -> tile.box().overlap(box)))
              .orElseThrow();
      left.remove(nearest);
      assertNear(box, nearest.box());
    }
  }

  private static void assertNear(TileBox expected, TileBox box) {
    double allowed = Math.max(3, 0.02 * expected.width());
    assertAll(
        () -> assertEquals(expected.x(), box.x(), allowed),
        () -> assertEquals(expected.y(), box.y(), allowed),
        () -> assertEquals(expected.x() + expected.width(), box.x() + box.width(), allowed),
        () -> assertEquals(expected.y() + expected.height(), box.y() + box.height(), allowed));
  }
}
