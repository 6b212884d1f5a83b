package org.cryoudl.pipeline.classes;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.DotText;
import org.cryoudl.image.Image;

/**
 * The averages of classes in one picture. Below each stand its number (in larger digits), its count
 * of particles and their share; in the second line its resolution in Angstrom and its score. The
 * bar at the foot is as long as it says, in Angstrom, or in pixels if the pixel size is unknown;
 * the lines below it say what the figures are.
 *
 * <p>The best come first: by score where all classes have one, else by count. Classes without
 * particles are left out. Each average's contrast is stretched on its own.
 */
public final class ClassMontage {

  /** Dots between neighbours: wider than a blank, so that their captions stay apart. */
  private static final int GAP_DOTS = 6;

  private static final int MARGIN_PIXELS = 4;

  /** What stands below a tile. */
  private static final List<String> LEGEND =
      List.of("NUMBER   PARTICLES  SHARE", "RESOLUTION          SCORE");

  /** The same while numbers are those of a search that goes on. */
  private static final List<String> UNFINISHED =
      List.of("NUMBER   PARTICLES  SHARE", "NUMBERS ARE THOSE IN THE SEARCH");

  private static final int LEGEND_DOT = 2;
  private static final int LEGEND_LINE = 8 * LEGEND_DOT;

  /** Tiles of few classes are larger; a tile is wide enough for 16 characters. */
  private static final int DOT_OF_TILE = 64;

  private static final double ASPECT = 1.3;
  private static final int ONE_ROW = 4;

  private static final Comparator<ClassTile> BY_SCORE =
      Comparator.comparingDouble((ClassTile tile) -> -tile.score().getAsDouble())
          .thenComparing(ClassTile::number);
  private static final Comparator<ClassTile> BY_COUNT =
      Comparator.comparingInt((ClassTile tile) -> -tile.particles())
          .thenComparing(ClassTile::number);

  private final List<ClassTile> tiles;
  private final double boxLength;
  private final String unit;
  private final List<String> legendLines;
  private final int captionLines;
  private final int side;
  private final int dot;
  private final int gap;
  private final int columns;
  private final int rows;

  private ClassMontage(List<ClassTile> tiles, double boxLength, String unit, boolean finished) {
    this.tiles = sorted(tiles);
    this.boxLength = boxLength;
    this.unit = unit;
    this.legendLines = finished ? LEGEND : UNFINISHED;
    this.captionLines = finished ? 2 : 1;
    int count = this.tiles.size();
    side = count <= ONE_ROW ? 256 : count <= 24 ? 192 : 128;
    dot = side / DOT_OF_TILE;
    gap = GAP_DOTS * dot;
    columns = count <= ONE_ROW ? count : (int) Math.ceil(Math.sqrt(ASPECT * count));
    rows = (count + columns - 1) / columns;
  }

  /** The classes that are shown, in the order in which they are. */
  static List<ClassTile> sorted(List<ClassTile> tiles) {
    List<ClassTile> shown = tiles.stream().filter(tile -> tile.particles() > 0).toList();
    if (shown.isEmpty()) {
      throw new IllegalArgumentException("no class holds particles");
    }
    Set<Integer> boxes =
        shown.stream().map(tile -> tile.average().box()).collect(Collectors.toSet());
    if (boxes.size() > 1) {
      throw new IllegalArgumentException("averages of a montage have one box, got " + boxes);
    }
    boolean scored = shown.stream().allMatch(tile -> tile.score().isPresent());
    return shown.stream().sorted(scored ? BY_SCORE : BY_COUNT).toList();
  }

  /**
   * Draws the picture.
   *
   * @param tiles classes with averages of one box, at least one with particles
   * @return grey levels from 0 (black) to 1 (white)
   */
  public static Image draw(List<ClassTile> tiles, OptionalDouble pixelSizeAngstroms) {
    return draw(tiles, tiles.get(0).average().box(), pixelSizeAngstroms, true);
  }

