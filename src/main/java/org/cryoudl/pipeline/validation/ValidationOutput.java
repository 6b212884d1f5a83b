package org.cryoudl.pipeline.validation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.cryoudl.evaluation.poses.AlignmentScore;
import org.cryoudl.fourier.RingCorrelation;
import org.cryoudl.image.ContactSheet;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.json.RecordJson;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.report.files.ReportFiles;

/** The files of a validation. */
final class ValidationOutput {

  static final String JSON = "validation.json";
  private static final String RINGS = "rings.csv";
  private static final String CORRELATIONS = "correlations.csv";
  private static final String PICTURES = "averages.png";

  private ValidationOutput() {}

  /** The names of all files that will be written. */
  static List<String> names() {
    List<String> names = new ArrayList<>(List.of(JSON, RINGS, CORRELATIONS, PICTURES));
    names.addAll(ReportFiles.names());
    return names;
  }

  static void write(Path folder, Validator.Outcome outcome, Origin origin) {
    Validation v = outcome.validation();
    writeRings(folder.resolve(RINGS), v);
    writeCorrelations(folder.resolve(CORRELATIONS), v);
    List<Image> pictures = outcome.pictures();
    PngImage.writeLevels(
        ContactSheet.DEFAULT
            .withColumns(pictures.size())
            .withMaximumTiles(pictures.size())
            .layOut(pictures),
        folder.resolve(PICTURES));
    AtomicOutput.writeText(folder.resolve(JSON), RecordJson.text(Figures.of(v, origin)));
  }

  private static void writeRings(Path file, Validation v) {
    RingCorrelation rings = v.halves().rings();
    double[] chance = rings.chance();
    double[] snr = rings.spectralSnr();
    CsvWriter.write(
        file,
        List.of(
            "shell",
            "cycles_per_angstrom",
            "frc",
            "frc_noise",
            "frc_noise_with_reference",
            "frc_smoothed",
            "chance",
            "ssnr"),
        out -> {
          for (int s = 0; s < rings.size(); s++) {
            OptionalDouble pixel = v.pixelSizeAngstroms();
            out.row(
                s,
                pixel.isPresent()
                    ? CsvWriter.fixed(s / (v.boxPixels() * pixel.getAsDouble()), 6)
                    : "",
                CsvWriter.fixed(rings.perShell()[s], 5),
                CsvWriter.fixed(v.noise().rings().perShell()[s], 5),
                CsvWriter.fixed(v.biasedNoise().rings().perShell()[s], 5),
                CsvWriter.fixed(rings.smoothed()[s], 5),
                CsvWriter.fixed(chance[s], 5),
                String.format(Locale.ROOT, "%.5g", snr[s]));
          }
        });
  }

  private static void writeCorrelations(Path file, Validation v) {
    CsvWriter.write(
        file,
        List.of("particles", "noise", "noise_with_reference"),
        out -> {
          for (int i = 0; i < v.halves().correlations().length; i++) {
            out.row(
                CsvWriter.fixed(v.halves().correlations()[i], 5),
                CsvWriter.fixed(v.noise().correlations()[i], 5),
                CsvWriter.fixed(v.biasedNoise().correlations()[i], 5));
          }
        });
  }

  /** Where a validation comes from. */
  record Origin(
      String commandLine,
      String version,
      String input,
      String model,
      long seed,
      List<Assumption> assumptions) {}

  /** What {@code validation.json} holds. */
  private record Figures(
      String verdict,
      boolean clearlyAboveNoise,
      double agreementSigmas,
      double separation,
      int particles,
      int particlesInSet,
      int boxPixels,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble pixelSizeAngstroms,
      CurveFigures halves,
      CurveFigures noise,
      CurveFigures noiseWithReference,
      double[] quarterCorrelations,
      PoseFigures posesOfHalvesAgainstWhole,
      @JsonUnwrapped Origin origin) {

    static Figures of(Validation v, Origin origin) {
      return new Figures(
          ValidationText.verdict(v),
          v.clearlyAboveNoise(),
          v.agreementSigmas(),
          v.separation(),
          v.particles(),
          v.of(),
          v.boxPixels(),
          v.pixelSizeAngstroms(),
          CurveFigures.of(v, v.halves()),
          CurveFigures.of(v, v.noise()),
          CurveFigures.of(v, v.biasedNoise()),
          v.quarterCorrelations(),
          PoseFigures.of(v.stability()),
          origin);
    }
  }

  /** What it holds of two halves. */
  private record CurveFigures(
      double agreementOfAverages,
      double medianCorrelation,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble frc0143CyclesPerBox,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble frc0143Angstroms,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble frc05CyclesPerBox,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble frc05Angstroms,
      double[] frc) {

    static CurveFigures of(Validation v, Validation.Curve curve) {
      return new CurveFigures(
          curve.agreement(),
          curve.medianCorrelation(),
          curve.rings().crossing(RingCorrelation.RESOLVED),
          v.resolutionAngstroms(curve, RingCorrelation.RESOLVED),
          curve.rings().crossing(RingCorrelation.HALF),
          v.resolutionAngstroms(curve, RingCorrelation.HALF),
          curve.rings().perShell());
    }
  }

  /** What it holds of the poses found in halves against those found in the whole. */
  private record PoseFigures(
      double meanMod360Degrees,
      double meanMod180Degrees,
      @JsonProperty("share_above_10_mod360") double shareAbove10,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) OptionalDouble meanShiftPixels) {

    static PoseFigures of(AlignmentScore stability) {
      return new PoseFigures(
          stability.mod360().meanDegrees(),
          stability.mod180().meanDegrees(),
          stability.mod360().shareAbove10(),
          stability.meanShiftPixels());
    }
  }
}
