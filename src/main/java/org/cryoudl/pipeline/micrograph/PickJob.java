package org.cryoudl.pipeline.micrograph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.Image;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.StagingFolder;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.micrographs.AutopickStar;
import org.cryoudl.io.micrographs.CoordinateStar;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographImage;
import org.cryoudl.io.particles.naming.StackResolver;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.micrograph.picking.ParticlePicker;
import org.cryoudl.micrograph.picking.PickOptions;
import org.cryoudl.micrograph.picking.Picks;
import org.cryoudl.micrograph.picking.References;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.progress.Progress;

/**
 * Picks particles on micrographs. Writes {@code NAME_autopick.star} and a picture {@code
 * NAME_autopick.png} for each, {@code autopick.star} (which RELION 4 reads), {@code
 * coords_suffix_autopick.star} (which RELION 3.1 reads) and {@code picks.csv} (counts and
 * thresholds).
 */
public final class PickJob {

  /** The list of all coordinates. */
  public static final String LIST = "autopick.star";

  private static final String SUFFIX = "_autopick.star";
  private static final String SUFFIX_FILE = "coords_suffix_autopick.star";
  private static final String TABLE = "picks.csv";

  /** A blob has no detail but its edge: frequencies above this over its diameter are left out. */
  private static final double BLOB_DETAIL = 8;

  private static final double DETAIL = 12;
  private static final double LEAST_LOW_PASS = 20;

  /**
   * What is searched and how.
   *
   * @param reference file of class averages or of a volume, or {@code blob}
   * @param referencePixelSize in place of the file's, in A
   * @param diameter of the particles; measured on the references if empty
   * @param directions from which a volume is seen
   * @param lowPass finer detail is not compared; 20 A or a twelfth of the diameter if empty, an
   *     eighth for a blob
   * @param angleStepDegrees of the in-plane rotation
   * @param minimumDistance of two picks; 0.6 of the diameter if empty
   * @param threshold least correlation; taken from noise if empty
   * @param falsePicks expected picks in a micrograph of noise alone; by the number of picks if
   *     empty
   * @param contrast sign of the particles
   * @param edge picks nearer to the rim are left out; half the diameter at least
   * @param keepContamination whether places unlike the other picks are kept
   * @param useCtf whether templates get the CTF of the micrograph
   */
  public record Settings(
      String reference,
      OptionalDouble referencePixelSize,
      Optional<Length> diameter,
      int directions,
      Optional<Length> lowPass,
      double angleStepDegrees,
      Optional<Length> minimumDistance,
      OptionalDouble threshold,
      OptionalDouble falsePicks,
      PickOptions.Contrast contrast,
      Optional<Length> edge,
      boolean keepContamination,
      boolean useCtf) {}

  /**
   * What was found on one micrograph.
   *
   * @param micrograph where
   * @param picks what
   */
  public record Found(Micrograph micrograph, Picks picks) {}

  private final Settings settings;
  private final Progress progress;

