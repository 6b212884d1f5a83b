package org.cryoudl.pipeline.figures;

import static org.cryoudl.pipeline.figures.FigureColumn.integer;
import static org.cryoudl.pipeline.figures.FigureColumn.pose;
import static org.cryoudl.pipeline.figures.FigureColumn.real;
import static org.cryoudl.pipeline.figures.FigureDefinition.of;
import static org.cryoudl.pipeline.figures.FigureRange.between;
import static org.cryoudl.pipeline.figures.FigureRange.from;
import static org.cryoudl.pipeline.figures.FigureRange.upToBox;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ParticleResults;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.geometry.Pose;
import org.cryoudl.io.particles.table.SharedColumn;
import org.cryoudl.io.particles.update.ParticleColumn;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.statistics.Robust;

/**
 * The figures that an alignment reports of every particle, in the order of the columns in its
 * files. Each stands here once: its names in files and reports, unit, range, meaning, and where its
 * values come from.
 */
public enum ParticleFigure {
  CLASS(
      of(
              "class",
              integer(SharedColumn.CLASS),
              "number of the class; 1 is the largest",
              found -> IntStream.of(found.classIndex()).mapToDouble(k -> k + 1).toArray())
          .onlyIf(FigureCondition.CLASSES)
          .titled("class", 0)
          .ranging(from(1))),
  CLASS_POSTERIOR(
      of(
              "class_share",
              real("cryoudlClassPosterior"),
              "probability of that class, summed over poses",
              ParticleResults::classPosterior)
          .onlyIf(FigureCondition.CLASSES)
          .titled("in class", 3)
          .ranging(between(0, 1))),
  PSI(
      of(
              "psi_degrees",
              pose("rlnAnglePsi", "anglePsi"),
              "rotation onto the average, in RELION's convention (XMD: in XMIPP's)",
              found -> ofPoses(found, Pose::psiDegrees))
          .titled("psi \u00b0", 2)
          .in("degrees")
          .ranging(between(-180, 180))),
  ORIGIN_X(
      of(
              "origin_x_pixels",
              pose("rlnOriginXAngst (3.0: rlnOriginX)", "shiftX"),
              "origin to the right, in RELION's convention (rlnOriginXAngst: in Angstrom; XMD: shift in"
                  + " XMIPP's convention)",
              found -> ofPoses(found, Pose::originXPixels))
          .titled("x px", 2)
          .in(FigureDefinition.PIXELS)),
  ORIGIN_Y(
      of(
              "origin_y_pixels",
              pose("rlnOriginYAngst (3.0: rlnOriginY)", "shiftY"),
              "the same downwards",
              found -> ofPoses(found, Pose::originYPixels))
          .titled("y px", 2)
          .in(FigureDefinition.PIXELS)),
  FLIP(
      of(
              "flip",
              pose("", "flip"),
              "1 if the particle is mirrored, 0 if not",
              found -> ofMarks(found.flips().orElseThrow().flipped(), 1, 0))
          .onlyIf(FigureCondition.FLIPS)
          .titled("flip", 0)
          .ranging(between(0, 1))),
  CONFIDENCE(
      of(
              "confidence",
              real("rlnMaxValueProbDistribution", "cryoudlConfidence"),
              "probability that psi is right within 10 degrees, half-turn included; with classes"
                  + " that of class and rotation together",
              ParticleResults::confidence)
          .titled("P(psi \u00b110\u00b0)", 3)
          .ranging(between(0, 1))),
  CORRELATION(
      of(
              "correlation",
              real("cryoudlCorrelation", "maxCC"),
              "whitened correlation with an average without the particle",
              ParticleResults::correlation)
          .titled("correlation", 3)
          .ranging(between(-1, 1))),
  PSI_ERROR(
      of(
              "psi_error_degrees",
              real("cryoudlPsiErrorDegrees"),
              "standard error of psi: half-width of the interval that holds 68 % of its posterior,"
                  + " modulo 180 degrees",
              ParticleResults::psiErrorDegrees)
          .titled("\u00b1 psi \u00b0", 3)
          .in("degrees")
          .ranging(between(0, 180))),
  SHIFT_ERROR(
      of(
              "shift_error_pixels",
              real("cryoudlShiftErrorPixels"),
              "standard error of the shift along its less certain axis",
              ParticleResults::shiftErrorPixels)
          .titled("\u00b1 shift px", 3)
          .in(FigureDefinition.PIXELS)
          .ranging(upToBox())),
  MINOR_SHIFT_ERROR(
      scored(
              "minor_shift_error_pixels",
              real("cryoudlMinorShiftErrorPixels"),
              "standard error of the shift across that axis",
              PoseReliability::minorShiftErrorPixels)
          .in(FigureDefinition.PIXELS)
          .ranging(upToBox())),
  HALF_TURN_PROBABILITY(
      scored(
              "half_turn_probability",
              real("cryoudlHalfTurnProbability"),
              "probability of the half-turn, given psi modulo 180 degrees",
              PoseReliability::halfTurnProbability)
          .titled("half-turn", 3)
          .ranging(between(0, 1))),
  EFFECTIVE_POSES(
      scored(
              "effective_poses",
              real("cryoudlEffectivePoses"),
              "effective number of poses, 1 if one stands out: exponential of the posterior's"
                  + " entropy, on a grid of 2 degrees and 0.008 box",
              PoseReliability::effectivePoses)
          .titled("poses", 1)
          .ranging(from(1))),
  SCALE(
      of(
              "scale",
              real("cryoudlScale"),
              "how strongly the particle shows the average; 1 for a typical one",
              ParticleResults::scale)
          .onlyIf(FigureCondition.SCORED)
          .titled("scale", 2)
          .ranging(from(0))),
  FLAG(
      scored(
              "flag",
              integer("cryoudlFlag", "cryoudlFlag"),
              "1 if the particle does not fit the set, or correlates less than required; then it is"
                  + " not in the average",
              known -> ofMarks(known.outlier(), 1, 0))
          .titled("flag", 0)
          .ranging(between(0, 1))),
  SELECTED(
      scored(
              "selected",
              integer("rlnSelected", ""),
              "0 for flagged particles, 1 for the others",
              known -> ofMarks(known.outlier(), 0, 1))
          .ranging(between(0, 1))),
  ENABLED(
      scored(
              "enabled",
              integer("", "enabled"),
              "-1 for flagged particles, 1 for the others",
              known -> ofMarks(known.outlier(), -1, 1))
          .ranging(between(-1, 1))),
  FLIP_PROBABILITY(
      of(
              "flip_probability",
              real("", "cryoudlFlipProbability"),
              "probability that the flip of the particle, or its absence, is right",
              found -> found.flips().orElseThrow().probability())
          .onlyIf(FigureCondition.FLIPS)
          .ranging(between(0, 1))),
  NETWORK_CONFIDENCE(
      of(
              "network_confidence",
              real("cryoudlNetworkConfidence"),
              "the network's probability of its rotation within 3 degrees, modulo 180",
              found -> found.networkConfidence().orElseThrow())
          .onlyIf(FigureCondition.NETWORK)
          .titled("network", 3)
          .ranging(between(0, 1)));

