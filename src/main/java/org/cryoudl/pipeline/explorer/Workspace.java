package org.cryoudl.pipeline.explorer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.picture.ColourPicture;
import org.cryoudl.io.picture.PictureFile;
import org.cryoudl.montage.Tile;
import org.cryoudl.montage.TileBox;
import org.cryoudl.montage.TileTexture;
import org.cryoudl.pipeline.correlate.AverageFiles;
import org.cryoudl.pipeline.correlate.Correlation;
import org.cryoudl.pipeline.correlate.OpenedAverage;
import org.cryoudl.pipeline.selection.ClassOverview;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.SimilarityOptions;
import org.jspecify.annotations.Nullable;

/**
 * What one page works on: the files that are open, their averages, what was found of them, and
 * which are chosen. Its methods may be called from several threads; analysis itself holds no lock.
 */
final class Workspace {

  private final List<Path> files = new ArrayList<>();

  /** Squares that the user corrected, by file and page. */
  private final Map<PicturePage, List<TileBox>> corrected = new LinkedHashMap<>();

  private List<OpenedAverage> averages = List.of();
  private TreeSet<Integer> chosen = new TreeSet<>();
  private @Nullable Correlation correlation;
  private int revision;

  /** A page of a picture file, counted from 1. */
  record PicturePage(Path file, int page) {}

  /** The state at one moment. */
  record View(
      List<Path> files,
      List<OpenedAverage> averages,
      Optional<Correlation> correlation,
      List<Integer> chosen,
      int revision) {}

  synchronized View view() {
    return new View(
        List.copyOf(files),
        averages,
        Optional.ofNullable(correlation),
        List.copyOf(chosen),
        revision);
  }

  /**
   * Opens a file in addition to those that are open.
   *
   * @return how many averages it holds
   * @throws DataException if it cannot be read
   */
  synchronized int add(Path file) {
    List<OpenedAverage> opened = AverageFiles.open(file);
    if (!files.contains(file)) {
      files.add(file);
      List<OpenedAverage> all = new ArrayList<>(averages);
      all.addAll(opened);
      replace(all);
    }
    return opened.size();
  }

  private void replace(List<OpenedAverage> all) {
    averages = List.copyOf(all);
    correlation = null;
    chosen.removeIf(id -> id >= all.size());
    revision++;
  }

  /** Replaces the squares of a picture by those that the user drew. */
  synchronized void correct(Path file, int page, List<TileBox> boxes) {
    if (!files.contains(file) || !PictureFile.isNamedSo(file)) {
      throw new DataException(file + " is no picture that is open");
    }
    ColourPicture picture = picture(file, page);
    for (TileBox box : boxes) {
      if (!box.isWithin(picture.width(), picture.height())) {
        throw new DataException(
            "a square at " + box.x() + ", " + box.y() + " reaches beyond the picture");
      }
    }
    corrected.put(new PicturePage(file, page), List.copyOf(boxes));
    List<OpenedAverage> all = new ArrayList<>();
    int number = 0;
    boolean placed = false;
    for (OpenedAverage each : averages) {
      boolean sameFile = each.file().equals(file);
      if (sameFile && each.page() >= page && !placed) {
        placed = true;
        for (TileBox box : boxes) {
          all.add(tile(file, page, ++number, picture, box));
        }
      }
      if (!sameFile) {
        all.add(each);
      } else if (each.page() != page) {
        all.add(
            new OpenedAverage(
                file, each.page(), ++number, each.box(), each.empty(), each.image(), each.known()));
      }
    }
    if (!placed) {
      for (TileBox box : boxes) {
        all.add(tile(file, page, ++number, picture, box));
      }
    }
    chosen.clear();
    replace(all);
  }

  private static OpenedAverage tile(
      Path file, int page, int number, ColourPicture picture, TileBox box) {
    boolean even = new TileTexture(picture).isEven(box);
    return AverageFiles.tile(file, page, number, picture, new Tile(box, even));
  }

  /** A page of a picture that is open. */
  static ColourPicture picture(Path file, int page) {
    List<ColourPicture> pages = PictureFile.read(file);
    if (page < 1 || page > pages.size()) {
      throw new DataException(file + " has " + pages.size() + " pages, not page " + page);
    }
    return pages.get(page - 1);
  }

  /** Compares all averages; what was found is kept unless files changed meanwhile. */
  void analyse(SimilarityOptions options, OptionalDouble threshold, Progress progress) {
    View start = view();
    Correlation found = Correlation.of(start.averages(), options, threshold, progress);
    synchronized (this) {
      if (revision == start.revision()) {
        correlation = found;
      }
    }
  }

  /** Which averages the user chose, by their places in the list of all. */
  synchronized void choose(List<Integer> ids) {
    chosen = new TreeSet<>(ids);
    chosen.removeIf(id -> id < 0 || id >= averages.size());
  }

  /** The file of a name that the page knows: one of those that are open, never another. */
  synchronized Path file(int index) {
    if (index < 0 || index >= files.size()) {
      throw new DataException("there is no file " + index + " among " + files.size());
    }
    return files.get(index);
  }

  /** Whether particles can be selected from a file. */
  static boolean isClassification(Path file) {
    return Files.exists(file) && ClassOverview.isClassification(file);
  }

  /** What a session keeps of the squares that were corrected. */
  synchronized Map<PicturePage, List<TileBox>> corrections() {
    return new LinkedHashMap<>(corrected);
  }
}
