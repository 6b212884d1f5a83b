package org.cryoudl.pipeline.classes;

import java.util.ArrayList;
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
 * #WIDTH} pixels wide. The last pass is always there.
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

  private final int classes;
  private final int columns;
  private final int tile;
  private final Frames frames = new Frames();
  private final Frames onTrial = new Frames();
  private int stride = 1;
  private int seen;

  /** Some frames, the last of which may not be taken. */
  private static final class Frames {
    final List<Image> taken = new ArrayList<>();
    final List<Image> last = new ArrayList<>();

    void add(Image frame, boolean take) {
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
    List<Image> tiles = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      tiles.add(
          k < averages.size()
              ? FourierResize.resize(averages.get(k), tile)
              : Image.square(tile, new float[tile * tile]));
    }
    (trial ? onTrial : frames).add(layOut(tiles, averages.size()), seen++ % stride == 0);
    thin();
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

  /** A grid whose places of classes that are not there yet stay black. */
  private Image layOut(List<Image> tiles, int there) {
    Image sheet =
        new ContactSheet(
                classes, OptionalInt.of(columns), OptionalInt.empty(), GAP, ContrastStretch.CLIPPED)
            .layOut(tiles);
    for (int k = there; k < classes; k++) {
      int left = k % columns * (tile + GAP);
      DotText.fill(sheet, left, k / columns * (tile + GAP), tile, tile, 0);
    }
    return sheet;
  }

  /** The frames in their order, grey levels from 0 to 1; none if there was no pass. */
  public List<Image> frames() {
    List<Image> all = new ArrayList<>(frames.taken);
    for (Image last : frames.last) {
      if (all.isEmpty() || all.get(all.size() - 1) != last) {
        all.add(last);
      }
    }
    return all;
  }
}