  private final FigureDefinition definition;

  ParticleFigure(FigureDefinition definition) {
    this.definition = definition;
  }

  /** Name in JSON and in tables of numbers. */
  public String key() {
    return definition.key();
  }

  /** What it is, in a few words. */
  public String meaning() {
    return definition.meaning();
  }

  /** Its unit; empty if it has none. */
  public String unit() {
    return definition.unit();
  }

  /** The values that it can take. */
  public FigureRange range() {
    return definition.range();
  }

  /** When it is known. */
  public FigureCondition condition() {
    return definition.condition();
  }

  /** Where it stands in metadata. */
  public FigureColumn column() {
    return definition.column();
  }

  /** The names under which files may hold it. */
  public List<String> columnNames() {
    return Stream.of(column().star(), column().xmd())
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** The figures that are known of the particles of an alignment. */
  public static List<ParticleFigure> knownIn(Alignment alignment) {
    return Arrays.stream(values())
        .filter(figure -> figure.condition().holdsFor(alignment))
        .toList();
  }

  /**
   * The value of every particle as it is written, at most the largest one of the range.
   *
   * @param alignment in which it is known
   */
  public double[] values(Alignment alignment) {
    double most = range().most().applyAsDouble(alignment);
    return Arrays.stream(definition.values().apply(alignment.particles()))
        .map(value -> Math.min(most, value))
        .toArray();
  }

  /** The upper median over the particles of an alignment in which it is known. */
  public double median(Alignment alignment) {
    return Robust.median(values(alignment));
  }

  /**
   * Columns of metadata with what is known of an alignment beside its poses.
   *
   * @param position in the alignment of a row
   * @param ownPixels how many pixels of its stack a pixel of a row's image is
   */
  public static List<ParticleColumn> fileColumns(
      Alignment alignment, IntUnaryOperator position, IntToDoubleFunction ownPixels) {
    return knownIn(alignment).stream()
        .filter(figure -> figure.column().kind() != FigureColumn.Kind.POSE)
        .map(
            figure ->
                figure.fileColumn(
                    figure.values(alignment),
                    position,
                    figure.unit().equals(FigureDefinition.PIXELS) ? ownPixels : row -> 1))
        .toList();
  }

  private ParticleColumn fileColumn(
      double[] values, IntUnaryOperator position, IntToDoubleFunction unit) {
    return column().kind() == FigureColumn.Kind.REAL
        ? ParticleColumn.reals(
            column().star(),
            column().xmd(),
            row -> values[position.applyAsInt(row)] * unit.applyAsDouble(row))
        : new ParticleColumn(
            column().star(),
            column().xmd(),
            row -> Integer.toString((int) values[position.applyAsInt(row)]));
  }

  /** Columns of a report's particle table. */
  public static List<ParticleTable.Column> reportColumns(Alignment alignment) {
    return knownIn(alignment).stream()
        .filter(figure -> figure.definition.title().isPresent())
        .map(figure -> figure.reportColumn(alignment))
        .toList();
  }

  private ParticleTable.Column reportColumn(Alignment alignment) {
    return new ParticleTable.Column(
        key(),
        definition.title().orElseThrow(),
        meaning() + (unit().isEmpty() ? "" : ", in " + unit()),
        definition.decimals(),
        values(alignment));
  }

  private static FigureDefinition scored(
      String key, FigureColumn column, String meaning, Function<PoseReliability, double[]> values) {
    return of(key, column, meaning, found -> values.apply(found.reliability().orElseThrow()))
        .onlyIf(FigureCondition.SCORED);
  }

  private static double[] ofPoses(ParticleResults found, ToDoubleFunction<Pose> figure) {
    return Arrays.stream(found.poses()).mapToDouble(figure).toArray();
  }

  private static double[] ofMarks(boolean[] marked, double yes, double no) {
    return IntStream.range(0, marked.length).mapToDouble(i -> marked[i] ? yes : no).toArray();
  }
}
