package org.cryoudl.pipeline.correlate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.montage.TileBox;
import org.cryoudl.progress.Progress;
import org.cryoudl.similarity.PairPose;
import org.cryoudl.similarity.Similarities;
import org.cryoudl.similarity.SimilarityOptions;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.SharedData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from files to tables. */
class CorrelateJobTest {

  private static final int BOX = 48;

  @TempDir Path folder;

  private static Image picture(int kind) {
    Image image = Image.square(BOX);
    for (int p = 0; p < image.pixels().length; p++) {
      double x = p % BOX - 24;
      double y = p / BOX - 24;
      double first = Math.exp(-(Math.pow(x - 6, 2) / 40 + y * y / (10 + 10 * kind)));
      double second = Math.exp(-(Math.pow(x + 3 + kind, 2) / 12 + Math.pow(y - 8, 2) / 20));
      image.pixels()[p] = (float) (first + 0.8 * second);
    }
    return image;
  }

  private Path stack(String name, List<Image> images) {
    Path file = folder.resolve(name);
    try (MrcWriter writer = MrcWriter.stack(file, BOX, BOX, OptionalDouble.empty())) {
      images.forEach(image -> writer.append(image.pixels()));
      writer.commit();
    }
    return file;
  }

  private static List<Map<String, String>> rows(Path file) throws Exception {
    List<String> lines = Files.readAllLines(file);
    String[] header = lines.get(0).split(",");
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int c = 0; c < header.length; c++) {
        row.put(header[c], cells[c]);
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void aTurnedCopyIsThePartner() throws Exception {
    PairPose motion = new PairPose(true, new Pose(70, 1, -1));
    List<Image> images =
        List.of(picture(1), picture(9), motion.apply(picture(1)), Image.square(BOX), picture(30));
    Path stack = stack("classes.mrcs", images);
    Path out = folder.resolve("out");
    CommandRun run = CommandRun.of("correlate", stack.toString(), "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    List<Map<String, String>> boxes = rows(out.resolve("boxes.csv"));
    assertEquals(5, boxes.size());
    assertEquals("1", boxes.get(3).get("empty"));
    assertEquals("48", boxes.get(0).get("width"));
    Map<String, String> best = rows(out.resolve("pairs.csv")).get(0);
    assertEquals("1", best.get("first_number"));
    assertEquals("3", best.get("second_number"));
    assertEquals("1", best.get("mirrored"));
    // A mirrored copy turned by 70 degrees comes back by the same turn after the mirror.
    assertEquals(70, Double.parseDouble(best.get("rotation_degrees")), 0.5);
    assertEquals(6, rows(out.resolve("pairs.csv")).size());
    assertEquals(4, rows(out.resolve("groups.csv")).size());
    List<Map<String, String>> matrix = rows(out.resolve("matrix.csv"));
    assertEquals("classes.mrcs#1", matrix.get(0).get("average"));
    assertEquals("1.00000", matrix.get(2).get("classes.mrcs#3"));
    assertEquals(best.get("score"), matrix.get(0).get("classes.mrcs#3"));
    assertEquals(128 + 4 * 4 * 4, Files.size(out.resolve("matrix.npy")));
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("classes.mrcs#1 and classes.mrcs#3"));
  }

  /** The second average is the first, two pixels to the right and one up. */
  @Test
  void displacementIsWrittenAsATable() throws Exception {
    Image moved = new PairPose(false, new Pose(0, 2, -1)).apply(picture(4));
    Path stack = stack("two.mrcs", List.of(picture(4), moved));
    Path table = folder.resolve("field.csv");
    CommandRun run =
        CommandRun.of("displacement", stack + "#1", stack + "#2", "-o", table.toString());
    assertEquals(0, run.code(), run.err());
    int trusted = 0;
    for (Map<String, String> row : rows(table)) {
      if (row.get("masked").equals("0") && row.get("outlier").equals("0")) {
        assertEquals(2, Double.parseDouble(row.get("dx")), 0.1);
        assertEquals(-1, Double.parseDouble(row.get("dy")), 0.1);
        trusted++;
      }
    }
    assertTrue(trusted > 5, trusted + " vectors");
    assertEquals(2, CommandRun.of("displacement", "a", "b", "-o", "c.csv", "--block", "7").code());
  }

  @Test
  void aPictureWithoutTilesGivesEmptyTables() throws Exception {
    Image page = new Image(200, 150, new float[30_000]);
    for (int k = 20; k < 180; k++) {
      page.pixels()[100 * 200 + k] = 1;
    }
    Path plot = folder.resolve("plot.png");
    PngImage.writeLevels(page, plot);
    Path out = folder.resolve("none");
    CommandRun run = CommandRun.of("correlate", plot.toString(), "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("plot.png shows no tiles"), run.err());
    assertEquals(0, rows(out.resolve("boxes.csv")).size());
    assertEquals(List.of("average"), Files.readAllLines(out.resolve("matrix.csv")));
  }

  @Test
  void oneBrokenFileDoesNotEndTheRest() throws Exception {
    Path stack = stack("good.mrcs", List.of(picture(1), picture(5)));
    Path broken = Files.writeString(folder.resolve("broken.png"), "nothing");
    Path hdf = Files.writeString(folder.resolve("classes.hdf"), "x");
    Path out = folder.resolve("some");
    CommandRun run =
        CommandRun.of(
            "correlate", broken.toString(), stack.toString(), hdf.toString(), "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("broken.png is no picture"), run.err());
    assertTrue(run.err().contains("classes.hdf is an HDF file"), run.err());
    assertEquals(2, rows(out.resolve("boxes.csv")).size());
    CommandRun alone =
        CommandRun.of("correlate", hdf.toString(), "-o", folder.resolve("no").toString());
    assertEquals(3, alone.code());
    assertTrue(alone.err().contains("classes.hdf is an HDF file"), alone.err());
  }

  /** The same classes in two pictures of different size; captions tell which they are. */
  @Test
  void sharedClassesAreFoundAcrossPictures() throws Exception {
    Path many = SharedData.file("data/montages/relion_50_tiles.png").toAbsolutePath();
    Path few = SharedData.file("data/montages/relion_5_tiles.png").toAbsolutePath();
    Path out = folder.resolve("across");
    CommandRun run =
        CommandRun.of("correlate", many.toString(), few.toString(), "-o", out.toString());
    assertEquals(0, run.code(), run.err());
    List<Map<String, String>> pairs = rows(out.resolve("pairs.csv"));
    for (int number = 1; number <= 5; number++) {
      String own = Integer.toString(number);
      Map<String, String> best =
          pairs.stream()
              .filter(
                  row ->
                      row.get("second_file").equals(few.toString())
                          && row.get("second_number").equals(own))
              .findFirst()
              .orElseThrow();
      assertEquals(many.toString(), best.get("first_file"));
      assertEquals(own, best.get("first_number"));
      assertEquals(0, Double.parseDouble(best.get("rotation_degrees")), 1);
    }
  }

  /** Wherever they were opened: the page adds file to file. */
  @Test
  void moreAveragesThanCanBeComparedAreRefused() {
    TileBox box = new TileBox(0, 0, BOX, BOX);
    OpenedAverage one =
        new OpenedAverage(Path.of("a.mrcs"), 1, 1, box, false, picture(1), Optional.empty());
    DataException failure =
        assertThrows(
            DataException.class,
            () ->
                Correlation.of(
                    Collections.nCopies(5001, one),
                    SimilarityOptions.DEFAULT,
                    false,
                    OptionalDouble.empty(),
                    Progress.silent()));
    assertTrue(failure.getMessage().contains("5001"), failure.getMessage());
    assertTrue(failure.getMessage().contains("at most 5000"), failure.getMessage());
  }

  /** Against the list of all pairs, sorted; equal scores stay in the order of the averages. */
  @Test
  void theBestPairsAreThoseOfAll() {
    List<Image> images = new ArrayList<>();
    for (int kind : new int[] {1, 9, 1, 30, 4, 9}) {
      images.add(picture(kind));
    }
    Similarities scores = Similarities.of(images, SimilarityOptions.DEFAULT, Progress.silent());
    List<CorrelationFiles.Pair> all = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      for (int j = i + 1; j < images.size(); j++) {
        all.add(new CorrelationFiles.Pair(i, j, scores.score(i, j)));
      }
    }
    all.sort((a, b) -> Double.compare(b.score(), a.score()));
    assertEquals(all, CorrelationFiles.best(scores, 100));
    assertEquals(all.subList(0, 4), CorrelationFiles.best(scores, 4));
  }
}
