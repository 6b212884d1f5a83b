package org.cryoudl.pipeline.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.cryoudl.failure.DataException;
import org.cryoudl.io.particles.MixedPixelSizes;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.progress.Progress;

/**
 * What is fine, doubtful or wrong with a set of particles, from one look at its metadata and one
 * pass over its images. Every command that works on particles can ask for it.
 *
 * @param findings one for each thing that was looked at
 */
public record InputHealth(List<InputFinding> findings) {

  /**
   * What the particles are to be used for.
   *
   * @param useCtf whether CTFs matter
   * @param invertContrast whether images are to be inverted
   */
  public record Use(boolean useCtf, boolean invertContrast) {

    /** With the CTF, as they are. */
    public static final Use DEFAULT = new Use(true, false);

    /** The images alone, as they are. */
    public static final Use IMAGES = new Use(false, false);
  }

  public InputHealth {
    findings = List.copyOf(findings);
  }

  /** Looks at a set that is open with its images. */
  public static InputHealth of(ParticleSet set, Use use, Progress progress) {
    return of(set, use, ImageSurvey.of(set.images(), progress));
  }

  /** As the other, of images that were looked at already. */
  public static InputHealth of(ParticleSet set, Use use, ImageSurvey survey) {
    List<InputFinding> findings = new ArrayList<>();
    findings.add(survey.box());
    findings.addAll(metadata(set, use));
    findings.add(survey.unusable());
    if (survey.unusable().count() == survey.unusable().looked()) {
      return new InputHealth(findings); // nothing else was measured, so nothing else is fine
    }
    findings.add(survey.constant());
    if (survey.equal().count() > 0 || !set.namesImagesAgain()) {
      findings.add(survey.equal());
    }
    findings.add(survey.outlying());
    if (survey.box().level() == HealthLevel.FINE) {
      findings.add(survey.contrast(set.saysDark(), use.invertContrast()));
      findings.add(survey.ramp());
      findings.addAll(survey.patterns());
      findings.add(survey.common());
      findings.add(survey.masked());
    }
    return new InputHealth(findings);
  }

  /**
   * Looks at a set before it is used: tells what was remarked on reading it, refuses what is wrong,
   * and returns what is doubtful. Images are looked at if the set was opened with them.
   *
   * @return what a result rests on that something speaks against
   * @throws DataException with what is wrong, all of it
   */
  public static List<Assumption> accept(ParticleSet set, Use use, Progress progress) {
    if (!set.hasImages()) {
      return acceptMetadata(set, use.useCtf(), progress);
    }
    set.warnings().forEach(progress::warn);
    // Silent: it takes ten seconds at most, and a refusal is to be one line.
    return of(set, use, Progress.silent()).requireUsable().doubts();
  }

  /**
   * As {@link #accept}, of the metadata alone.
   *
   * @param useCtf whether CTFs matter
   */
  public static List<Assumption> acceptMetadata(
      ParticleSet set, boolean useCtf, Progress progress) {
    set.warnings().forEach(progress::warn);
    return ofMetadata(set, useCtf).requireUsable().doubts();
  }

  /** The pixel size is not looked at: it may stand in a stack that is not opened. */
  private static InputHealth ofMetadata(ParticleSet set, boolean useCtf) {
    List<InputFinding> findings = new ArrayList<>();
    if (useCtf) {
      findings.add(ctfFinding(set));
    }
    set.warnings().forEach(text -> findings.add(new MetadataFinding.Remark(text)));
    return new InputHealth(findings);
  }

  /** Of a set that cannot be opened. */
  public static InputHealth refused(DataException why) {
    return new InputHealth(List.of(MetadataFinding.Refused.of(why)));
  }

