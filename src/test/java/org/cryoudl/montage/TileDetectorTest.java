package org.cryoudl.montage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.cryoudl.io.picture.ColourPicture;
import org.cryoudl.io.picture.PictureFile;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tiles of montages that the test draws itself, whose places it knows, and of real ones. */
class TileDetectorTest {

  private static final int WIDTH = 700;
  private static final int HEIGHT = 420;

  @TempDir Path folder;

  /** A drawing and where its tiles are. */
  private static final class Sheet {
    private final BufferedImage picture =
        new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    private final Graphics2D out = picture.createGraphics();
    private final List<TileBox> boxes = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(11);

    Sheet(Color page) {
      out.setColor(page);
      out.fillRect(0, 0, WIDTH, HEIGHT);
    }

    /** A grey tile: a soft blob in a noisy surrounding. */
    void tile(int x, int y, int side) {
      boxes.add(new TileBox(x, y, side, side));
      double centre = side / 2.0;
      double shiftX = side * (random.nextDouble() - 0.5) / 4;
      double width = side * (0.12 + 0.1 * random.nextDouble());
      double ground = 50 + 60 * random.nextDouble();
      for (int r = 0; r < side; r++) {
        for (int c = 0; c < side; c++) {
          double distance = Math.hypot(c - centre - shiftX, r - centre) / width;
          double level =
              ground + 120 * Math.exp(-distance * distance / 2) + 8 * random.nextDouble();
          int grey = (int) level;
          picture.setRGB(x + c, y + r, grey << 16 | grey << 8 | grey);
        }
      }
    }

    void empty(int x, int y, int side, int grey) {
      boxes.add(new TileBox(x, y, side, side));
      out.setColor(new Color(grey, grey, grey));
      out.fillRect(x, y, side, side);
    }

    void border(TileBox box, Color colour, int width) {
      out.setColor(colour);
      for (int w = 1; w <= width; w++) {
        out.drawRect(box.x() - w, box.y() - w, box.width() + 2 * w - 1, box.height() + 2 * w - 1);
      }
    }

    void caption(String text, int x, int y, Color colour) {
      out.setColor(colour);
      out.drawString(text, x, y);
    }

    List<Tile> detect(Path folder, String format) throws Exception {
      Path file = folder.resolve("sheet." + format);
      ImageIO.write(picture, format, file.toFile());
      List<ColourPicture> pages = PictureFile.read(file);
      assertEquals(1, pages.size());
      return TileDetector.detect(pages.get(0));
    }

    void assertFound(List<Tile> found) {
      assertEquals(boxes.size(), found.size());
      for (int k = 0; k < boxes.size(); k++) {
        TileBox expected = boxes.get(k);
        TileBox box = found.get(k).box();
        double allowed = Math.max(3, 0.02 * expected.width());
        assertEquals(expected.x(), box.x(), allowed);
        assertEquals(expected.y(), box.y(), allowed);
        assertEquals(expected.width(), box.width(), 2 * allowed);
        assertEquals(expected.height(), box.height(), 2 * allowed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "tif"})
  void captionsAndGapsOnWhite(String format) throws Exception {
    Sheet sheet = new Sheet(Color.WHITE);
    for (int k = 0; k < 10; k++) {
      sheet.tile(20 + k % 5 * 130, 40 + k / 5 * 190, 100);
      sheet.caption("Class " + k + " (4.2 %)", 25 + k % 5 * 130, 34 + k / 5 * 190, Color.BLACK);
    }
    List<Tile> found = sheet.detect(folder, format);
    sheet.assertFound(found);
    assertTrue(found.stream().noneMatch(Tile::empty));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 128})
  void otherPages(int grey) throws Exception {
    Sheet sheet = new Sheet(new Color(grey, grey, grey));
    for (int k = 0; k < 8; k++) {
      sheet.tile(30 + k % 4 * 160, 30 + k / 4 * 180, 140);
    }
    sheet.assertFound(sheet.detect(folder, "png"));
  }

  @Test
  void colouredBordersAreNoPartOfTheTile() throws Exception {
    Sheet sheet = new Sheet(Color.WHITE);
    for (int k = 0; k < 4; k++) {
      sheet.tile(30 + k * 160, 60, 128);
      sheet.border(sheet.boxes.get(k), k % 2 == 0 ? Color.GREEN : Color.RED, 5);
    }
    sheet.assertFound(sheet.detect(folder, "png"));
  }

  @Test
  void emptyTilesAndUnequalSizes() throws Exception {
    Sheet sheet = new Sheet(Color.WHITE);
    sheet.tile(20, 20, 90);
    sheet.tile(140, 20, 120);
    sheet.empty(300, 20, 90, 0);
    sheet.tile(420, 20, 150);
    List<Tile> found = sheet.detect(folder, "png");
    sheet.assertFound(found);
    assertEquals(List.of(false, false, true, false), found.stream().map(Tile::empty).toList());
  }

