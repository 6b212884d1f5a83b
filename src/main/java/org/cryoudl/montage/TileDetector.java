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
 * ({@link TileGrid}). Even squares count as empty tiles if they have the size of the others. A
 * level is the page's only if most of what lies between the tiles has it; a picture without a page
 * is one tile, or tiles that fill it.
 */
public final class TileDetector {

  /** Tiles have at least so many pixels a side. */
  static final int LEAST_SIDE = 16;

  private static final double SQUARE = 1.15;
  private static final double FILLED = 0.88;

  /** How far the share of its box that a round average takes may lie from that of a disc. */
  private static final double DISC = 0.05;

  private static final int[] OPENINGS = {9, 4, 1};
  private static final int PAGES = 3;

  /** A page of which tiles take this share is the right one. */
  private static final double PLAIN = 0.2;

  /** How far levels of a page may lie from its most frequent one. */
  private static final float[] TOLERANCES = {2.5f};

  /** Compression with losses adds ringing beside edges; but dark tiles may lie near a dark page. */
  private static final float[] LOSSY_TOLERANCES = {14, 6};

  /** The share of tiles that have the size of another one, in a sheet of averages of one run. */
  private static final double REGULAR = 0.7;

  /** The least share of what lies between tiles that has the page's level. */
  private static final double PAGE_BETWEEN = 0.5;

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
    for (Page page : pages()) {
      for (float tolerance : picture.lossy() ? LOSSY_TOLERANCES : TOLERANCES) {
        Foreground plain = foreground(page, tolerance);
        List<Tile> tiles = onPage(plain);
        boolean better = shown(tiles) > shown(best) && isPageBetween(plain, tiles);
        best = better ? tiles : best;
      }
      if (shown(best) > PLAIN * picture.grey().pixels().length) {
        break; // the page is found
      }
    }
    boolean piece = best.isEmpty() || best.size() == 1 && isPiece(best.get(0).box());
    List<Tile> all = piece || !isRegular(best) ? withoutPage() : List.of();
    return inReadingOrder(all.size() > 1 || piece && !all.isEmpty() ? all : best);
  }

  /** Whether most tiles have the size of another one. */
  private static boolean isRegular(List<Tile> tiles) {
    long alike = tiles.stream().filter(tile -> peers(tile.box(), boxes(tiles)) > 1).count();
    return tiles.size() < 2 || alike >= REGULAR * tiles.size();
  }

  private static List<TileBox> boxes(List<Tile> tiles) {
    return tiles.stream().map(Tile::box).toList();
  }

  /** How many boxes are as large, itself among them. */
  private static long peers(TileBox box, List<TileBox> boxes) {
    return boxes.stream().filter(other -> isAsLarge(box, other)).count();
  }

  /** Whether a box may be the middle of an average that fills the picture. */
  private boolean isPiece(TileBox box) {
    int longer = Math.max(box.width(), box.height());
    int shorter = Math.min(box.width(), box.height());
    int margin =
        Math.max(
            Math.max(box.x(), picture.width() - box.x() - box.width()),
            Math.max(box.y(), picture.height() - box.y() - box.height()));
    return margin < MARGIN * longer || longer > EXACTLY_SQUARE * shorter;
  }

  /** A single tile with more page than this share of its side beside it is no piece. */
  private static final double MARGIN = 0.05;

  private static final double EXACTLY_SQUARE = 1.04;

  /** Pixels of all tiles that are not empty. */
  private static long shown(List<Tile> tiles) {
    return tiles.stream().filter(tile -> !tile.empty()).mapToLong(tile -> tile.box().area()).sum();
  }

  /** Whether most of what lies beyond the tiles and is not coloured, as frames are, is page. */
  private boolean isPageBetween(Foreground plain, List<Tile> tiles) {
    boolean[] covered = new boolean[plain.mask().length];
    for (Tile tile : tiles) {
      TileBox box = tile.box();
      for (int r = box.y(); r < box.y() + box.height(); r++) {
        int from = r * plain.width() + box.x();
        Arrays.fill(covered, from, from + box.width(), true);
      }
    }
    long beyond = 0;
    long page = 0;
    for (int i = 0; i < covered.length; i++) {
      boolean isPage = plain.mask()[i] == 0;
      boolean counts = !covered[i] && (isPage || picture.colourAt(i) <= TileTexture.COLOURED);
      beyond += counts ? 1 : 0;
      page += counts && isPage ? 1 : 0;
    }
    return page >= PAGE_BETWEEN * beyond;
  }

  /** A picture that has no page: one tile, or tiles that fill it. */
  private List<Tile> withoutPage() {
    TileBox all = new TileBox(0, 0, picture.width(), picture.height());
    if (Math.min(all.width(), all.height()) < LEAST_SIDE || !texture.isTone(all)) {
      return List.of();
    }
    List<TileBox> boxes = TileGrid.divide(picture.grey(), all, true);
    List<Tile> tiles =
        boxes.stream()
            .map(box -> border.stripped(border.stripped(box))) // page, then a frame
            .filter(TileDetector::isSquare)
            .map(box -> new Tile(box, !texture.isTone(box)))
            .toList();
    long tones = tiles.stream().filter(tile -> !tile.empty()).count();
    return tones >= REGULAR * tiles.size() ? tiles : List.of();
  }

  /**
   * What a page looks like.
   *
   * @param level of grey, 0 to 255
   * @param band of how far it is from grey, in steps of {@link #BAND}
   */
  private record Page(int level, int band) {}

  private static final int BAND = 16;
  private static final int BANDS = 256 / BAND;

  /** Looks that the page may have: the most frequent ones, at the rim first. */
  private List<Page> pages() {
    Image grey = picture.grey();
    int[] rim = new int[256 * BANDS];
    int[] all = new int[256 * BANDS];
    for (int r = 0; r < grey.height(); r++) {
      for (int c = 0; c < grey.width(); c++) {
        int level = Math.round(Math.max(0, Math.min(255, grey.at(r, c))));
        int look = level * BANDS + picture.colourAt(r * grey.width() + c) / BAND;
        all[look]++;
        boolean outermost = r == 0 || c == 0 || r == grey.height() - 1 || c == grey.width() - 1;
        rim[look] += outermost ? 1 : 0;
      }
    }
    List<Integer> looks = new ArrayList<>(frequent(rim, 1));
    frequent(all, PAGES).stream().filter(look -> !looks.contains(look)).forEach(looks::add);
    return looks.stream().map(look -> new Page(look / BANDS, look % BANDS)).toList();
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

  private List<Tile> onPage(Foreground plain) {
    Foreground filled = plain.withoutHoles();
    Foreground grey = plain.without(i -> picture.colourAt(i) > TileTexture.COLOURED);
    List<TileBox> tones = new ArrayList<>();
    List<TileBox> even = new ArrayList<>();
    for (int opening : OPENINGS) {
      for (Foreground mask :
          List.of(filled.opened(opening), plain.opened(opening), grey.opened(opening))) {
        for (Foreground.Area area : mask.areas(LEAST_SIDE)) {
          sort(mask, area, tones, even);
        }
      }
    }
    List<TileBox> kept = apart(withoutThoseAround(tones));
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
    if (area.filled() < FILLED && addCells(mask, area.box(), tones, even)) {
      return;
    }
    TileBox trimmed = mask.trimmed(area.box());
    double share = mask.share(trimmed);
    boolean disc = isSquare(trimmed) && Math.abs(share - Math.PI / 4) < DISC;
    if (!isLargeEnough(trimmed) || share < FILLED && !disc) {
      return;
    }
    TileBox box = border.stripped(trimmed);
    if (!isLargeEnough(box) || isKnown(box, tones) || isKnown(box, even)) {
      return;
    }
    if (texture.isTone(box)) {
      add(mask, TileGrid.divide(picture.grey(), box, false), tones, even);
    } else if (isSquare(box) && !disc && texture.isEven(box)) {
      even.add(box);
    }
  }

  /** Adds the tiles of an area that is no rectangle because its last row is short. */
  private boolean addCells(Foreground mask, TileBox box, List<TileBox> tones, List<TileBox> even) {
    if (isKnown(box, tones)) {
      return false;
    }
    List<TileBox> cells = TileGrid.divide(picture.grey(), box, false);
    boolean grid = cells.size() > 2 && cells.stream().allMatch(cell -> isFullOrPage(mask, cell));
    if (grid) {
      add(mask, cells, tones, even);
    }
    return grid;
  }

  private static boolean isLargeEnough(TileBox box) {
    return box.width() >= LEAST_SIDE && box.height() >= LEAST_SIDE;
  }

  /** Whether a cell of a grid is either a tile or none: a last row may be short. */
  private static boolean isFullOrPage(Foreground mask, TileBox cell) {
    double share = mask.share(cell);
    return share >= FILLED || share <= 1 - FILLED;
  }

  /** Adds the tiles of an area, each without its frame. */
  private void add(Foreground mask, List<TileBox> parts, List<TileBox> tones, List<TileBox> even) {
    for (TileBox part : parts) {
      TileBox box = parts.size() > 1 ? border.stripped(part) : part;
      if (isSquare(box)
          && isLargeEnough(box)
          && mask.share(part) > 1 - FILLED
          && !isKnown(box, tones)
          && !isKnown(box, even)) {
        (texture.isTone(box) ? tones : even).add(box);
      }
    }
  }

  private static boolean isKnown(TileBox box, List<TileBox> known) {
    return known.stream().anyMatch(other -> other.overlap(box) > 0.6);
  }

  /** Of boxes that overlap the one whose size is the more frequent. */
  private static List<TileBox> apart(List<TileBox> boxes) {
    List<TileBox> kept = new ArrayList<>();
    boxes.stream()
        .sorted(
            Comparator.comparingLong((TileBox box) -> -peers(box, boxes))
                .thenComparingLong(box -> -box.area()))
        .filter(
            box ->
                kept.stream()
                    .allMatch(
                        other -> box.common(other) <= OVERLAP * Math.min(box.area(), other.area())))
        .forEach(kept::add);
    return kept;
  }

  private static final double OVERLAP = 0.1;

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

  private Foreground foreground(Page page, float tolerance) {
    float[] grey = picture.grey().pixels();
    byte[] mask = new byte[grey.length];
    for (int i = 0; i < mask.length; i++) {
      boolean same = Math.abs(grey[i] - page.level()) <= tolerance && isOfPage(page, i);
      mask[i] = (byte) (same ? 0 : -1);
    }
    return new Foreground(picture.width(), picture.height(), mask);
  }

  /** Whether a pixel is grey as the page, or about as far from grey. */
  private boolean isOfPage(Page page, int index) {
    int colour = picture.colourAt(index);
    return page.band() == 0
        ? colour <= TileTexture.COLOURED
        : Math.abs(colour - page.band() * BAND - BAND / 2) <= BAND;
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
