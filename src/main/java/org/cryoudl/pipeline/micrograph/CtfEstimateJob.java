package org.cryoudl.pipeline.micrograph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.geometry.Length;
import org.cryoudl.image.Image;
import org.cryoudl.io.FileState;
import org.cryoudl.io.csv.CsvWriter;
import org.cryoudl.io.micrographs.Micrograph;
import org.cryoudl.io.micrographs.MicrographImage;
import org.cryoudl.io.micrographs.MicrographStar;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.png.PngImage;
import org.cryoudl.io.star.StarFile;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.micrograph.ctf.CtfEstimate;
import org.cryoudl.micrograph.ctf.CtfEstimator;
import org.cryoudl.micrograph.ctf.CtfSearchOptions;
import org.cryoudl.micrograph.spectrum.PowerSpectrum;
import org.cryoudl.micrograph.spectrum.TiledSpectrum;
import org.cryoudl.pipeline.files.OutputTransaction;
import org.cryoudl.pipeline.shards.ShardPlan;
import org.cryoudl.pipeline.shards.Shards;
import org.cryoudl.pipeline.state.RunIdentity;
import org.cryoudl.progress.Progress;

/**
 * Estimates the CTFs of micrographs, or of particles micrograph by micrograph. Writes {@code
 * micrographs_ctf.star} (micrographs with a CTF only), {@code ctf.csv} (all, with what was found),
 * {@code ctf_profiles.csv} (spectrum and fit by frequency) and a picture {@code NAME_ctf.png} each.
 */
public final class CtfEstimateJob {

  /** The list that RELION reads. */
  public static final String LIST = "micrographs_ctf.star";

  private static final String TABLE = "ctf.csv";
  private static final String PICTURE_SUFFIX = "_ctf.png";
  private static final String PROFILES = "ctf_profiles.csv";

  /** A rise of the defocus above this is warned of. */
  private static final double TILT_WARNED_DEGREES = 5;

  /**
   * What is known and searched.
   *
   * @param kilovolts voltage in kV; that of the metadata if empty, as the next two
   * @param csMillimetres spherical aberration in mm
   * @param amplitudeContrast fraction of amplitude contrast
   * @param leastResolution frequencies lower than this are not used; 20 A if empty, 50 A where
   *     pixels are larger than 3 A
   * @param mostResolution frequencies higher than this are not used; 4 A if empty
   * @param leastDefocusAngstroms smallest defocus in A
   * @param mostDefocusAngstroms largest defocus in A
   * @param mostAstigmatismAngstroms largest difference of the two defoci in A
   * @param searchPhaseShift whether a phase shift is searched
   */
  public record Settings(
      OptionalDouble kilovolts,
      OptionalDouble csMillimetres,
      OptionalDouble amplitudeContrast,
      Optional<Length> leastResolution,
      Optional<Length> mostResolution,
      double leastDefocusAngstroms,
      double mostDefocusAngstroms,
      double mostAstigmatismAngstroms,
      boolean searchPhaseShift) {}

  /**
   * What was found of one micrograph.
   *
   * @param micrograph with its CTF, if that was found
   * @param estimate the whole result
   */
  public record Found(Micrograph micrograph, CtfEstimate estimate) {}

  /** What a CTF is fitted to: a micrograph, or the particles of one. */
  private interface Source {
    Fit fit(CtfEstimator estimator, double pixelSizeAngstroms);
  }

  /** What is kept of a micrograph: what was found, and the picture of it. */
  private record Kept(CtfEstimate estimate, byte[] picture) {}

  /** All that decides what is found, beside the files. */
  private record Decisive(Settings settings, OptionalDouble pixelSizeAngstroms) {}

  /** Takes what was found of the micrograph of a number from 0 on. */
  private interface Taker {
    void take(int micrograph, Found found, Kept kept);
  }

  /** An estimate and the spectrum that it comes from. */
  private record Fit(PowerSpectrum spectrum, CtfEstimate estimate) {}

  private final MicrographInput input;
  private final Settings settings;
  private final Progress progress;
  private final List<Micrograph> micrographs = new ArrayList<>();
  private final List<Source> sources = new ArrayList<>();

  /** The particles' file and stacks, as they were before they were read. */
  private final List<FileState> states = new ArrayList<>();

  private CtfEstimateJob(MicrographInput input, Settings settings, Progress progress) {
    this.input = input;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs the job.
   *
   * @param plan all micrographs, or some of them
   * @return what was found, micrograph by micrograph
   * @throws DataException if an input cannot be read, or no micrograph shows rings
   * @throws UsageException if pixel size or microscope are not known
   */
  public static List<Found> run(
      MicrographInput input,
      Settings settings,
      Path output,
      boolean overwrite,
      ShardPlan plan,
      Progress progress) {
    CtfEstimateJob job = new CtfEstimateJob(input, settings, progress);
    Optional<Path> particles =
        input.files().stream().filter(CtfEstimateJob::holdsParticles).findFirst();
    if (particles.isEmpty()) {
      job.addMicrographs();
      return job.run(output, overwrite, plan);
    }
    if (input.files().size() > 1) {
      throw new UsageException(
          particles.get() + " holds particles; name it alone, without micrographs beside it");
    }
    try (ParticleSet set = input.particles(particles.get())) {
      job.addParticles(set);
      return job.run(output, overwrite, plan);
    }
  }

  private static boolean holdsParticles(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".mrcs")
        || MicrographInput.isStar(file) && !MicrographStar.isListOfMicrographs(StarFile.read(file));
  }

