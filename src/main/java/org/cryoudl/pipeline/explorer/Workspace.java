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
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.picture.ColourPicture;
import org.cryoudl.io.picture.PictureFile;
import org.cryoudl.montage.TemplateSearch;
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
 * which are chosen. Its methods may be called from several threads; comparison and search hold no
 * lock.
 */
final class Workspace {

  /** From which correlation coefficient a place in a picture shows the view that is looked for. */
  private static final double LEAST_COEFFICIENT = 0.8;

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
      int revision) {

    /**
     * An average that the page names by its place in the list of all.
     *
     * @throws DataException if there is none
     */
    OpenedAverage average(String place) {
      return named("average", place, averages);
    }
  }

  synchronized View view() {
    return new View(
        List.copyOf(files),
        averages,
        Optional.ofNullable(correlation),
        List.copyOf(chosen),
        revision);
  }

  /**
   * Opens a file in addition to those that are open. One that is open already may have another
   * content now: what it held before goes, with its squares and what is chosen.
   *
   * @return how many averages it holds
   * @throws DataException if it cannot be read
   */
  synchronized int add(Path file) {
    List<OpenedAverage> opened = AverageFiles.open(file);
    List<OpenedAverage> all = new ArrayList<>(averages);
    if (files.remove(file)) {
      all.removeIf(each -> each.file().equals(file));
      corrected.keySet().removeIf(place -> place.file().equals(file));
      chosen.clear();
    }
    files.add(file);
    all.addAll(opened);
    replace(all);
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
    correct(file, page, openPicture(files, file, page), boxes);
  }

  private static ColourPicture openPicture(List<Path> open, Path file, int page) {
    if (!open.contains(file) || !PictureFile.isNamedSo(file)) {
      throw new DataException(file + " is no picture that is open");
    }
    return picture(file, page);
  }

  private void correct(Path file, int page, ColourPicture picture, List<TileBox> boxes) {
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

  /**
   * Finds one view in a picture, by itself or in another, and adds squares where there were none.
   *
   * @param average the view; of a picture
   * @return how many squares are new
   * @throws UsageException if files or squares changed while it was looked for
   */
  int find(OpenedAverage average, Path file, int page) {
    View start = view();
    ColourPicture picture = openPicture(start.files(), file, page);
    List<TileBox> boxes = new ArrayList<>();
    start.averages().stream()
        .filter(each -> each.file().equals(file) && each.page() == page)
        .forEach(each -> boxes.add(each.box()));
    int before = boxes.size();
    for (TemplateSearch.Match match :
        new TemplateSearch(LEAST_COEFFICIENT)
            .find(picture.grey(), average.image(), average.image().box())) {
      if (boxes.stream().noneMatch(box -> box.overlap(match.box()) > 0.1)) {
        boxes.add(match.box());
      }
    }
    synchronized (this) {
      if (revision != start.revision()) {
        throw new UsageException("other files or squares came meanwhile; look for the view again");
      }
      if (boxes.size() > before) {
        correct(file, page, picture, boxes);
      }
    }
    return boxes.size() - before;
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
  void analyse(SimilarityOptions options, boolean levelled, Progress progress) {
    View start = view();
    Correlation found =
        Correlation.of(start.averages(), options, levelled, OptionalDouble.empty(), progress);
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

  /**
   * A file that the page names by its place: one of those that are open, never another.
   *
   * @throws DataException if there is none
   */
  synchronized Path file(String place) {
    return named("file", place, files);
  }

  private static <T> T named(String kind, String place, List<T> list) {
    try {
      return list.get(Integer.parseInt(place));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new DataException("there is no " + kind + " " + place + " among " + list.size(), e);
    }
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
