package org.cryoudl.pipeline.health;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.cryoudl.failure.DataException;
import org.cryoudl.image.BackgroundContrast;
import org.cryoudl.image.BackgroundRamp;
import org.cryoudl.io.ImageSource;
import org.cryoudl.io.mrc.PixelStatistics;
import org.cryoudl.parallel.ParallelLoop;
import org.cryoudl.progress.Progress;
import org.cryoudl.statistics.Robust;
import org.jspecify.annotations.Nullable;

/**
 * What the pixels of many images are like, from one pass over them. Images are read one by one; of
 * a very large set, a sample spread evenly over it.
 */
public final class ImageSurvey {

  /** Pixels looked at; about ten seconds of reading. */
  private static final long MOST_PIXELS = 1L << 30;

  /** Robust standard deviations from the median from which on an image stands out. */
  private static final double OUTLYING = 12;

  private enum State {
    USABLE,
    CONSTANT,
    UNUSABLE
  }

  private final ImageSource source;
  private final int count;
  private final boolean square;
  private final @Nullable BackgroundRamp ramp;

  // Of each image that was read, by its place in the sample.
  private final State[] states;
  private final long[] hashes;
  private final double[] levels;
  private final double[] spreads;
  private final double[] ramps;
  private final double[] edges;
  private final double[] waves;
  private final boolean[] masked;
  private final String[] problems;
  private final PixelStatistics statistics;
  private final @Nullable BackgroundContrast contrast;
  private final @Nullable CommonBackground common;

  /** Every so many images are looked at for what their backgrounds have in common. */
  private final int commonStep;

  private ImageSurvey(ImageSource source, Progress progress, long mostPixels) {
    this.source = source;
    int pixels = Math.multiplyExact(source.width(), source.height());
    count = (int) Math.max(1, Math.min(source.size(), mostPixels / pixels));
    square = source.width() == source.height() && source.width() >= ImageFinding.Box.LEAST;
    ramp = square ? BackgroundRamp.forBox(source.width()) : null;
    states = new State[count];
    hashes = new long[count];
    levels = new double[count];
    spreads = new double[count];
    ramps = new double[count];
    edges = new double[count];
    waves = new double[count];
    masked = new boolean[count];
    commonStep = (count + CommonBackground.IMAGES - 1) / CommonBackground.IMAGES;
    problems = new String[count];
    CommonBackground none = square ? new CommonBackground(source.width()) : null;
    try (Progress.Stage stage = progress.start("reading images", count)) {
      Piece all =
          ParallelLoop.reduce(
              count,
              () -> new Piece(none),
              (piece, i) -> {
                look(i, piece);
                stage.advance(1);
              },
              Piece::merge);
      statistics = all.statistics;
      contrast = all.contrast;
      common = all.common;
    }
  }

  /** Sums over some images. */
  private final class Piece {
    private final PixelStatistics statistics = new PixelStatistics();
    private final @Nullable BackgroundContrast contrast =
        square ? BackgroundContrast.forBox(source.width()) : null;
    private final @Nullable CommonBackground common;

    private Piece(@Nullable CommonBackground none) {
      common = none == null ? null : none.another();
    }

    private void merge(Piece later) {
      statistics.merge(later.statistics);
      if (contrast != null && later.contrast != null) {
        contrast.merge(later.contrast);
      }
      if (common != null && later.common != null) {
        common.merge(later.common);
      }
    }
  }

  /** Looks at all images, or a sample of a large set. */
  public static ImageSurvey of(ImageSource source, Progress progress) {
    return new ImageSurvey(source, progress, MOST_PIXELS);
  }

  /** Looks at all images, or as many as have {@code mostPixels} together, but at least one. */
  public static ImageSurvey of(ImageSource source, Progress progress, long mostPixels) {
    return new ImageSurvey(source, progress, mostPixels);
  }

  /** Which image of the source stands at a place of the sample. */
  private int index(int place) {
    return (int) ((long) place * source.size() / count);
  }

  private void look(int place, Piece piece) {
    float[] pixels;
    try {
      pixels = source.read(index(place)).pixels();
    } catch (DataException e) {
      states[place] = State.UNUSABLE;
      problems[place] = e.getMessage();
      return;
    }
    PixelStatistics image = new PixelStatistics();
    image.add(pixels);
    piece.statistics.merge(image);
    hashes[place] = hash(pixels);
    states[place] = image.minimum() == image.maximum() ? State.CONSTANT : State.USABLE;
    if (states[place] == State.USABLE) {
      levels[place] = image.mean();
      spreads[place] = image.standardDeviation();
      if (ramp != null && piece.contrast != null) {
        masked[place] = ramp.isFlat(pixels);
        ramps[place] = ramp.strength(pixels);
        ramp.pattern(pixels)
            .ifPresent(found -> (found.isWave() ? waves : edges)[place] = found.rise());
        piece.contrast.add(pixels);
        if (piece.common != null && place % commonStep == 0) {
          piece.common.add(pixels);
        }
      }
    }
  }

  /** Sixty-four bits that differ where pixels do, but for one case in 10^19. */
  private static long hash(float[] pixels) {
    long hash = pixels.length;
    for (float pixel : pixels) {
      long mixed = (hash ^ Float.floatToIntBits(pixel)) * 0x9E3779B97F4A7C15L;
      hash = mixed ^ mixed >>> 29;
    }
    return hash;
  }