  private void addMicrographs() {
    for (Micrograph each : input.micrographs()) {
      micrographs.add(each);
      sources.add(
          (estimator, pixelSize) -> {
            Image image = MicrographImage.read(each.file()).image();
            TiledSpectrum spectrum = CtfEstimator.spectrum(image, pixelSize);
            return new Fit(spectrum.whole(), estimator.estimate(spectrum, pixelSize));
          });
    }
  }

  private void addParticles(ParticleSet set) {
    states.addAll(set.fileStates());
    if (set.images().width() != set.images().height()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the particles of %s have %d x %d pixels; square ones are needed",
              set.file(),
              set.images().width(),
              set.images().height()));
    }
    double pixelSize = input.pixelSizeOf(set);
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (int row = 0; row < set.size(); row++) {
      String name = set.micrographName(row).orElse(set.file().toString());
      rows.computeIfAbsent(name, key -> new ArrayList<>()).add(row);
    }
    for (Map.Entry<String, List<Integer>> group : rows.entrySet()) {
      micrographs.add(
          new Micrograph(
              group.getKey(),
              Path.of(group.getKey()),
              OptionalDouble.of(pixelSize),
              Optional.empty(),
              set.ctf(group.getValue().get(0)),
              OptionalDouble.empty(),
              OptionalDouble.empty()));
      sources.add(
          (estimator, size) -> {
            PowerSpectrum spectrum = PowerSpectrum.of(set.images(), group.getValue());
            return new Fit(spectrum, estimator.estimate(spectrum, size));
          });
    }
  }

  private List<Found> run(Path output, boolean overwrite, ShardPlan plan) {
    List<CtfSearchOptions> searches = micrographs.stream().map(this::search).toList();
    List<FileState> known = new ArrayList<>(RunIdentity.states(input.files()));
    known.addAll(states);
    RunIdentity identity =
        RunIdentity.of("ctf estimate", new Decisive(settings, input.pixelSizeAngstroms()), known);
    try (Shards shards =
        Shards.open(plan, output, identity, micrographs.size(), "micrographs", progress)) {
      if (!shards.makesResults()) {
        List<Found> own = new ArrayList<>();
        shards.complete(() -> estimate(searches, shards, (i, found, kept) -> own.add(found)));
        return own;
      }
      List<String> roots = MicrographInput.rootNames(micrographs);
      List<String> results = new ArrayList<>(List.of(LIST, TABLE, PROFILES));
      roots.forEach(root -> results.add(root + PICTURE_SUFFIX));
      List<Path> inputs = new ArrayList<>(input.files());
      micrographs.forEach(each -> inputs.add(each.file()));
      try (OutputTransaction transaction =
          OutputTransaction.begin(output, results, inputs, overwrite)) {
        transaction.watch(states);
        return transaction.publishing(folder -> write(folder, roots, searches, shards));
      }
    }
  }

  /** Estimates the CTFs of the micrographs of this run. */
  private void estimate(List<CtfSearchOptions> searches, Shards shards, Taker taker) {
    try (Progress.Stage stage = progress.start("estimating CTFs", shards.end() - shards.first())) {
      for (int i = shards.first(); i < shards.end(); i++) {
        int own = i;
        Micrograph each = micrographs.get(i);
        Kept kept = shards.step(i, Kept.class, () -> estimated(own, searches.get(own)));
        CtfEstimate found = kept.estimate();
        Micrograph known =
            found.isFound()
                ? each.withCtf(
                    found.parameters(), found.figureOfMerit(), found.resolutionAngstroms())
                : each;
        taker.take(i, new Found(known, found), kept);
        warn(each, found);
        stage.advance(1);
      }
    }
  }

  private Kept estimated(int number, CtfSearchOptions search) {
    double pixelSize = micrographs.get(number).pixelSizeAngstroms().orElseThrow();
    Fit fit = sources.get(number).fit(new CtfEstimator(search), pixelSize);
    return new Kept(fit.estimate(), ThonRingPicture.png(fit.spectrum(), pixelSize, fit.estimate()));
  }

  private List<Found> write(
      Path folder, List<String> roots, List<CtfSearchOptions> searches, Shards shards) {
    List<Found> all = new ArrayList<>();
    estimate(
        searches,
        shards,
        (i, found, kept) -> {
          all.add(found);
          PngImage.writeEncoded(kept.picture, folder.resolve(roots.get(i) + PICTURE_SUFFIX));
        });
    List<Micrograph> good =
        all.stream().filter(f -> f.estimate.isFound()).map(Found::micrograph).toList();
    if (good.isEmpty()) {
      throw new DataException(
          new MicrographReason.NoRings(
              micrographs.get(0).name(),
              micrographs.size(),
              all.stream().mapToDouble(f -> f.estimate.evidence()).max().orElse(0)));
    }
    MicrographStar.write(folder.resolve(LIST), good);
    writeTable(folder.resolve(TABLE), all);
    writeProfiles(folder.resolve(PROFILES), all);
    return all;
  }

  private void warn(Micrograph each, CtfEstimate found) {
    if (!found.isFound()) {
      progress.warn(
          String.format(
              Locale.ROOT,
              "%s shows no Thon rings (evidence %.2f, 1 is needed): it is left out of %s",
              each.name(),
              found.evidence(),
              LIST));
    } else if (found.tiltDegrees().orElse(0) > TILT_WARNED_DEGREES) {
      progress.warn(
          String.format(
              Locale.ROOT,
              "the defocus of %s rises across it as that of a specimen tilted by %.0f degrees",
              each.name(),
              found.tiltDegrees().orElseThrow()));
    }
  }

  private CtfSearchOptions search(Micrograph each) {
    double pixelSize = each.pixelSizeAngstroms().orElseThrow();
    Optional<CtfParameters> known = each.microscope();
    CtfParameters microscope =
        new CtfParameters(
            value(settings.kilovolts, known.map(CtfParameters::voltageKilovolts), each, "voltage"),
            value(
                settings.csMillimetres,
                known.map(CtfParameters::sphericalAberrationMillimetres),
                each,
                "spherical aberration"),
            value(
                settings.amplitudeContrast,
                known.map(CtfParameters::amplitudeContrast),
                each,
                "amplitude contrast"),
            0,
            0,
            0,
            known.map(CtfParameters::phaseShiftDegrees).orElse(0.0));
    return new CtfSearchOptions(
        microscope,
        settings
            .leastResolution
            .map(length -> length.angstroms(pixelSize))
            .orElse(pixelSize > 3 ? 50.0 : 20.0),
        settings
            .mostResolution
            .map(length -> length.angstroms(pixelSize))
            .orElse(Math.max(4, 2.1 * pixelSize)),
        settings.leastDefocusAngstroms,
        settings.mostDefocusAngstroms,
        settings.mostAstigmatismAngstroms,
        settings.searchPhaseShift);
  }

  private static double value(
      OptionalDouble given, Optional<Double> known, Micrograph each, String what) {
    if (given.isPresent()) {
      return given.getAsDouble();
    }
    return known.orElseThrow(
        () -> new UsageException(new MicrographReason.MicroscopeUnknown(each.name(), what)));
  }

  private static void writeTable(Path file, List<Found> all) {
    CsvWriter.write(
        file,
        List.of(
            "micrograph",
            "found",
            "evidence",
            "defocus_u_angstroms",
            "defocus_v_angstroms",
            "defocus_angle_degrees",
            "phase_shift_degrees",
            "figure_of_merit",
            "resolution_angstroms",
            "tilt_degrees"),
        out -> {
          for (Found each : all) {
            CtfEstimate e = each.estimate;
            CtfParameters c = e.parameters();
            boolean found = e.isFound();
            out.row(
                each.micrograph.name(),
                found ? 1 : 0,
                CsvWriter.fixed(e.evidence(), 3),
                found ? CsvWriter.fixed(c.defocusUAngstroms(), 1) : "",
                found ? CsvWriter.fixed(c.defocusVAngstroms(), 1) : "",
                found ? CsvWriter.fixed(c.defocusAngleDegrees(), 2) : "",
                found ? CsvWriter.fixed(c.phaseShiftDegrees(), 2) : "",
                found ? CsvWriter.fixed(e.figureOfMerit(), 4) : "",
                found ? CsvWriter.fixed(e.resolutionAngstroms(), 2) : "",
                e.tiltDegrees().isPresent()
                    ? CsvWriter.fixed(e.tiltDegrees().getAsDouble(), 1)
                    : "");
          }
        });
  }

  private static void writeProfiles(Path file, List<Found> all) {
    CsvWriter.write(
        file,
        List.of("micrograph", "frequency", "measured", "fitted", "ctf_square", "correlation"),
        out -> {
          for (Found each : all) {
            for (CtfEstimate.ProfilePoint point : each.estimate.profile()) {
              out.row(
                  each.micrograph.name(),
                  CsvWriter.fixed(point.frequency(), 6),
                  CsvWriter.fixed(point.measured(), 5),
                  CsvWriter.fixed(point.fitted(), 5),
                  CsvWriter.fixed(point.ctfSquare(), 5),
                  CsvWriter.fixed(point.correlation(), 4));
            }
          }
        });
  }
}
