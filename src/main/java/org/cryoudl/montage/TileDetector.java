package org.cryoudl.montage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.cryoudl.image.Image;
import org.cryoudl.io.picture.ColourPicture;

/**
 * Finds the tiles of a picture of class averages, whatever the layout: squares of continuous tone
 * on an even page, with gaps and captions or without.
 *
 * <p>The page is an even level that is frequent in the picture. What differs from it is freed of
 * text by a morphological opening, and its connected areas that fill a square are candidates. Those
 * of continuous tone ({@link TileTexture}) are tiles; areas of several tiles that touch are divided
 * ({@link TileGrid}). Even squares count as empty tiles if they have the size of the others.
 */
public final class TileDetector {

  /** Tiles have at least so many pixels a side. */
  static final int LEAST_SIDE = 16;

  private static final double SQUARE = 1.15;
  private static final double FILLED = 0.88;
  private static final int[] OPENINGS = {9, 4, 1};
  private static final int PAGES = 3;

  /** A page of which tiles take this share is the right one. */
  private static final double PLAIN = 0.2;

  /** How far sizes of empty tiles may be from those of others. */
  private static final double SAME_SIZE = 0.06;

  private final ColourPicture picture;
  private final TileTexture texture;
  private final TileBorder border;

  private TileDetector(ColourPicture picture) {
    this.picture = picture;
    this.texture = new TileTexture(picture);
    this.border = new TileBorder(picture);
  }

  /** The tiles of a picture in reading order; none if it shows something else. */
  public static List<Tile> detect(ColourPicture picture) {
    return new TileDetector(picture).detect();
  }

  private List<Tile> detect() {
    List<Tile> best = List.of();
    for (int page : pages()) {
      List<Tile> tiles = onPage(page);
      best = shown(tiles) > shown(best) ? tiles : best;
      if (shown(best) > PLAIN * picture.grey().pixels().length) {
        break; // the page is found
      }
    }
    return inReadingOrder(best.isEmpty() ? withoutPage() : best);
  }

  /** Pixels of all tiles that are not empty. */
  private static long shown(List<Tile> tiles) {
    return tiles.stream().filter(tile -> !tile.empty()).mapToLong(tile -> tile.box().area()).sum();
  }

  /** A picture that has no page: one tile, or tiles that fill it. */
  private List<Tile> withoutPage() {
    TileBox all = new TileBox(0, 0, picture.width(), picture.height());
    if (Math.min(all.width(), all.height()) < LEAST_SIDE || !texture.isTone(all)) {
      return List.of();
    }
    List<TileBox> boxes = TileGrid.divide(picture.grey(), all);
    return boxes.stream()
        .filter(TileDetector::isSquare)
        .map(box -> new Tile(box, !texture.isTone(box)))
        .toList();
  }

  /** Levels that the page may have: the most frequent ones, at the rim first. */
  private List<Integer> pages() {
    Image grey = picture.grey();
    int[] rim = new int[256];
    int[] all = new int[256];
    for (int r = 0; r < grey.height(); r++) {
      for (int c = 0; c < grey.width(); c++) {
        int level = Math.round(Math.max(0, Math.min(255, grey.at(r, c))));
        all[level]++;
        boolean outermost = r == 0 || c == 0 || r == grey.height() - 1 || c == grey.width() - 1;
        rim[level] += outermost ? 1 : 0;
      }
    }
    List<Integer> pages = new ArrayList<>(frequent(rim, 1));
    frequent(all, PAGES).stream().filter(level -> !pages.contains(level)).forEach(pages::add);
    return pages;
  }

  private static List<Integer> frequent(int[] counts, int most) {
    return Arrays.stream(sortedLevels(counts)).limit(most).boxed().toList();
  }

  private static int[] sortedLevels(int[] counts) {
    Integer[] levels = new Integer[counts.length];
    Arrays.setAll(levels, i -> i);
    Arrays.sort(levels, Comparator.comparingInt(level -> -counts[level]));
    return Arrays.stream(levels).mapToInt(Integer::intValue).toArray();
  }