  @Test
  void tilesThatTouch() throws Exception {
    Sheet sheet = new Sheet(Color.WHITE);
    for (int k = 0; k < 12; k++) {
      sheet.tile(60 + k % 4 * 96, 30 + k / 4 * 96, 96);
    }
    sheet.assertFound(sheet.detect(folder, "png"));
  }

  /** Curves, bars, points and a colour map within axes are no tiles. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "curve",
        "bars",
        "points",
        "colours",
        "text",
        "table",
        "subplots",
        "hatching",
        "cells",
        "ramp"
      })
  void plotsHoldNone(String kind) throws Exception {
    Sheet sheet = new Sheet(Color.WHITE);
    Graphics2D out = sheet.out;
    out.setColor(Color.BLACK);
    out.setStroke(new BasicStroke(2));
    out.drawRect(150, 30, 340, 340);
    for (int k = 0; k < 340; k++) {
      switch (kind) {
        case "curve" -> {
          out.setColor(Color.BLUE);
          out.drawLine(150 + k, curve(k), 151 + k, curve(k + 1));
        }
        case "bars" -> {
          out.setColor(Color.GRAY);
          out.fillRect(160 + k / 17 * 17, curve(k / 17 * 17), 14, 370 - curve(k / 17 * 17));
        }
        case "points" -> {
          out.setColor(Color.RED);
          out.fillOval(160 + sheet.random.nextInt(320), 40 + sheet.random.nextInt(320), 6, 6);
        }
        case "table" -> {
          out.setColor(Color.BLACK);
          out.drawLine(150 + k / 34 * 34, 30, 150 + k / 34 * 34, 370);
          out.drawLine(150, 30 + k / 34 * 34, 490, 30 + k / 34 * 34);
          if (k % 34 == 0) {
            out.drawString("4.2", 155 + k, 50 + k);
          }
        }
        case "subplots" -> {
          int x = 10 + k % 4 * 170;
          int y = 30 + k / 4 % 2 * 190;
          out.drawRect(x, y, 150, 150);
          out.drawLine(x + k / 8 * 3, y + 150 - k / 3, x + 3 + k / 8 * 3, y + 149 - k / 3);
        }
        case "hatching" -> {
          out.setColor(Color.DARK_GRAY);
          out.setStroke(new BasicStroke(1));
          out.drawLine(150 + k / 5 * 5, 30, 490, 370 - k / 5 * 5);
          out.drawLine(150, 30 + k / 5 * 5, 490 - k / 5 * 5, 370);
        }
        case "cells" -> {
          for (int y = 0; y < 340 && k % 34 == 0; y += 34) {
            int grey = sheet.random.nextInt(256);
            out.setColor(new Color(grey, grey, grey));
            out.fillRect(150 + k, 30 + y, 34, 34);
          }
        }
        case "ramp" -> {
          int grey = k * 255 / 340;
          out.setColor(new Color(grey, grey, grey));
          out.fillRect(150 + k / 8 * 8, 180, 8, 40);
        }
        case "colours" -> {
          for (int y = 0; y < 340; y++) {
            double level = (Math.sin(k / 30.0) * Math.cos(y / 40.0) + 1) / 2;
            out.setColor(new Color((float) level, (float) (1 - level), 0.6f));
            out.fillRect(150 + k, 30 + y, 1, 1);
          }
        }
        default -> {
          out.setColor(Color.BLACK);
          out.drawString("The quick brown fox jumps over it", 160, 45 + k / 14 * 14);
        }
      }
    }
    assertEquals(List.of(), sheet.detect(folder, "png"));
  }

  private static int curve(int k) {
    return 370 - (int) (300 / (1 + Math.exp((k - 200) / 25.0)));
  }

  @ParameterizedTest
  @CsvSource({
    "relion_50_tiles, 50, 2, 195",
    "relion_5_tiles, 5, 0, 208",
    "17_tiles_tight, 17, 0, 219",
    "100_tiles_captioned, 100, 1, 66"
  })
  void realMontages(String name, int tiles, int empty, int side) {
    Path file = SharedData.file("data/montages/" + name + ".png");
    List<Tile> found = TileDetector.detect(PictureFile.read(file).get(0));
    assertEquals(tiles, found.size());
    assertEquals(empty, found.stream().filter(Tile::empty).count());
    for (Tile tile : found) {
      assertEquals(side, tile.box().width(), 3);
      assertEquals(side, tile.box().height(), 3);
    }
  }

  /** Numbers that a page sends may be as large as they like. */
  @Test
  void aSquareFarBeyondThePictureIsNotWithinIt() {
    assertFalse(new TileBox(Integer.MAX_VALUE - 1, 0, 16, 16).isWithin(100, 100));
    assertFalse(new TileBox(0, 84, 16, Integer.MAX_VALUE).isWithin(100, 100));
    assertTrue(new TileBox(84, 84, 16, 16).isWithin(100, 100));
  }
}
