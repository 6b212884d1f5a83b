package org.cryoudl.pipeline;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.cryoudl.alignment.Alignment;
import org.cryoudl.fourier.RadialFilter;
import org.cryoudl.geometry.Angles;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.ContrastStretch;
import org.cryoudl.image.Image;
import org.cryoudl.image.Warp;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ImageLocation;
import org.cryoudl.io.particles.ParticleColumn;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleStarWriter;
import org.cryoudl.io.particles.ParticleUpdate;
import org.cryoudl.io.particles.ParticleXmdWriter;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;

/** The files of an alignment. */
final class AlignmentOutput {

  static final String SUMMARY = "summary.json";
  static final String PARTICLES_STAR = "particles.star";
  private static final String PARTICLES_XMD = "particles.xmd";
  private static final String ALIGNED_STACK = "aligned.mrcs";
  private static final String ALIGNED_STAR = "aligned.star";
  private static final String AVERAGE = "average.mrc";
  static final String AVERAGE_PNG = "average.png";
  private static final String SHEET = "before-after.png";

  private static final int SHEET_IMAGES = 12;

  /** Finer detail than this, in cycles per pixel, shows nothing but noise in a single particle. */
  private static final double SHEET_CUT_OFF = 0.15;

  private final Path folder;
  private final ParticleSet set;
  private final Alignment alignment;
  private final boolean inverted;
  private final Progress progress;
  private final Map<Integer, Integer> positionOfRow = new HashMap<>();

  AlignmentOutput(
      Path folder, ParticleSet set, Alignment alignment, boolean inverted, Progress progress) {
    this.folder = folder;
    this.set = set;
    this.alignment = alignment;
    this.inverted = inverted;
    this.progress = progress;
    for (int i = 0; i < alignment.size(); i++) {
      positionOfRow.put(alignment.rows()[i], i);
    }
  }

  /** The names of all files that will be written. */
  static List<String> names(boolean withStack) {
    List<String> names =
        new ArrayList<>(
            List.of(PARTICLES_STAR, PARTICLES_XMD, AVERAGE, AVERAGE_PNG, SHEET, SUMMARY));
    if (withStack) {
      names.addAll(List.of(ALIGNED_STACK, ALIGNED_STAR));
    }
    return names;
  }

  void write(boolean withStack) {
    MrcWriter.writeImage(
        folder.resolve(AVERAGE), alignment.unfilteredAverage(), alignment.pixelSizeAngstroms());
    PngImage.write(
        alignment.average(), folder.resolve(AVERAGE_PNG), ContrastStretch.MINIMUM_TO_MAXIMUM);
    PngImage.writeLevels(beforeAndAfter(), folder.resolve(SHEET));
    ParticleUpdate update = particles();
    warn(ParticleStarWriter.write(set, folder.resolve(PARTICLES_STAR), update));
    warn(ParticleXmdWriter.write(set, folder.resolve(PARTICLES_XMD), update));
    if (withStack) {
      writeAligned();
      warn(ParticleStarWriter.write(set, folder.resolve(ALIGNED_STAR), alignedParticles()));
    }
  }

  private void warn(List<String> messages) {
    messages.forEach(progress::warn);
  }

  private int at(int row) {
    return positionOfRow.get(row);
  }

  private List<Integer> rows() {
    return IntStream.of(alignment.rows()).boxed().toList();
  }

  /** The original images with their poses and what is known about each. */
  private ParticleUpdate particles() {
    return figures(
        ParticleUpdate.NONE.keeping(rows()).withPoses(row -> alignment.poses()[at(row)]));
  }

  private ParticleUpdate figures(ParticleUpdate update) {
    return update
        .with(
            ParticleColumn.reals(
                "rlnMaxValueProbDistribution",
                "cryoudlConfidence",
                row -> alignment.confidence()[at(row)]))
        .with(
            ParticleColumn.reals(
                "cryoudlCorrelation", "maxCC", row -> alignment.correlation()[at(row)]))
        .with(
            ParticleColumn.reals(
                "cryoudlHalfTurnProbability", row -> alignment.halfTurnProbability()[at(row)]))
        .with(
            ParticleColumn.reals(
                "cryoudlEffectivePoses", row -> alignment.effectivePoses()[at(row)]))
        .with(ParticleColumn.reals("cryoudlScale", row -> alignment.scale()[at(row)]))
        .with(ParticleColumn.named("cryoudlFlag", row -> alignment.outlier()[at(row)] ? "1" : "0"))
        .with(
            ParticleColumn.reals(
                "cryoudlMinorShiftErrorPixels",
                row -> Math.min(alignment.box(), alignment.minorShiftErrorPixels()[at(row)])))
        .with(
            ParticleColumn.reals(
                "cryoudlNetworkConfidence", row -> alignment.networkConfidence()[at(row)]))
        .with(
            ParticleColumn.reals(
                "cryoudlPsiErrorDegrees",
                row -> Math.min(180, alignment.psiErrorDegrees()[at(row)])))
        .with(
            ParticleColumn.reals(
                "cryoudlShiftErrorPixels",
                row -> Math.min(alignment.box(), alignment.shiftErrorPixels()[at(row)])));
  }