  private List<Tile> onPage(int page) {
    Foreground plain = foreground(page);
    Foreground filled = plain.withoutHoles();
    List<TileBox> tones = new ArrayList<>();
    List<TileBox> even = new ArrayList<>();
    for (int opening : OPENINGS) {
      for (Foreground mask : List.of(filled.opened(opening), plain.opened(opening))) {
        for (Foreground.Area area : mask.areas(LEAST_SIDE)) {
          sort(mask, area, tones, even);
        }
      }
    }
    List<TileBox> kept = withoutThoseAround(tones);
    List<Tile> tiles = new ArrayList<>(kept.stream().map(box -> new Tile(box, false)).toList());
    for (TileBox box : even) {
      if (kept.stream().anyMatch(other -> isAsLarge(box, other))
          && tiles.stream().allMatch(other -> other.box().common(box) == 0)) {
        tiles.add(new Tile(box, true));
      }
    }
    return tiles;
  }

  /** Judges an area, unless it is known already. */
  private void sort(
      Foreground mask, Foreground.Area area, List<TileBox> tones, List<TileBox> even) {
    TileBox trimmed = mask.trimmed(area.box());
    if (trimmed.width() < LEAST_SIDE
        || trimmed.height() < LEAST_SIDE
        || isKnown(trimmed, tones)
        || isKnown(trimmed, even)
        || mask.share(
                trimmed.x(),
                trimmed.x() + trimmed.width() - 1,
                trimmed.y(),
                trimmed.y() + trimmed.height() - 1)
            < FILLED) {
      return;
    }
    TileBox box = border.stripped(trimmed);
    if (box.width() < LEAST_SIDE || box.height() < LEAST_SIDE || isKnown(box, tones)) {
      return;
    }
    if (texture.isTone(box)) {
      TileGrid.divide(picture.grey(), box).stream()
          .filter(TileDetector::isSquare)
          .filter(part -> !isKnown(part, tones) && !isKnown(part, even))
          .forEach(part -> (texture.isTone(part) ? tones : even).add(part));
    } else if (isSquare(box) && texture.isEven(box)) {
      even.add(box);
    }
  }

  private static boolean isKnown(TileBox box, List<TileBox> known) {
    return known.stream().anyMatch(other -> other.overlap(box) > 0.6);
  }

  /** A box that holds two others or more is a frame around them. */
  private static List<TileBox> withoutThoseAround(List<TileBox> boxes) {
    List<TileBox> kept = new ArrayList<>();
    for (TileBox box : boxes) {
      List<TileBox> within =
          boxes.stream().filter(other -> other != box && box.holds(other)).toList();
      boolean frame = within.size() > 1;
      boolean inside =
          boxes.stream()
              .anyMatch(
                  other ->
                      other != box
                          && other.holds(box)
                          && other.area() > box.area()
                          && boxes.stream().filter(other::holds).count() < 3);
      if (!frame && !inside) {
        kept.add(box);
      }
    }
    return kept;
  }

  private static boolean isSquare(TileBox box) {
    double ratio = (double) box.width() / box.height();
    return ratio < SQUARE && ratio > 1 / SQUARE;
  }

  private static boolean isAsLarge(TileBox box, TileBox other) {
    return Math.abs(box.width() - other.width()) <= Math.max(2, SAME_SIZE * other.width())
        && Math.abs(box.height() - other.height()) <= Math.max(2, SAME_SIZE * other.height());
  }

  private Foreground foreground(int page) {
    float tolerance = picture.lossy() ? 14 : 2.5f;
    float[] grey = picture.grey().pixels();
    byte[] mask = new byte[grey.length];
    for (int i = 0; i < mask.length; i++) {
      boolean same =
          Math.abs(grey[i] - page) <= tolerance && picture.colourAt(i) <= TileTexture.COLOURED;
      mask[i] = (byte) (same ? 0 : -1);
    }
    return new Foreground(picture.width(), picture.height(), mask);
  }

  /** Row by row, from left to right; tiles of a row overlap in height. */
  private static List<Tile> inReadingOrder(List<Tile> tiles) {
    List<Tile> waiting = new ArrayList<>(tiles);
    List<Tile> ordered = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Tile first =
          waiting.stream().min(Comparator.comparingInt(tile -> tile.box().y())).orElseThrow();
      double middle = first.box().y() + first.box().height() / 2.0;
      List<Tile> row =
          waiting.stream()
              .filter(tile -> tile.box().y() <= middle)
              .sorted(Comparator.comparingInt(tile -> tile.box().x()))
              .toList();
      ordered.addAll(row);
      waiting.removeAll(row);
    }
    return ordered;
  }
}