  /** Of the images that can be used. */
  public PixelStatistics statistics() {
    return statistics;
  }

  /** Number of images looked at. */
  public int images() {
    return count;
  }

  /** Number and size of the images. */
  public ImageFinding.Box box() {
    return new ImageFinding.Box(source.size(), count, source.width(), source.height());
  }

  /** Images that cannot be read or hold values that are not finite. */
  public ImageFinding.Unusable unusable() {
    int first = first(State.UNUSABLE);
    return new ImageFinding.Unusable(
        count(State.UNUSABLE), count, first < 0 ? "" : problems[first]);
  }

  /** Images whose pixels are all equal. */
  public ImageFinding.Constant constant() {
    int first = first(State.CONSTANT);
    return new ImageFinding.Constant(
        count(State.CONSTANT), count, first < 0 ? "" : source.describe(index(first)));
  }

  /** Images that repeat another's pixels. */
  public ImageFinding.Equal equal() {
    Map<Long, Integer> placeOf = new HashMap<>();
    int repeats = 0;
    int first = -1;
    int like = -1;
    for (int i = 0; i < count; i++) {
      if (states[i] == State.USABLE) {
        Integer earlier = placeOf.putIfAbsent(hashes[i], i);
        // Rows that name one image twice are a matter of the metadata.
        if (earlier != null && !source.describe(index(i)).equals(source.describe(index(earlier)))) {
          if (repeats == 0) {
            first = i;
            like = earlier;
          }
          repeats++;
        }
      }
    }
    return new ImageFinding.Equal(
        repeats,
        count(State.USABLE),
        first < 0 ? "" : source.describe(index(first)),
        like < 0 ? "" : source.describe(index(like)));
  }

  /** Images whose mean or spread is far from the others'. */
  public ImageFinding.Outlying outlying() {
    double[] usableSpreads = usable(spreads);
    if (usableSpreads.length == 0) {
      return new ImageFinding.Outlying(0, count, "");
    }
    double typical = Robust.median(usableSpreads);
    double[] logarithms = Arrays.stream(usableSpreads).map(Math::log).toArray();
    double[] means = usable(levels);
    double middleLevel = Robust.median(means);
    double middle = Robust.median(logarithms);
    // Levels of one film or camera agree within a part of the noise; where they agree better than
    // that, a difference that nobody sees is none.
    double levelSpread = Math.max(Robust.deviation(means), 0.1 * typical);
    double logarithmSpread = Math.max(Robust.deviation(logarithms), 0.05);
    int found = 0;
    int first = -1;
    for (int i = 0; i < count; i++) {
      if (states[i] == State.USABLE
          && (Math.abs(levels[i] - middleLevel) > OUTLYING * levelSpread
              || Math.abs(Math.log(spreads[i]) - middle) > OUTLYING * logarithmSpread)) {
        first = found == 0 ? i : first;
        found++;
      }
    }
    return new ImageFinding.Outlying(found, count, first < 0 ? "" : source.describe(index(first)));
  }

  /** Rows of the images that hold one value, if all were looked at. */
  public Optional<List<Integer>> constantRows() {
    return count < source.size()
        ? Optional.empty()
        : Optional.of(
            IntStream.range(0, count).filter(i -> states[i] == State.CONSTANT).boxed().toList());
  }

  /** Whether particles look white. */
  public ImageFinding.ContrastSeen contrast(boolean saidDark, boolean inverted) {
    double z = contrast == null ? 0 : contrast.zScore();
    return new ImageFinding.ContrastSeen(saidDark || inverted ? -z : z, saidDark, inverted);
  }

  /** The ramp of a typical background. */
  public ImageFinding.Ramp ramp() {
    double[] found = usable(ramps);
    return new ImageFinding.Ramp(found.length == 0 ? 0 : Robust.median(found));
  }

  /**
   * Images whose background an edge crosses or waves do; none where boxes are too small to tell.
   */
  public List<ImageFinding> patterns() {
    if (ramp == null || !ramp.canTellEdges()) {
      return List.of();
    }
    double[] steps = found(edges);
    double[] crests = found(waves);
    return List.of(
        new ImageFinding.Edges(steps.length, count, steps.length == 0 ? 0 : Robust.median(steps)),
        new ImageFinding.Waves(
            crests.length, count, crests.length == 0 ? 0 : Robust.median(crests)));
  }

  /** What the backgrounds have in common. */
  public ImageFinding.Common common() {
    return common == null
        ? new ImageFinding.Common(0, 0)
        : new ImageFinding.Common(common.share(), common.images());
  }

  private static double[] found(double[] rises) {
    return Arrays.stream(rises).filter(rise -> rise > 0).toArray();
  }

  /** Images whose background holds one value. */
  public ImageFinding.Masked masked() {
    int found = 0;
    for (boolean one : masked) {
      found += one ? 1 : 0;
    }
    return new ImageFinding.Masked(found, count);
  }

  private double[] usable(double[] values) {
    double[] found = new double[count(State.USABLE)];
    int n = 0;
    for (int i = 0; i < count; i++) {
      if (states[i] == State.USABLE) {
        found[n++] = values[i];
      }
    }
    return found;
  }

  private int count(State state) {
    int found = 0;
    for (State one : states) {
      found += one == state ? 1 : 0;
    }
    return found;
  }

  private int first(State state) {
    return Arrays.asList(states).indexOf(state);
  }
}