  /** The turned images: poses are zero, and astigmatism has turned with them. */
  private ParticleUpdate alignedParticles() {
    Path stack = folder.resolve(ALIGNED_STACK);
    ParticleUpdate update =
        ParticleUpdate.NONE
            .keeping(rows())
            .withPoses(row -> Pose.IDENTITY)
            .with(
                new ParticleColumn(
                    "rlnImageName",
                    "image",
                    row -> ImageLocation.name(stack.toString().replace('\\', '/'), at(row))));
    boolean allHaveCtf = IntStream.of(alignment.rows()).allMatch(row -> set.ctf(row).isPresent());
    if (allHaveCtf) {
      update =
          update.with(
              ParticleColumn.reals(
                  "rlnDefocusAngle",
                  "ctfDefocusAngle",
                  row ->
                      Angles.wrap(
                          set.ctf(row).orElseThrow().defocusAngleDegrees()
                              + alignment.poses()[at(row)].psiDegrees(),
                          180)));
    }
    return figures(update);
  }

  private void writeAligned() {
    ImageSource images = set.images();
    int box = images.width();
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    OptionalDouble pixelSize = alignment.pixelSizeAngstroms();
    try (Progress.Stage stage = progress.start("writing aligned stack", alignment.size());
        MrcWriter writer = MrcWriter.stack(folder.resolve(ALIGNED_STACK), box, box, pixelSize)) {
      ParallelLoop.run(
          alignment.size(),
          i -> {
            writer.write(i, turned(images, i, warp));
            stage.advance(1);
          });
      writer.commit();
    }
  }

  /** An image in the average's frame; what comes from beyond its rim is its mean. */
  private float[] turned(ImageSource images, int position, Warp warp) {
    int box = images.width();
    float[] pixels = new float[box * box];
    images.read(alignment.rows()[position], pixels);
    double sum = 0;
    for (float v : pixels) {
      sum += v;
    }
    float mean = (float) (sum / pixels.length);
    float sign = inverted ? -1 : 1;
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = sign * (pixels[i] - mean);
    }
    float[] moved = new float[pixels.length];
    warp.apply(pixels, box, alignment.poses()[position], moved);
    for (int i = 0; i < moved.length; i++) {
      moved[i] += sign * mean;
    }
    return moved;
  }

  /** Some images as they came (upper rows) and turned (lower rows), low-passed to be seen. */
  private Image beforeAndAfter() {
    int count = Math.min(SHEET_IMAGES, alignment.size());
    ImageSource images = set.images();
    Warp warp = new Warp(Warp.Interpolation.CUBIC_BSPLINE, Warp.Outside.ZERO);
    List<Image> before = new ArrayList<>();
    List<Image> after = new ArrayList<>();
    int lost = alignment.shellBelow(0.5);
    int finest = (int) (SHEET_CUT_OFF * images.width());
    int visible = Math.max(4, lost < 0 ? finest : Math.min(lost, finest));
    for (int s = 0; s < count; s++) {
      int i = (int) ((long) s * alignment.size() / count);
      float[] plain = new float[images.width() * images.width()];
      images.read(alignment.rows()[i], plain);
      if (inverted) {
        for (int p = 0; p < plain.length; p++) {
          plain[p] = -plain[p];
        }
      }
      before.add(smooth(Image.square(images.width(), plain), visible));
      after.add(smooth(Image.square(images.width(), turned(images, i, warp)), visible));
    }
    before.addAll(after);
    return ContactSheet.DEFAULT.withColumns(count).withMaximumTiles(2 * count).layOut(before);
  }

  private static Image smooth(Image image, int shell) {
    double cutOff = Math.min(0.5, (double) shell / image.box());
    return RadialFilter.lowPass(cutOff, 0.02).apply(image);
  }
}
