package org.cryoudl.pipeline.figures;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.geometry.Pose;
import org.cryoudl.image.Image;
import org.cryoudl.io.particles.update.ParticleColumn;
import org.cryoudl.report.block.ParticleTable;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.Test;

class ParticleFigureTest {

  private static final int BOX = 8;

  /** The file is rewritten with {@code -Dcryoudl.docs=write}. */
  @Test
  void docsTableIsMadeFromTheCatalogue() throws IOException {
    if ("write".equals(System.getProperty("cryoudl.docs"))) {
      FigureTable.write();
    }
    assertEquals(
        FigureTable.markdown(),
        FigureTable.written(),
        FigureTable.FILE
            + " differs from the catalogue; mvn test -Dtest=ParticleFigureTest"
            + " -Dcryoudl.docs=write writes it anew");
  }

  @Test
  void namesAreUnique() {
    Set<String> keys = new HashSet<>();
    Set<String> stars = new HashSet<>();
    Set<String> xmds = new HashSet<>();
    for (ParticleFigure figure : ParticleFigure.values()) {
      assertTrue(keys.add(figure.key()), figure.key());
      String star = figure.column().star();
      String xmd = figure.column().xmd();
      assertTrue(star.isEmpty() || stars.add(star), star);
      assertTrue(xmd.isEmpty() || xmds.add(xmd), xmd);
      assertTrue(!star.isEmpty() || !xmd.isEmpty(), figure + " stands in no file");
    }
  }

  /** Names that files of earlier versions hold, in the order in which they stand there. */
  @Test
  void publishedColumnsKeepTheirNames() {
    assertEquals(
        List.of(
            "rlnClassNumber/ref",
            "cryoudlClassPosterior/cryoudlClassPosterior",
            "rlnMaxValueProbDistribution/cryoudlConfidence",
            "cryoudlCorrelation/maxCC",
            "cryoudlPsiErrorDegrees/cryoudlPsiErrorDegrees",
            "cryoudlShiftErrorPixels/cryoudlShiftErrorPixels",
            "cryoudlMinorShiftErrorPixels/cryoudlMinorShiftErrorPixels",
            "cryoudlHalfTurnProbability/cryoudlHalfTurnProbability",
            "cryoudlEffectivePoses/cryoudlEffectivePoses",
            "cryoudlScale/cryoudlScale",
            "cryoudlFlag/cryoudlFlag",
            "rlnSelected/",
            "/enabled",
            "/cryoudlFlipProbability",
            "cryoudlNetworkConfidence/cryoudlNetworkConfidence"),
        ParticleFigure.fileColumns(everything(), row -> row, row -> 1).stream()
            .map(column -> column.starName() + "/" + column.xmdName())
            .toList());
  }

  @Test
  void figuresAreWrittenWhereTheyAreKnown() {
    Alignment plain = KnownAlignment.of(view(3, Optional.empty())).withoutNetwork().build();
    assertEquals(
        List.of(
            "rlnMaxValueProbDistribution",
            "cryoudlCorrelation",
            "cryoudlPsiErrorDegrees",
            "cryoudlShiftErrorPixels"),
        ParticleFigure.fileColumns(plain, row -> row, row -> 1).stream()
            .map(ParticleColumn::starName)
            .toList());
    assertEquals(
        List.of(
            "psi_degrees",
            "origin_x_pixels",
            "origin_y_pixels",
            "confidence",
            "correlation",
            "psi_error_degrees",
            "shift_error_pixels"),
        ParticleFigure.reportColumns(plain).stream().map(ParticleTable.Column::key).toList());
  }

  @Test
  void valuesStandAtTheRowsOfTheirParticles() {
    Alignment alignment = everything();
    int[] position = {2, 0, 1};
    List<ParticleColumn> columns =
        ParticleFigure.fileColumns(alignment, row -> position[row], row -> 1);
    assertEquals(List.of("2", "1", "1"), texts(columns, "rlnClassNumber"));
    assertEquals(List.of("0", "1", "0"), texts(columns, "cryoudlFlag"));
    assertEquals(List.of("1", "0", "1"), texts(columns, "rlnSelected"));
    assertEquals(
        List.of("0.250000", "0.250000", "0.250000"), texts(columns, "rlnMaxValueProbDistribution"));
    assertArrayEquals(new double[] {10, -20, 30}, ParticleFigure.PSI.values(alignment));
  }

  /** Where nothing is known the error is infinite, which no file can hold. */
  @Test
  void infiniteErrorsAreWrittenAsTheLargestOfTheirRange() {
    Alignment alignment =
        KnownAlignment.of(view(3, Optional.empty()))
            .psiErrorDegrees(Double.POSITIVE_INFINITY)
            .shiftErrorPixels(Double.POSITIVE_INFINITY)
            .build();
    assertArrayEquals(new double[] {180, 180, 180}, ParticleFigure.PSI_ERROR.values(alignment));
    assertArrayEquals(new double[] {BOX, BOX, BOX}, ParticleFigure.SHIFT_ERROR.values(alignment));
    assertEquals(180, ParticleFigure.PSI_ERROR.median(alignment));
  }

  private static List<String> texts(List<ParticleColumn> columns, String star) {
    ParticleColumn column =
        columns.stream().filter(one -> one.starName().equals(star)).findFirst().orElseThrow();
    return IntStream.range(0, 3).mapToObj(column.value()).toList();
  }

  /** Three particles of which everything is known; the first is flagged. */
  private static Alignment everything() {
    Optional<AverageReliability> reliability =
        Optional.of(
            new AverageReliability(
                0.43, RotationalSymmetry.NONE, 0.05, HeldOutEvidence.NONE, Optional.empty()));
    double[] known = {1, 1, 1};
    return KnownAlignment.of(view(2, reliability), view(1, reliability))
        .poses(new Pose[] {new Pose(10, 0, 0), new Pose(-20, 0, 0), new Pose(30, 0, 0)})
        .confidence(0.25)
        .outliers(1)
        .flips(new MirrorFlips(new boolean[3], known))
        .build();
  }

  private static ViewResult view(int particles, Optional<AverageReliability> reliability) {
    return new ViewResult(
        particles,
        Image.square(BOX),
        Image.square(BOX),
        new double[3],
        new double[3],
        1,
        0,
        reliability);
  }
}