  private PickJob(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @return what was found, micrograph by micrograph
   * @throws org.cryoudl.failure.DataException if an input cannot be read
   * @throws UsageException if a pixel size or diameter is not known
   */
  public static List<Found> run(
      MicrographInput input, Settings settings, Path output, boolean overwrite, Progress progress) {
    List<Micrograph> micrographs = input.micrographs();
    OptionalDouble pixelSize =
        settings.reference.equals(ReferenceLoader.BLOB)
            ? micrographs.get(0).pixelSizeAngstroms()
            : settings.referencePixelSize;
    List<String> roots = MicrographInput.rootNames(micrographs);
    List<String> results = new ArrayList<>(List.of(LIST, SUFFIX_FILE, TABLE));
    for (String root : roots) {
      results.add(root + SUFFIX);
      results.add(root + "_autopick.png");
    }
    List<Path> inputs = new ArrayList<>(input.files());
    micrographs.forEach(each -> inputs.add(each.file()));
    if (!settings.reference.equals(ReferenceLoader.BLOB)) {
      inputs.add(Path.of(settings.reference));
    }
    PickJob job = new PickJob(settings, progress);
    try (OutputTransaction transaction =
        OutputTransaction.begin(output, results, inputs, overwrite)) {
      References references =
          new ReferenceLoader(settings.reference, pixelSize, settings.diameter, settings.directions)
              .load();
      return transaction.publishing(
          folder -> job.write(micrographs, roots, references, input.files().get(0), folder));
    }
  }

  private List<Found> write(
      List<Micrograph> micrographs,
      List<String> roots,
      References references,
      Path listed,
      Path folder) {
    List<Found> all = new ArrayList<>();
    List<AutopickStar.Row> rows = new ArrayList<>();
    try (Progress.Stage stage = progress.start("picking particles", micrographs.size())) {
      for (int i = 0; i < micrographs.size(); i++) {
        Micrograph each = micrographs.get(i);
        Image image = MicrographImage.read(each.file()).image();
        double pixelSize = each.pixelSizeAngstroms().orElseThrow();
        ParticlePicker picker = new ParticlePicker(references, options(references, each));
        Optional<CtfParameters> ctf = ctf(each, references);
        ParticlePicker.requirePicture(image, each.name());
        picker.requireRoom(image, pixelSize, each.name());
        Picks picks = picker.pick(image, pixelSize, ctf);
        Path coordinates = folder.resolve(roots.get(i) + SUFFIX);
        CoordinateStar.write(coordinates, picks.coordinates());
        CirclePicture.write(
            image,
            picks.coordinates(),
            picks.contaminated(),
            references.diameterAngstroms() / pixelSize,
            picks.searchedPixelAngstroms() / pixelSize,
            folder.resolve(roots.get(i) + "_autopick.png"));
        rows.add(
            new AutopickStar.Row(
                each.name(), StackResolver.nameWhereRun(StagingFolder.published(coordinates))));
        all.add(new Found(each, picks));
        stage.advance(1);
      }
    }
    AutopickStar.write(folder.resolve(LIST), rows);
    AtomicOutput.writeText(folder.resolve(SUFFIX_FILE), StackResolver.nameWhereRun(listed) + "\n");
    writeTable(folder.resolve(TABLE), all);
    return all;
  }

  private Optional<CtfParameters> ctf(Micrograph each, References references) {
    if (!settings.useCtf || references.isRound()) {
      return Optional.empty();
    }
    if (each.ctf().isEmpty()) {
      throw new UsageException(new MicrographReason.CtfUnknown(each.name()));
    }
    return each.ctf();
  }

  private PickOptions options(References references, Micrograph each) {
    double diameter = references.diameterAngstroms();
    double detail =
        Math.max(LEAST_LOW_PASS, diameter / (references.isRound() ? BLOB_DETAIL : DETAIL));
    double nyquist = 2 * each.pixelSizeAngstroms().orElseThrow();
    double lowPass = angstroms(settings.lowPass, each).orElse(Math.max(detail, nyquist));
    if (lowPass < nyquist) {
      throw new UsageException(
          String.format(
              Locale.ROOT,
              "a low pass of %.2f A is beyond the Nyquist frequency of %s, %.2f A; choose one"
                  + " above it",
              lowPass,
              each.name(),
              nyquist));
    }
    return new PickOptions(
        lowPass,
        settings.angleStepDegrees,
        angstroms(settings.minimumDistance, each).orElse(0.6 * diameter),
        settings.threshold,
        settings.falsePicks,
        settings.contrast,
        angstroms(settings.edge, each).orElse(diameter / 2),
        settings.keepContamination,
        1);
  }

  private static OptionalDouble angstroms(Optional<Length> length, Micrograph each) {
    double pixelSize = each.pixelSizeAngstroms().orElseThrow();
    return length.stream().mapToDouble(known -> known.angstroms(pixelSize)).findFirst();
  }

  private static void writeTable(Path file, List<Found> all) {
    CsvWriter.write(
        file,
        List.of("micrograph", "picks", "left_out", "threshold", "expected_false", "particles_are"),
        out -> {
          for (Found each : all) {
            out.row(
                each.micrograph.name(),
                each.picks.coordinates().size(),
                each.picks.contaminated().size(),
                CsvWriter.fixed(each.picks.threshold(), 4),
                CsvWriter.fixed(each.picks.expectedFalse(), 3),
                each.picks.isDark() ? "dark" : "white");
          }
        });
  }
}
