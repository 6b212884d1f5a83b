package org.cryoudl.pipeline.correlate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cryoudl.failure.CryoudlException;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.cryosparc.NpyTable;
import org.cryoudl.io.mrc.MrcFile;
import org.cryoudl.io.picture.ColourPicture;
import org.cryoudl.io.picture.PictureFile;
import org.cryoudl.montage.Tile;
import org.cryoudl.montage.TileBox;
import org.cryoudl.montage.TileDetector;
import org.cryoudl.pipeline.selection.ClassOverview;
import org.cryoudl.progress.Progress;

/**
 * Opens what class averages come in: classifications of CryoUDL and RELION, stacks, averages of
 * cryoSPARC, and pictures, in which tiles are detected.
 */
public final class AverageFiles {

  private static final Set<String> STACKS = Set.of("mrc", "mrcs", "st");
  private static final Set<String> REFUSED = Set.of("hdf", "hdf5", "h5");

  private AverageFiles() {}

  /**
   * Opens files one after the other. One that cannot be read is warned of, and the rest goes on.
   *
   * @throws CryoudlException if none can be read: what is wrong with the first
   */
  public static List<OpenedAverage> open(List<Path> files, Progress progress) {
    List<OpenedAverage> all = new ArrayList<>();
    List<CryoudlException> failures = new ArrayList<>();
    try (Progress.Stage stage = progress.start("opening files", files.size())) {
      for (Path file : files) {
        try {
          List<OpenedAverage> opened = open(file);
          if (opened.isEmpty()) {
            progress.warn(file + " shows no tiles of class averages");
          }
          all.addAll(opened);
        } catch (DataException e) {
          failures.add(e);
        }
        stage.advance(1);
      }
    }
    if (!failures.isEmpty() && failures.size() == files.size()) {
      throw failures.get(0);
    }
    failures.forEach(failure -> progress.warn(failure.getMessage()));
    return all;
  }

  /**
   * Opens one file or folder.
   *
   * @throws DataException if it holds no averages that can be read
   */
  public static List<OpenedAverage> open(Path file) {
    String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String suffix = name.substring(name.lastIndexOf('.') + 1);
    if (!Files.exists(file)) {
      throw new DataException("there is no file " + file + "; check the name and the folder");
    }
    if (ClassOverview.isClassification(file)) {
      return classification(file);
    }
    if (REFUSED.contains(suffix)) {
      throw new DataException(
          file
              + " is an HDF file, as EMAN2 and others write, which is not read; convert it to .mrcs"
              + " (e2proc2d.py in.hdf out.mrcs)");
    }
    if (PictureFile.isNamedSo(file)) {
      return picture(file, PictureFile.read(file));
    }
    if (suffix.equals("cs")) {
      return cryosparc(file);
    }
    if (STACKS.contains(suffix)) {
      return stack(file);
    }
    throw new DataException(
        file
            + " is none of: a folder of classes, a STAR file of RELION's Class2D, a stack (.mrcs,"
            + " .mrc), averages of cryoSPARC (.cs), a picture (.png, .jpg, .tif)");
  }

  /**
   * The files that {@link #open(Path)} reads, as far as they are there: of a classification those
   * of its folder, of a table its stacks.
   */
  static List<Path> inputs(Path file) {
    try {
      if (ClassOverview.isClassification(file)) {
        return ClassOverview.inputs(file);
      }
      List<Path> all = new ArrayList<>(List.of(file));
      if (file.toString().toLowerCase(Locale.ROOT).endsWith(".cs") && Files.exists(file)) {
        NpyTable table = NpyTable.read(file);
        for (int row = 0; table.has("blob/path") && row < table.rowCount(); row++) {
          all.add(besideTable(file, table.text(row, "blob/path")));
        }
      }
      return all.stream().filter(Files::isRegularFile).distinct().toList();
    } catch (DataException e) {
      return List.of(); // opening it says what is wrong
    }
  }

