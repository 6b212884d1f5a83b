package org.cryoudl.montage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TemplateSearchTest {

  private static final int SIDE = 80;

  private static Image view(int kind) {
    Image image = Image.square(SIDE);
    for (int p = 0; p < image.pixels().length; p++) {
      double x = p % SIDE - SIDE / 2.0;
      double y = p / SIDE - SIDE / 2.0;
      double sum = 0;
      for (int blob = 0; blob < 4; blob++) {
        double angle = blob * (1.1 + 0.6 * kind);
        double distance = 6 + (7 * blob + 5 * kind) % 17;
        double dx = x - distance * Math.cos(angle);
        double dy = y - distance * Math.sin(angle);
        sum += (1 + blob % 2) * Math.exp(-(dx * dx + dy * dy) / (25 + 12 * blob));
      }
      image.pixels()[p] = (float) (40 + 80 * sum);
    }
    return image;
  }

  /** Views lie on a page of their own grey, so that no edge shows where they are. */
  @Tag("slow")
  @Test
  void theViewIsFoundTurnedAndMirrored() {
    Image picture = new Image(420, 240, new float[420 * 240]);
    SplittableRandom random = new SplittableRandom(3);
    for (int p = 0; p < picture.pixels().length; p++) {
      picture.pixels()[p] = (float) (40 + 3 * random.nextDouble());
    }
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.EDGE);
    Image mirrored = Image.square(SIDE);
    for (int p = 0; p < SIDE * SIDE; p++) {
      mirrored.pixels()[p] = view(0).at(p / SIDE, SIDE - 1 - p % SIDE);
    }
    put(picture, warp.apply(view(0), new Pose(73, 0, 0)), 20, 30);
    put(picture, warp.apply(view(1), new Pose(20, 0, 0)), 160, 40);
    put(picture, warp.apply(mirrored, new Pose(200, 0, 0)), 300, 120);
    List<TemplateSearch.Match> found = new TemplateSearch(0.95).find(picture, view(0), SIDE);
    assertEquals(2, found.size(), found.toString());
    for (TileBox truth : List.of(new TileBox(20, 30, 80, 80), new TileBox(300, 120, 80, 80))) {
      assertTrue(
          found.stream().anyMatch(each -> each.box().overlap(truth) > 0.7), found.toString());
    }
  }

  private static void put(Image picture, Image tile, int left, int top) {
    for (int p = 0; p < tile.pixels().length; p++) {
      int row = top + p / SIDE;
      int column = left + p % SIDE;
      picture.pixels()[row * picture.width() + column] = tile.pixels()[p];
    }
  }
}