  /**
   * The same while a search goes on, whose averages have fewer pixels than the particles, and whose
   * numbers are not those of the results; the picture says so.
   *
   * @param box of the particles, which the averages show in full, in pixels
   * @param pixelSizeAngstroms of the particles
   */
  public static Image drawUnfinished(
      List<ClassTile> tiles, int box, OptionalDouble pixelSizeAngstroms) {
    return draw(tiles, box, pixelSizeAngstroms, false);
  }

  private static Image draw(
      List<ClassTile> tiles, int box, OptionalDouble pixelSizeAngstroms, boolean finished) {
    return new ClassMontage(
            tiles,
            box * pixelSizeAngstroms.orElse(1),
            pixelSizeAngstroms.isPresent() ? "A" : "px",
            finished)
        .draw();
  }

  private Image draw() {
    int line = DotText.height(dot + 1) + 2 * dot;
    int cellHeight = side + captionLines * line + 2 * MARGIN_PIXELS;
    int width = columns * (side + gap) + gap;
    int legend = legendLines.size() * LEGEND_LINE;
    int height = gap + rows * (cellHeight + gap) + line + legend + gap;
    Image sheet = new Image(width, height, new float[Math.multiplyExact(width, height)]);
    for (int i = 0; i < tiles.size(); i++) {
      int left = gap + i % columns * (side + gap);
      int top = gap + i / columns * (cellHeight + gap);
      drawAverage(sheet, tiles.get(i).average(), left, top);
      drawCaption(sheet, tiles.get(i), left, top + side + MARGIN_PIXELS, line);
    }
    drawBar(sheet, gap, height - line - legend - gap + MARGIN_PIXELS);
    for (int l = 0; l < legendLines.size(); l++) {
      int below = height - legend - gap + MARGIN_PIXELS + l * LEGEND_LINE;
      DotText.draw(sheet, gap, below, legendLines.get(l), LEGEND_DOT, 1);
    }
    return sheet;
  }

  private void drawAverage(Image sheet, Image average, int left, int top) {
    float[] levels = ContrastStretch.CLIPPED.apply(FourierResize.resize(average, side)).pixels();
    for (int r = 0; r < side; r++) {
      System.arraycopy(levels, r * side, sheet.pixels(), (top + r) * sheet.width() + left, side);
    }
  }

  private void drawCaption(Image sheet, ClassTile tile, int left, int top, int line) {
    String number = Integer.toString(tile.number());
    DotText.draw(sheet, left, top, number, dot + 1, 1);
    int room = side - DotText.width(number, dot + 1) - 3 * dot;
    Stream.of(tile.size(), tile.shortSize(), tile.count())
        .filter(text -> DotText.width(text, dot) <= room)
        .findFirst()
        .ifPresent(text -> drawRight(sheet, text, left + side, top));
    if (captionLines > 1) {
      DotText.draw(sheet, left, top + line, tile.resolution(), dot, 1);
      drawRight(sheet, tile.scoreText(), left + side, top + line);
    }
  }

  private void drawRight(Image sheet, String text, int right, int top) {
    DotText.draw(sheet, right - DotText.width(text, dot), top, text, dot, 1);
  }

  private void drawBar(Image sheet, int left, int top) {
    double length = roundLength(boxLength / 2);
    int pixels = (int) Math.round(length / boxLength * side);
    int thick = 2 * dot;
    DotText.fill(sheet, left, top + (DotText.height(dot) - thick) / 2, pixels, thick, 1);
    String text = String.format(Locale.ROOT, length < 1 ? "%.1f" : "%.0f", length) + unit;
    DotText.draw(sheet, left + pixels + 3 * dot, top, text, dot, 1);
  }

  /** The largest of 1, 2, 5, 10, ... (and their tenths) that is no longer than a length. */
  static double roundLength(double most) {
    double power = Math.pow(10, Math.floor(Math.log10(most)));
    return Stream.of(5.0, 2.0, 1.0)
        .map(step -> step * power)
        .filter(length -> length <= most * (1 + 1e-9))
        .findFirst()
        .orElse(power);
  }
}