  private static List<OpenedAverage> classification(Path place) {
    ClassOverview overview = ClassOverview.open(place);
    List<OpenedAverage> averages = new ArrayList<>();
    try (MrcFile stack = MrcFile.open(overview.averages())) {
      for (ClassOverview.Entry entry : overview.classes()) {
        Image image = stack.read(entry.averageIndex());
        averages.add(average(place, entry.number(), image, Optional.of(entry)));
      }
    }
    return averages;
  }

  private static List<OpenedAverage> stack(Path file) {
    List<OpenedAverage> averages = new ArrayList<>();
    try (MrcFile stack = MrcFile.open(file)) {
      for (int i = 0; i < stack.size(); i++) {
        averages.add(average(file, i + 1, stack.read(i), Optional.empty()));
      }
    }
    return averages;
  }

  /** Averages that a table of cryoSPARC names: images of stacks that lie beside it. */
  private static List<OpenedAverage> cryosparc(Path file) {
    NpyTable table = NpyTable.read(file);
    if (!table.has("blob/path") || !table.has("blob/idx")) {
      throw new DataException(file + " names no averages: it lacks blob/path or blob/idx");
    }
    if (table.has("alignments2D/class")) {
      throw new DataException(
          file + " lists particles; name the file of class averages of the same job");
    }
    Map<Path, MrcFile> stacks = new HashMap<>();
    List<OpenedAverage> averages = new ArrayList<>();
    try {
      for (int row = 0; row < table.rowCount(); row++) {
        Path path = besideTable(file, table.text(row, "blob/path"));
        ImageSource stack = stacks.computeIfAbsent(path, MrcFile::open);
        long index = table.wholeNumber(row, "blob/idx");
        if (index < 0 || index >= stack.size()) {
          throw new DataException(
              String.format(
                  Locale.ROOT,
                  "%s, row %d names image %d of %s, which holds %d",
                  file,
                  row + 1,
                  index + 1,
                  path,
                  stack.size()));
        }
        averages.add(average(file, row + 1, stack.read((int) index), Optional.empty()));
      }
    } finally {
      stacks.values().forEach(MrcFile::close);
    }
    return averages;
  }

  private static Path besideTable(Path table, String named) {
    String plain = named.replace('\\', '/').replaceFirst("^>", "");
    String name = plain.substring(plain.lastIndexOf('/') + 1);
    Path beside = table.resolveSibling(name);
    if (!Files.isRegularFile(beside)) {
      throw new DataException(
          table + " names the stack " + named + ", which is not beside it; put " + name + " there");
    }
    return beside;
  }

  private static OpenedAverage average(
      Path file, int number, Image image, Optional<ClassOverview.Entry> known) {
    float first = image.pixels()[0];
    boolean even = true;
    for (float pixel : image.pixels()) {
      even &= pixel == first;
    }
    TileBox box = new TileBox(0, 0, image.width(), image.height());
    return new OpenedAverage(file, 1, number, box, even, square(image), known);
  }

  private static List<OpenedAverage> picture(Path file, List<ColourPicture> pages) {
    List<OpenedAverage> averages = new ArrayList<>();
    for (int p = 0; p < pages.size(); p++) {
      for (Tile tile : TileDetector.detect(pages.get(p))) {
        averages.add(tile(file, p + 1, averages.size() + 1, pages.get(p), tile));
      }
    }
    return averages;
  }

  /** A tile of a picture as an average. */
  public static OpenedAverage tile(
      Path file, int page, int number, ColourPicture picture, Tile tile) {
    Image image = square(tile.box().cut(picture.grey()));
    return new OpenedAverage(file, page, number, tile.box(), tile.empty(), image, Optional.empty());
  }

  /** The middle square of an image. */
  private static Image square(Image image) {
    int side = Math.min(image.width(), image.height());
    if (image.width() == image.height()) {
      return image;
    }
    int left = (image.width() - side) / 2;
    int top = (image.height() - side) / 2;
    return new TileBox(left, top, side, side).cut(image);
  }
}