  private static List<InputFinding> metadata(ParticleSet set, Use use) {
    List<InputFinding> findings = new ArrayList<>();
    findings.add(
        new MetadataFinding.PixelSizeKnown(set.pixelSizeAngstroms(), set.hasPixelSizeInMetadata()));
    if (use.useCtf()) {
      MetadataFinding ctf = ctfFinding(set);
      if (!(ctf instanceof MetadataFinding.CtfKnown known)) {
        findings.add(ctf);
      } else if (known.known() > 0) { // what is not there is neither fine nor doubtful
        findings.add(ctf);
        findings.add(phases(set));
      }
    }
    Optional<MixedPixelSizes> mixed = set.mixedPixelSizes();
    // Sets that are used without bringing their images to one are not opened at all.
    mixed.ifPresent(
        found ->
            findings.add(
                new MetadataFinding.Remark(found.problem() + " except by align and classify")));
    set.warnings().stream()
        .filter(text -> !mixed.map(MixedPixelSizes::problem).equals(Optional.of(text)))
        .forEach(text -> findings.add(new MetadataFinding.Remark(text)));
    return findings;
  }

  private static MetadataFinding ctfFinding(ParticleSet set) {
    try {
      return ctf(set);
    } catch (DataException e) {
      return MetadataFinding.Refused.of(e);
    }
  }

  private static MetadataFinding phases(ParticleSet set) {
    try {
      return new MetadataFinding.PhasesSaid(set.phases());
    } catch (DataException e) {
      return MetadataFinding.Refused.of(e);
    }
  }

  private static MetadataFinding.CtfKnown ctf(ParticleSet set) {
    int known = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int row = 0; row < set.size(); row++) {
      Optional<CtfParameters> ctf = set.ctf(row);
      if (ctf.isPresent()) {
        known++;
        double u = ctf.get().defocusUAngstroms();
        double v = ctf.get().defocusVAngstroms();
        least = Math.min(least, Math.min(u, v));
        most = Math.max(most, Math.max(u, v));
      }
    }
    return new MetadataFinding.CtfKnown(known, set.size(), least, most);
  }

  /** What is fine in one line, then what is doubtful and what is wrong, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    List<InputFinding> fine = at(HealthLevel.FINE);
    if (!fine.isEmpty()) {
      lines.add(
          line(
              HealthLevel.FINE,
              fine.stream().map(InputFinding::subject).collect(Collectors.joining(", "))));
    }
    for (HealthLevel level : List.of(HealthLevel.DOUBTFUL, HealthLevel.WRONG)) {
      at(level).forEach(finding -> lines.add(line(level, finding.text())));
    }
    return lines;
  }

  private static String line(HealthLevel level, String text) {
    return String.format(Locale.ROOT, "%-12s%s", level.word(), text);
  }

  /** The worst level of all. */
  public HealthLevel worst() {
    return findings.stream()
        .map(InputFinding::level)
        .max(HealthLevel::compareTo)
        .orElse(HealthLevel.FINE);
  }

  /** What was found of one level. */
  public List<InputFinding> at(HealthLevel level) {
    return findings.stream().filter(finding -> finding.level() == level).toList();
  }

  /** What is doubtful, as assumptions that a result rests on. */
  public List<Assumption> doubts() {
    return at(HealthLevel.DOUBTFUL).stream()
        .map(
            finding ->
                new Assumption(
                    finding.subject(),
                    finding.taken(),
                    finding.text(),
                    Assumption.Certainty.DOUBTFUL))
        .toList();
  }

  /**
   * Refuses a set of which something is wrong.
   *
   * @return this
   * @throws DataException with what is wrong, all of it
   */
  public InputHealth requireUsable() {
    List<InputFinding> wrong = at(HealthLevel.WRONG);
    if (wrong.size() == 1 && wrong.get(0).reason().isPresent()) {
      throw new DataException(wrong.get(0).reason().get());
    }
    if (!wrong.isEmpty()) {
      throw new DataException(
          wrong.stream().map(InputFinding::text).collect(Collectors.joining("; also: ")));
    }
    return this;
  }
}
