package org.cryoudl.pipeline.images;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.cryoudl.fourier.filter.PeriodogramSum;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.CircularMask;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/**
 * The mean power spectrum of the particles of each class, as they came and turned into the frame of
 * their class, where the layer lines of a helix stand out.
 *
 * @param box side of the images in pixels
 * @param classes by number, in rising order
 */
record ClassPeriodograms(int box, List<OfClass> classes) {

  private static final String UNALIGNED = "class-spectra.mrcs";
  private static final String ALIGNED = "class-spectra-aligned.mrcs";
  private static final String PNG = "class-spectra-aligned.png";
  private static final String CSV = "class-spectra.csv";

  private static final double MASK_EDGE = 5;

  /**
   * One class.
   *
   * @param number counted from 1
   * @param particles how many it has
   * @param unaligned power at every position of the half spectrum
   * @param aligned the same of the turned particles
   */
  record OfClass(int number, int particles, double[] unaligned, double[] aligned) {}

  /** Both sums of one class. */
  private record Sums(PeriodogramSum unaligned, PeriodogramSum aligned) {

    void merge(Sums other) {
      unaligned.merge(other.unaligned);
      aligned.merge(other.aligned);
    }
  }

  static List<String> names() {
    return List.of(UNALIGNED, ALIGNED, PNG, CSV);
  }

  /**
   * Measures all classes, one after the other, so that few spectra are in memory.
   *
   * @throws DataException if the file has no classes, or a particle has no pose
   */
  static ClassPeriodograms of(ImageFile file, Progress progress) {
    ParticleSet set =
        file.particles()
            .orElseThrow(
                () ->
                    new DataException(
                        file.path() + " is a stack without metadata, so it has no classes"));
    int box = file.width();
    if (file.height() != box) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: the images are %d x %d pixels; classes need square ones",
              file.path(),
              box,
              file.height()));
    }
    Map<Integer, List<Integer>> members = members(set);
    CircularMask mask = new CircularMask(box, box / 2.0 - MASK_EDGE, MASK_EDGE);
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    List<OfClass> classes = new ArrayList<>();
    try (Progress.Stage stage = progress.start("power spectra of classes", set.size())) {
      members.forEach(
          (number, rows) -> {
            Sums sums =
                ParallelLoop.reduce(
                    rows.size(),
                    () -> new Sums(PeriodogramSum.ofImages(box), PeriodogramSum.ofImages(box)),
                    (into, i) -> {
                      add(
                          into,
                          file.read(rows.get(i)).values(),
                          pose(set, rows.get(i)),
                          mask,
                          warp);
                      stage.advance(1);
                    },
                    Sums::merge);
            classes.add(
                new OfClass(number, rows.size(), sums.unaligned.mean(), sums.aligned.mean()));
          });
    }
    return new ClassPeriodograms(box, classes);
  }

  private static Map<Integer, List<Integer>> members(ParticleSet set) {
    Map<Integer, List<Integer>> members = new TreeMap<>();
    for (int row = 0; row < set.size(); row++) {
      OptionalInt number = set.classNumber(row);
      if (number.isEmpty()) {
        throw new DataException(
            set.place(row) + ": the particle is in no class; sort the particles first");
      }
      members.computeIfAbsent(number.getAsInt(), key -> new ArrayList<>()).add(row);
    }
    return members;
  }

  private static Pose pose(ParticleSet set, int row) {
    return set.pose(row)
        .orElseThrow(
            () -> new DataException(set.place(row) + ": the particle has no pose; align it first"));
  }

  private static void add(Sums into, float[] pixels, Pose pose, CircularMask mask, Warp warp) {
    int box = (int) Math.round(Math.sqrt(pixels.length));
    float[] plain = pixels.clone();
    mask.apply(plain, CircularMask.Fill.EDGE_MEAN);
    into.unaligned.add(plain);
    double sum = 0;
    for (float pixel : pixels) {
      sum += pixel;
    }
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] -= (float) (sum / pixels.length);
    }
    float[] turned = new float[pixels.length];
    warp.apply(pixels, box, pose, turned);
    mask.apply(turned, CircularMask.Fill.EDGE_MEAN);
    into.aligned.add(turned);
  }

  String line() {
    return classes.size() + " classes, their spectra before and after alignment";
  }

  void write(Path folder, OptionalDouble pixelSizeAngstroms) {
    List<Image> pictures = new ArrayList<>();
    try (MrcWriter plain =
            MrcWriter.stack(folder.resolve(UNALIGNED), box, box, OptionalDouble.empty());
        MrcWriter turned =
            MrcWriter.stack(folder.resolve(ALIGNED), box, box, OptionalDouble.empty())) {
      for (OfClass each : classes) {
        plain.append(PeriodogramSum.centred(box, each.unaligned).pixels());
        Image aligned = PeriodogramSum.centred(box, each.aligned);
        turned.append(aligned.pixels());
        pictures.add(logarithm(aligned));
      }
      plain.commit();
      turned.commit();
    }
    ContactSheet sheet = ContactSheet.DEFAULT.withMaximumTiles(pictures.size());
    PngImage.writeLevels(sheet.layOut(pictures), folder.resolve(PNG));
    writeTable(folder.resolve(CSV), pixelSizeAngstroms);
  }

  private static Image logarithm(Image image) {
    float[] values = image.pixels().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.log(Math.max(values[i], 1e-20));
    }
    // The mean was taken off, so that the origin holds nothing.
    int origin = Image.centre(image.box()) * (image.box() + 1);
    values[origin] = values[origin + 1];
    return Image.square(image.box(), values);
  }

  private void writeTable(Path file, OptionalDouble pixelSizeAngstroms) {
    CsvWriter.write(
        file,
        List.of("class", "particles", "shell", "resolution_angstroms", "power", "power_aligned"),
        out -> {
          for (OfClass each : classes) {
            double[] plain = PeriodogramSum.rotational(box, each.unaligned);
            double[] turned = PeriodogramSum.rotational(box, each.aligned);
            for (int s = 1; s < plain.length; s++) {
              double shell = s;
              out.row(
                  each.number,
                  each.particles,
                  s,
                  pixelSizeAngstroms.isPresent()
                      ? CsvWriter.fixed(box * pixelSizeAngstroms.getAsDouble() / shell, 3)
                      : "",
                  String.format(Locale.ROOT, "%.6g", plain[s]),
                  String.format(Locale.ROOT, "%.6g", turned[s]));
            }
          }
        });
  }
}
