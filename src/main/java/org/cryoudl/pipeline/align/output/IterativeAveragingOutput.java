package org.cryoudl.pipeline.align.output;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.cryoudl.alignment.baseline.averaging.AveragingHistory;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.io.gif.AnimatedGif;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.png.LineChart;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.reporting.ReportPictures;

/**
 * What iterative averaging leaves: how the correlation converged, a film of the two halves'
 * averages side by side, and the three averages at the end (first half, second half, both).
 */
public final class IterativeAveragingOutput implements MethodOutput {

  static final String CONVERGENCE = "convergence.png";
  static final String FILM = "progress.gif";
  static final String AVERAGES = "halves.png";

  /** Names of the files. */
  public static final List<String> NAMES = List.of(CONVERGENCE, FILM, AVERAGES);

  /** The same for reports. */
  public static final List<ReportPictures.Left> PICTURES =
      List.of(
          new ReportPictures.Left(
              CONVERGENCE,
              "Convergence",
              "correlation of every image with the running average, round by round; dashed: the"
                  + " threshold above which it joins"),
          new ReportPictures.Left(
              FILM,
              "Film of the progress",
              "averages of the first and the second half as they grow"),
          new ReportPictures.Left(
              AVERAGES, "Averages at the end", "first half, second half, both together"));

  private static final int TILE = 192;
  private static final int HUNDREDTHS = 12;
  private static final int LAST_HUNDREDTHS = 300;

  private final List<AveragingHistory> histories = new ArrayList<>();

  /** Takes the course of one averaging, to be written later. */
  public void accept(AveragingHistory history) {
    histories.add(history);
  }

  @Override
  public void write(Path folder, ParticleSet set, Alignment alignment) {
    AveragingHistory history = histories.get(histories.size() - 1);
    PngImage.write(
        LineChart.draw(List.of(ConvergencePlot.of(history))), folder.resolve(CONVERGENCE));
    AnimatedGif.write(folder.resolve(FILM), film(history), HUNDREDTHS, LAST_HUNDREDTHS);
    List<Image> averages = new ArrayList<>();
    for (AveragingHistory.Half half : history.halves()) {
      averages.add(half.frames().get(half.frames().size() - 1));
    }
    averages.add(history.combined());
    PngImage.writeLevels(sheet(averages), folder.resolve(AVERAGES));
  }

  private static List<Image> film(AveragingHistory history) {
    int length = history.halves().stream().mapToInt(h -> h.frames().size()).max().orElse(0);
    List<Image> film = new ArrayList<>();
    for (int f = 0; f < length; f++) {
      List<Image> both = new ArrayList<>();
      for (AveragingHistory.Half half : history.halves()) {
        both.add(half.frames().get(Math.min(f, half.frames().size() - 1)));
      }
      film.add(sheet(both));
    }
    return film;
  }

  private static Image sheet(List<Image> pictures) {
    return new ContactSheet(
            pictures.size(),
            OptionalInt.of(pictures.size()),
            OptionalInt.of(TILE),
            2,
            ContrastStretch.CLIPPED)
        .layOut(pictures);
  }
}
