package org.cryoudl.pipeline.classes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.DotText;
import org.cryoudl.image.Image;

/**
 * The averages of a growing number of classes, pass by pass. It stays small: where there are more
 * frames than {@link #MOST_FRAMES}, every second one is left out, and pictures are about {@link
 * #WIDTH} pixels wide. The last pass is always there, with the numbers of the classes.
 */
public final class ClassFilm {

  /** Frames at most, without the last one. */
  public static final int MOST_FRAMES = 24;

  /** Pixels across, unless tiles would be very small or large. */
  private static final int WIDTH = 360;

  private static final int LEAST_TILE = 20;
  private static final int LARGEST_TILE = 96;
  private static final int GAP = 2;
  private static final double ASPECT = 1.3;
  private static final int TILE_OF_TWO_DOTS = 48;

  private final int classes;
  private final int columns;
  private final int tile;
  private final Frames frames = new Frames();
  private final Frames onTrial = new Frames();
  private int stride = 1;
  private int seen;

  /** Averages of one pass, in the size in which they are shown. */
  private record Frame(List<Image> tiles) {}

  /** Some frames, the last of which may not be taken. */
  private static final class Frames {
    final List<Frame> taken = new ArrayList<>();
    final List<Frame> last = new ArrayList<>();

    void add(Frame frame, boolean take) {
      last.clear();
      last.add(frame);
      if (take) {
        taken.add(frame);
      }
    }

    void clear() {
      taken.clear();
      last.clear();
    }
  }

  /**
   * @param classes how many there will be; each has its place from the start
   */
  public ClassFilm(int classes) {
    this.classes = classes;
    this.columns = (int) Math.ceil(Math.sqrt(ASPECT * classes));
    this.tile = Math.max(LEAST_TILE, Math.min(LARGEST_TILE, WIDTH / columns - GAP));
  }

  /**
   * Shows a pass.
   *
   * @param averages of the classes that there are by now
   * @param trial whether it may be dropped
   */
  public void add(List<Image> averages, boolean trial) {
    Frame frame =
        new Frame(averages.stream().map(each -> FourierResize.resize(each, tile)).toList());
    (trial ? onTrial : frames).add(frame, seen++ % stride == 0);
    thin();
  }

  /** Forgets all passes: a new search begins. */
  public void clear() {
    frames.clear();
    onTrial.clear();
    stride = 1;
    seen = 0;
  }

  /** Ends a trial, whose frames stay or go. */
  public void trialEnded(boolean kept) {
    if (kept) {
      frames.taken.addAll(onTrial.taken);
      onTrial.last.forEach(last -> frames.add(last, false));
    }
    onTrial.clear();
    thin();
  }

  private void thin() {
    while (frames.taken.size() > MOST_FRAMES) {
      for (int f = (frames.taken.size() - 1) / 2 * 2 - 1; f > 0; f -= 2) {
        frames.taken.remove(f);
      }
      stride *= 2;
    }
  }

  /**
   * A grid whose places of classes that are not there yet stay black.
   *
   * @param places of the classes in it
   */
  private Image layOut(Frame frame, int[] places) {
    List<Image> tiles =
        new ArrayList<>(Collections.nCopies(classes, Image.square(tile, new float[tile * tile])));
    boolean[] there = new boolean[classes];
    int shown = Math.min(classes, frame.tiles().size()); // while some are given up there are more
    for (int k = 0; k < shown; k++) {
      tiles.set(places[k], frame.tiles().get(k));
      there[places[k]] = true;
    }
    Image sheet =
        new ContactSheet(
                classes, OptionalInt.of(columns), OptionalInt.empty(), GAP, ContrastStretch.CLIPPED)
            .layOut(tiles);
    for (int place = 0; place < classes; place++) {
      if (!there[place]) {
        DotText.fill(sheet, left(place), top(place), tile, tile, 0);
      }
    }
    return sheet;
  }

  private int left(int place) {
    return place % columns * (tile + GAP);
  }

  private int top(int place) {
    return place / columns * (tile + GAP);
  }

  /** Writes the number of each place, from 1, into its corner. */
  private Image numbered(Image sheet) {
    int dot = tile < TILE_OF_TWO_DOTS ? 1 : 2;
    for (int place = 0; place < classes; place++) {
      String number = Integer.toString(place + 1);
      int width = DotText.width(number, dot) + 2 * dot;
      int height = DotText.height(dot) + 2 * dot;
      DotText.fill(sheet, left(place), top(place), width, height, 0);
      DotText.draw(sheet, left(place) + dot, top(place) + dot, number, dot, 1);
    }
    return sheet;
  }

  /**
   * The frames in their order, grey levels from 0 to 1; none if there was no pass. The last one
   * shows the number of each class, which is its place counted from 1.
   *
   * @param places where each class of the last pass stands, from 0
   */
  public List<Image> frames(int[] places) {
    List<Frame> all = new ArrayList<>(frames.taken);
    for (Frame last : frames.last) {
      if (all.isEmpty() || all.get(all.size() - 1) != last) {
        all.add(last);
      }
    }
    List<Image> sheets = new ArrayList<>(all.stream().map(each -> layOut(each, places)).toList());
    if (!sheets.isEmpty()) {
      int end = sheets.size() - 1;
      sheets.set(end, numbered(sheets.get(end)));
    }
    return sheets;
  }
}
