package org.cryoudl.pipeline.validation;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.cryoudl.io.png.PngImage;
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

  static void write(Path folder, Validator.Outcome outcome, ObjectNode provenance) {
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
    ObjectNode node = json(v);
    node.setAll(provenance);
    AtomicOutput.writeText(folder.resolve(JSON), node.toPrettyString() + "\n");
  }

  private static void writeRings(Path file, Validation v) {
    RingCorrelation rings = v.halves().rings();
    double[] chance = rings.chance(v.maskShare());
    double[] snr = rings.spectralSnr();
    CsvWriter.write(
        file,
        List.of(
            "shell",
            "cycles_per_angstrom",
            "frc",
            "frc_noise",
            "frc_noise_with_reference",
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

  private static ObjectNode json(Validation v) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("verdict", ValidationText.verdict(v));
    node.put("clearly_above_noise", v.clearlyAboveNoise());
    node.put("agreement_sigmas", v.agreementSigmas());
    node.put("separation", v.separation());
    node.put("particles", v.particles());
    node.put("particles_in_set", v.of());
    node.put("box_pixels", v.boxPixels());
    v.pixelSizeAngstroms().ifPresent(pixel -> node.put("pixel_size_angstroms", pixel));
    curve(node.putObject("halves"), v, v.halves());
    curve(node.putObject("noise"), v, v.noise());
    curve(node.putObject("noise_with_reference"), v, v.biasedNoise());
    var quarters = node.putArray("quarter_correlations");
    for (double correlation : v.quarterCorrelations()) {
      quarters.add(correlation);
    }
    AlignmentScore stability = v.stability();
    ObjectNode poses = node.putObject("poses_of_halves_against_whole");
    poses.put("mean_mod360_degrees", stability.mod360().meanDegrees());
    poses.put("mean_mod180_degrees", stability.mod180().meanDegrees());
    poses.put("share_above_10_mod360", stability.mod360().shareAbove10());
    stability.meanShiftPixels().ifPresent(shift -> poses.put("mean_shift_pixels", shift));
    return node;
  }

  private static void curve(ObjectNode node, Validation v, Validation.Curve curve) {
    node.put("agreement_of_averages", curve.agreement());
    node.put("median_correlation", curve.medianCorrelation());
    crossing(node, v, curve, "0143", RingCorrelation.RESOLVED);
    crossing(node, v, curve, "05", RingCorrelation.HALF);
    var rings = node.putArray("frc");
    for (double value : curve.rings().perShell()) {
      rings.add(value);
    }
  }

  private static void crossing(
      ObjectNode node, Validation v, Validation.Curve curve, String name, double level) {
    OptionalDouble shell = curve.rings().crossing(level);
    if (shell.isPresent()) {
      node.put("frc" + name + "_cycles_per_box", shell.getAsDouble());
    }
    v.resolutionAngstroms(curve, level).ifPresent(a -> node.put("frc" + name + "_angstroms", a));
  }
}
