package org.cryoudl.pipeline.align;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.AlignmentPlan;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.alignment.plan.Reference;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.failure.UsageException;
import org.cryoudl.fourier.resize.FourierResize;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.particles.ParticleSelection;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.Particles;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.metadata.PhaseState;

/**
 * A part of a set with coarser pixels, for a {@link QuickLook}, and the way back: an alignment of
 * it in the rows and pixels of the whole set. Images are binned by cutting their transforms, so
 * that nothing below the new Nyquist frequency is lost, and averages are padded in the same way.
 */
final class ReducedSet {

  /** Below this no alignment is possible. */
  private static final int SMALLEST_BOX = 16;

  private final ParticleSet set;
  private final int[] rows;
  private final int box;
  private final int binnedBox;

  /**
   * Chooses rows and pixels.
   *
   * @param set square images, open
   * @throws UsageException if the binned images would be too small
   */
  ReducedSet(ParticleSet set, QuickLook look) {
    this.set = set;
    this.rows = look.rows(set.size());
    this.box = set.images().width();
    this.binnedBox = look.binnedBox(box);
    if (binnedBox < box && binnedBox < SMALLEST_BOX) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "images of %d px binned %.2f times have %d px, but at least %d are needed",
              box,
              look.bin(),
              binnedBox,
              SMALLEST_BOX));
    }
  }

  /** The row in the whole set of one of the {@link #particles}. */
  int row(int index) {
    return rows[index];
  }

  /** Original pixels in one binned pixel. */
  double bin() {
    return (double) box / binnedBox;
  }

  /** Whether nothing is reduced. */
  boolean isWhole() {
    return binnedBox == box && rows.length == set.size();
  }

  /** The particles to align; the set itself if nothing is reduced. */
  Particles particles() {
    if (binnedBox == box) {
      return isWhole() ? set : ParticleSelection.of(set, rows);
    }
    return new Binned(ParticleSelection.of(set, rows));
  }

  /** Options whose lengths, in pixels of the set, are in pixels of {@link #particles}. */
  AlignmentOptions options(AlignmentOptions given) {
    if (binnedBox == box) {
      return given;
    }
    AlignmentOptions.Builder binned = given.toBuilder();
    given.maxShiftPixels().ifPresent(pixels -> binned.maxShiftPixels(pixels / bin()));
    given.maskRadiusPixels().ifPresent(pixels -> binned.maskRadiusPixels(pixels / bin()));
    if (given.reference() instanceof Reference.Picture picture && picture.image().box() == box) {
      binned.reference(new Reference.Picture(FourierResize.resize(picture.image(), binnedBox)));
    }
    given
        .plan()
        .start()
        .ifPresent(
            window ->
                binned.plan(
                    new AlignmentPlan(
                        given.plan().mode(),
                        given.plan().estimate(),
                        given.plan().initial(),
                        Optional.of(
                            new AlignmentPlan.PoseWindow(
                                window.degrees(), window.pixels() / bin())))));
    return binned.build();
  }

  /** An alignment of {@link #particles} in the rows and pixels of the whole set. */
  Alignment restored(Alignment found) {
    if (isWhole()) {
      return found;
    }
    ParticleResults particles = found.particles();
    ParticleResults original =
        new ParticleResults(
            Arrays.stream(particles.rows()).map(row -> rows[row]).toArray(),
            Arrays.stream(particles.poses()).map(this::restored).toArray(Pose[]::new),
            particles.classIndex(),
            particles.classPosterior(),
            particles.confidence(),
            particles.correlation(),
            particles.psiErrorDegrees(),
            inOriginalPixels(particles.shiftErrorPixels()),
            particles.scale(),
            particles.reliability().map(this::restored),
            particles.flips(),
            particles.networkConfidence(),
            particles.leading());
    List<ViewResult> views = found.views().stream().map(this::restored).toList();
    List<Integer> constant = found.constantRows().stream().map(row -> rows[row]).toList();
    return new Alignment(
        original,
        views,
        constant,
        found.phaseDecision(),
        set.pixelSizeAngstroms(),
        found.alike(),
        found.volumes());
  }

  private Pose restored(Pose pose) {
    return new Pose(pose.psiDegrees(), pose.originXPixels() * bin(), pose.originYPixels() * bin());
  }

  private PoseReliability restored(PoseReliability known) {
    return new PoseReliability(
        known.halfTurnProbability(),
        known.effectivePoses(),
        inOriginalPixels(known.minorShiftErrorPixels()),
        known.shiftAxisDegrees(),
        known.outlier());
  }

  private ViewResult restored(ViewResult view) {
    // Padding scales a transform by the square of the boxes' ratio, and its power by the fourth.
    double power = Math.pow(bin(), 4);
    return new ViewResult(
        view.particles(),
        inOriginalPixels(view.average()),
        inOriginalPixels(view.unfilteredAverage()),
        view.ringCorrelation(),
        Arrays.stream(view.noisePower()).map(value -> value * power).toArray(),
        Arrays.stream(view.memberPower()).map(value -> value * power).toArray(),
        view.heterogeneityRatio(),
        view.halfTurnAmbiguity(),
        view.reliability());
  }

  private Image inOriginalPixels(Image average) {
    return binnedBox == box ? average : FourierResize.resize(average, box);
  }

  private double[] inOriginalPixels(double[] binned) {
    return Arrays.stream(binned).map(value -> value * bin()).toArray();
  }

  /** Particles with coarser pixels, and all else that is in pixels to go with them. */
  private final class Binned implements Particles {

    private final Particles original;
    private final ImageSource images;

    Binned(Particles original) {
      this.original = original;
      this.images = new BinnedImages(original.images(), binnedBox);
    }

    @Override
    public Path file() {
      return original.file();
    }

    @Override
    public int size() {
      return original.size();
    }

    @Override
    public ImageSource images() {
      return images;
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return scaled(original.pixelSizeAngstroms(), bin());
    }

    @Override
    public Optional<CtfParameters> ctf(int row) {
      return original.ctf(row);
    }

    @Override
    public Optional<Pose> pose(int row) {
      return original
          .pose(row)
          .map(
              pose ->
                  new Pose(
                      pose.psiDegrees(),
                      pose.originXPixels() / bin(),
                      pose.originYPixels() / bin()));
    }

    @Override
    public OptionalInt classNumber(int row) {
      return original.classNumber(row);
    }

    @Override
    public PhaseState phases() {
      return original.phases();
    }

    @Override
    public boolean saysDark() {
      return original.saysDark();
    }

    @Override
    public String imageName(int row) {
      return original.imageName(row);
    }

    @Override
    public String place(int row) {
      return original.place(row);
    }
  }

  private record BinnedImages(ImageSource original, int box) implements ImageSource {

    @Override
    public int size() {
      return original.size();
    }

    @Override
    public int width() {
      return box;
    }

    @Override
    public int height() {
      return box;
    }

    @Override
    public OptionalDouble pixelSizeAngstroms() {
      return scaled(original.pixelSizeAngstroms(), (double) original.width() / box);
    }

    @Override
    public void read(int index, float[] destination) {
      Image image = original.read(index);
      float first = image.pixels()[0];
      boolean constant = true;
      for (float pixel : image.pixels()) {
        constant &= pixel == first;
      }
      if (constant) {
        // Rounding would make an empty image look as if it held something.
        Arrays.fill(destination, first);
      } else {
        System.arraycopy(FourierResize.resize(image, box).pixels(), 0, destination, 0, box * box);
      }
    }

    @Override
    public String describe(int index) {
      return original.describe(index);
    }

    @Override
    public void close() {
      // The set that lends its images closes them.
    }
  }

  private static OptionalDouble scaled(OptionalDouble value, double factor) {
    return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
  }
}
