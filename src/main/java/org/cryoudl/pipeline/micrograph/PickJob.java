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
import org.cryoudl.io.png.PngImage;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.micrograph.picking.ParticlePicker;
import org.cryoudl.micrograph.picking.PickOptions;
import org.cryoudl.micrograph.picking.Picks;
import org.cryoudl.micrograph.picking.References;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.shards.ShardPlan;
import org.cryoudl.pipeline.shards.Shards;
import org.cryoudl.pipeline.state.RunIdentity;
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
  private static final String PICTURE_SUFFIX = "_autopick.png";
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

  private final List<Micrograph> micrographs;
  private final Settings settings;
  private final Shards shards;
  private final Progress progress;

  private PickJob(
      List<Micrograph> micrographs, Settings settings, Shards shards, Progress progress) {
    this.micrographs = micrographs;
    this.shards = shards;
    this.settings = settings;
    this.progress = progress;
  }

  /** What is kept of a micrograph: what was found, and the picture of it. */
  private record Picked(Picks picks, byte[] picture) {}

  /** Takes what was found on the micrograph of a number from 0 on. */
  private interface Taker {
    void take(int micrograph, Picked picked);
  }

  /** All that decides what is found, beside the files. */
  private record Decisive(Settings settings, OptionalDouble pixelSizeAngstroms) {}

  /**
   * Runs the job.
   *
   * @param plan all micrographs, or some of them
   * @return what was found, micrograph by micrograph
   * @throws org.cryoudl.failure.DataException if an input cannot be read
   * @throws UsageException if a pixel size or diameter is not known
   */
  public static List<Found> run(
      MicrographInput input,
      Settings settings,
      Path output,
      boolean overwrite,
      ShardPlan plan,
      Progress progress) {
    List<Micrograph> micrographs = input.micrographs();
    boolean blob = settings.reference.equals(ReferenceLoader.BLOB);
    OptionalDouble pixelSize =
        blob ? micrographs.get(0).pixelSizeAngstroms() : settings.referencePixelSize;
    List<Path> inputs = new ArrayList<>(input.files());
    if (!blob) {
      inputs.add(Path.of(settings.reference));
    }
    RunIdentity identity =
        RunIdentity.of(
            "pick", new Decisive(settings, input.pixelSizeAngstroms()), RunIdentity.states(inputs));
    micrographs.forEach(each -> inputs.add(each.file()));
    ReferenceLoader loader =
        new ReferenceLoader(settings.reference, pixelSize, settings.diameter, settings.directions);
    try (Shards shards =
        Shards.open(plan, output, identity, micrographs.size(), "micrographs", progress)) {
      PickJob job = new PickJob(micrographs, settings, shards, progress);
      if (!shards.makesResults()) {
        List<Found> own = new ArrayList<>();
        shards.complete(
            () ->
                job.pick(
                    loader.load(),
                    (i, picked) -> own.add(new Found(micrographs.get(i), picked.picks))));
        return own;
      }
      List<String> roots = MicrographInput.rootNames(micrographs);
      List<String> results = new ArrayList<>(List.of(LIST, SUFFIX_FILE, TABLE));
      for (String root : roots) {
        results.add(root + SUFFIX);
        results.add(root + PICTURE_SUFFIX);
      }
      try (OutputTransaction transaction =
          OutputTransaction.begin(output, results, inputs, overwrite)) {
        References references = loader.load();
        return transaction.publishing(
            folder -> job.write(roots, references, input.files().get(0), folder));
      }
    }
  }

  /** Picks on the micrographs of this run. */
  private void pick(References references, Taker taker) {
    try (Progress.Stage stage =
        progress.start("picking particles", shards.end() - shards.first())) {
      for (int i = shards.first(); i < shards.end(); i++) {
        Micrograph each = micrographs.get(i);
        taker.take(i, shards.step(i, Picked.class, () -> picked(each, references)));
        stage.advance(1);
      }
    }
  }

  private Picked picked(Micrograph each, References references) {
    Image image = MicrographImage.read(each.file()).image();
    double pixelSize = each.pixelSizeAngstroms().orElseThrow();
    ParticlePicker picker = new ParticlePicker(references, options(references, each));
    Optional<CtfParameters> ctf = ctf(each, references);
    ParticlePicker.requirePicture(image, each.name());
    picker.requireRoom(image, pixelSize, each.name());
    Picks picks = picker.pick(image, pixelSize, ctf);
    return new Picked(
        picks,
        CirclePicture.png(
            image,
            picks.coordinates(),
            picks.contaminated(),
            references.diameterAngstroms() / pixelSize,
            picks.searchedPixelAngstroms() / pixelSize));
  }

  private List<Found> write(List<String> roots, References references, Path listed, Path folder) {
    List<Found> all = new ArrayList<>();
    List<AutopickStar.Row> rows = new ArrayList<>();
    pick(
        references,
        (i, picked) -> {
          Path coordinates = folder.resolve(roots.get(i) + SUFFIX);
          CoordinateStar.write(coordinates, picked.picks.coordinates());
          PngImage.writeEncoded(picked.picture, folder.resolve(roots.get(i) + PICTURE_SUFFIX));
          Micrograph each = micrographs.get(i);
          rows.add(
              new AutopickStar.Row(
                  each.name(), StackResolver.nameWhereRun(StagingFolder.published(coordinates))));
          all.add(new Found(each, picked.picks));
        });
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
