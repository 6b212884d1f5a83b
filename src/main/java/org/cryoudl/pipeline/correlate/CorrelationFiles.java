package org.cryoudl.pipeline.correlate;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.PriorityQueue;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.npy.NpyMatrix;
import org.cryoudl.similarity.PairMeasures;
import org.cryoudl.similarity.PairPose;
import org.cryoudl.similarity.Similarities;
import org.cryoudl.similarity.quality.AverageQuality;

/** Writes what was found of averages as tables. */
public final class CorrelationFiles {

  static final String BOXES = "boxes.csv";
  static final String MATRIX = "matrix.csv";
  static final String NPY = "matrix.npy";
  static final String PAIRS = "pairs.csv";
  static final String GROUPS = "groups.csv";

  /** Pairs that are listed at most: the best; the matrix has all. */
  public static final int MOST_PAIRS = 100_000;

  private final Correlation found;

  public CorrelationFiles(Correlation found) {
    this.found = found;
  }

  /** The names of all files. */
  public static List<String> names() {
    return List.of(BOXES, MATRIX, NPY, PAIRS, GROUPS);
  }

  /** Writes all tables into a folder. */
  public void write(Path folder) {
    names().forEach(name -> write(name, folder.resolve(name)));
  }

  /**
   * Writes one of the tables.
   *
   * @param name one of {@link #names}
   */
  public void write(String name, Path file) {
    switch (name) {
      case BOXES -> writeBoxes(file);
      case MATRIX -> writeMatrix(file);
      case NPY -> writeNpy(file);
      case PAIRS -> writePairs(file);
      case GROUPS -> writeGroups(file);
      default -> throw new IllegalArgumentException("no table is called " + name);
    }
  }

  private void writeBoxes(Path file) {
    List<String> header =
        List.of(
            "file",
            "number",
            "x",
            "y",
            "width",
            "height",
            "empty",
            "quality",
            "page",
            "texture",
            "edges",
            "contrast",
            "resolution_px",
            "particles",
            "share",
            "resolution_angstroms",
            "class_score");
    CsvWriter.write(
        file,
        header,
        out -> {
          for (RatedAverage each : found.opened()) {
            OpenedAverage one = each.average();
            AverageQuality quality = each.quality();
            out.row(
                one.file(),
                one.number(),
                one.box().x(),
                one.box().y(),
                one.box().width(),
                one.box().height(),
                one.empty() ? 1 : 0,
                CsvWriter.fixed(quality.score(), 4),
                one.page(),
                CsvWriter.fixed(quality.texture(), 4),
                CsvWriter.fixed(quality.edges(), 4),
                CsvWriter.fixed(quality.contrast(), 4),
                number(quality.resolutionPixels(), 2),
                one.known().map(known -> Integer.toString(known.particles())).orElse(""),
                number(one.known().map(known -> OptionalDouble.of(known.share())), 6),
                number(one.known().map(known -> known.resolutionAngstroms()), 2),
                number(one.known().map(known -> known.score()), 4));
          }
        });
  }

  private static String number(OptionalDouble value, int decimals) {
    return value.isPresent() ? CsvWriter.fixed(value.getAsDouble(), decimals) : "";
  }

  private static String number(Optional<OptionalDouble> value, int decimals) {
    return number(value.orElse(OptionalDouble.empty()), decimals);
  }

  /** The matrix: a row and a column for each average that is not empty. */
  private void writeMatrix(Path file) {
    List<String> header = new ArrayList<>(List.of("average"));
    found.compared().forEach(each -> header.add(each.average().name()));
    CsvWriter.write(
        file,
        header,
        out -> {
          int count = found.compared().size();
          Object[] row = new Object[count + 1];
          for (int i = 0; i < count; i++) {
            row[0] = found.compared().get(i).average().name();
            for (int j = 0; j < count; j++) {
              row[j + 1] = CsvWriter.fixed(found.similarities().score(i, j), 5);
            }
            out.row(row);
          }
        });
  }

  /** The same for NumPy, without names. */
  private void writeNpy(Path file) {
    int count = found.compared().size();
    NpyMatrix.write(file, count, count, found.similarities()::score);
  }

  /** Two averages, by their places among those compared. */
  public record Pair(int first, int second, double score) {}

  /** The pairs with the highest scores, the best first. */
  public static List<Pair> best(Similarities similarities, int most) {
    Comparator<Pair> bestFirst =
        Comparator.comparingDouble((Pair pair) -> -pair.score())
            .thenComparingInt(Pair::first)
            .thenComparingInt(Pair::second);
    PriorityQueue<Pair> kept = new PriorityQueue<>(bestFirst.reversed());
    for (int i = 0; i < similarities.count(); i++) {
      for (int j = i + 1; j < similarities.count(); j++) {
        kept.add(new Pair(i, j, similarities.score(i, j)));
        if (kept.size() > most) {
          kept.remove();
        }
      }
    }
    return kept.stream().sorted(bestFirst).toList();
  }

  /** The pairs, the best first. */
  private void writePairs(Path file) {
    List<String> header =
        List.of(
            "first_file",
            "first_number",
            "second_file",
            "second_number",
            "score",
            "weighted_score",
            "ncc",
            "ssim",
            "mutual_information",
            "rotation_degrees",
            "mirrored",
            "shift_x_px",
            "shift_y_px",
            "refined");
    CsvWriter.write(
        file,
        header,
        out -> {
          for (Pair pair : best(found.similarities(), MOST_PAIRS)) {
            OpenedAverage first = found.compared().get(pair.first()).average();
            OpenedAverage second = found.compared().get(pair.second()).average();
            PairMeasures measures = found.similarities().measures(pair.first(), pair.second());
            PairPose pose =
                found.similarities().pose(pair.first(), pair.second(), first.image().box());
            Pose moved = pose.pose();
            // Where the second image's centre comes to lie in the frame of the first one.
            double[] shift = moved.apply(0, 0);
            out.row(
                first.file(),
                first.number(),
                second.file(),
                second.number(),
                CsvWriter.fixed(pair.score(), 5),
                CsvWriter.fixed(found.weighted(pair.first(), pair.second()), 5),
                CsvWriter.fixed(measures.ncc(), 5),
                CsvWriter.fixed(measures.ssim(), 5),
                CsvWriter.fixed(measures.mutualInformation(), 5),
                CsvWriter.fixed(moved.psiDegrees(), 3),
                pose.mirrored() ? 1 : 0,
                CsvWriter.fixed(shift[0], 3),
                CsvWriter.fixed(shift[1], 3),
                found.similarities().isRefined(pair.first(), pair.second()) ? 1 : 0);
          }
        });
  }

  /** The group of each average that is not empty. */
  private void writeGroups(Path file) {
    CsvWriter.write(
        file,
        List.of("file", "number", "group", "members", "threshold"),
        out -> {
          for (int i = 0; i < found.compared().size(); i++) {
            OpenedAverage one = found.compared().get(i).average();
            int group = found.groups()[i];
            out.row(
                one.file(),
                one.number(),
                group,
                found.members(group).size(),
                CsvWriter.fixed(found.threshold(), 4));
          }
        });
  }
}
