package org.cryoudl.pipeline.align.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ShiftAxis;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.statistics.Robust;

/**
 * The record of an alignment, written as summary.json.
 *
 * @param program name and version
 * @param commandLine what the user typed
 * @param input the particle set
 * @param method how poses were found
 * @param model name of the network, null if none took part
 * @param modelFile where it was read from, null if none took part
 * @param particles how many were aligned
 * @param leftOut names of images that hold a single value
 * @param boxPixels side of the images
 * @param pixelSizeAngstroms pixel size, null if unknown
 * @param ctf how the CTF was used, in words
 * @param maskRadiusPixels radius of the mask around the average; null where the method has none of
 *     its own
 * @param medianConfidence median share of the posterior at the pose
 * @param medianPsiErrorDegrees median standard error of the angle
 * @param medianShiftErrorPixels median standard error of the shift
 * @param medianCorrelation median whitened correlation of a particle with an average without it
 * @param noiseCorrelation what images of pure noise reach, the median; null if not measured
 * @param frc0143Angstroms resolution at which the half averages' correlation falls below 0.143;
 *     null if it never does or the pixel size is unknown
 * @param frc0143Shell the same in cycles per box, -1 if never
 * @param ringCorrelation per shell
 * @param patternRatio strongest pattern shared by the residuals over chance
 * @param flagged how many particles hardly belong to the set
 * @param witnesses how many had no part in the average and were asked what it is worth
 * @param logEvidence log likelihood ratio of the average to noise for these; null without any
 * @param trust share of the average's strength that they confirm
 * @param halfTurnTrust share of the difference between both half-turns that they confirm
 * @param agreement how far halves of the set agree that were refined apart; null where there was no
 *     doubt
 * @param symmetry rotational symmetry of the view, as far as particles can tell, or as it was
 *     imposed; null if not looked for
 * @param flipped how many particles are mirrored; null if they were not allowed to be
 * @param shiftAxis direction along which shifts are known worst; null if not looked for
 * @param undecidedHalfTurns least share of half-turns that noise decided wrongly
 * @param classes the classes in their order, if the particles were sorted; figures above are then
 *     those of the largest
 * @param verdict what a person should make of it
 * @param seconds wall-clock time
 * @param threads number of threads
 */
public record AlignmentSummary(
    String program,
    String commandLine,
    String input,
    String method,
    String model,
    String modelFile,
    int particles,
    List<String> leftOut,
    int boxPixels,
    Double pixelSizeAngstroms,
    String ctf,
    Double maskRadiusPixels,
    double medianConfidence,
    double medianPsiErrorDegrees,
    double medianShiftErrorPixels,
    double medianCorrelation,
    Double noiseCorrelation,
    Double frc0143Angstroms,
    int frc0143Shell,
    double[] ringCorrelation,
    double patternRatio,
    int flagged,
    int witnesses,
    Double logEvidence,
    double trust,
    double halfTurnTrust,
    HalfSetAgreement agreement,
    RotationalSymmetry symmetry,
    Integer flipped,
    ShiftAxis shiftAxis,
    double undecidedHalfTurns,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ClassSummary> classes,
    String verdict,
    double seconds,
    int threads) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  public static AlignmentSummary of(
      ParticleSet set,
      Alignment alignment,
      String method,
      Optional<String> model,
      Optional<String> modelFile,
      String commandLine,
      String version,
      double seconds) {
    int shell = alignment.largestView().shellBelow(0.143);
    Double pixelSize =
        alignment.pixelSizeAngstroms().isPresent()
            ? (Double) alignment.pixelSizeAngstroms().getAsDouble()
            : null;
    Double resolution =
        pixelSize == null || shell < 1 ? null : (Double) (alignment.box() * pixelSize / shell);
    return new AlignmentSummary(
        "cryoudl " + version,
        commandLine,
        set.file().toString(),
        method,
        model.orElse(null),
        modelFile.orElse(null),
        alignment.size(),
        alignment.constantRows().stream().map(set::imageName).toList(),
        alignment.box(),
        pixelSize,
        alignment.phases().map(AlignmentSummary::inWords).orElse("not used"),
        alignment
            .largestView()
            .reliability()
            .map(a -> a.maskRadius() * alignment.box())
            .orElse(null),
        Robust.median(alignment.particles().confidence()),
        Math.min(180, Robust.median(alignment.particles().psiErrorDegrees())),
        Math.min(alignment.box(), Robust.median(alignment.particles().shiftErrorPixels())),
        Robust.median(alignment.particles().correlation()),
        alignment
            .largestView()
            .reliability()
            .map(AverageReliability::noiseCorrelation)
            .orElse(null),
        resolution,
        shell,
        alignment.largestView().ringCorrelation(),
        alignment.largestView().heterogeneityRatio(),
        alignment.particles().reliability().map(PoseReliability::outliers).orElse(0),
        alignment.largestView().heldOut().count(),
        alignment.largestView().heldOut().count() > 0
            ? (Double) alignment.largestView().heldOut().logEvidence()
            : null,
        alignment.largestView().heldOut().trust(),
        alignment.largestView().heldOut().halfTurnTrust(),
        alignment.largestView().agreement().orElse(null),
        alignment.largestView().reliability().map(AverageReliability::symmetry).orElse(null),
        alignment.particles().flips().map(MirrorFlips::count).orElse(null),
        alignment.hasClasses() ? null : alignment.particles().shiftAxis(0).orElse(null),
        alignment.largestView().halfTurnAmbiguity(),
        ClassSummary.of(alignment),
        AlignmentVerdict.of(alignment),
        seconds,
        Parallelism.current().threads());
  }

  private static String inWords(CtfPhases phases) {
    return switch (phases) {
      case FLIPPED -> "used; phases are flipped in the images";
      case UNFLIPPED -> "used; phases are not flipped in the images";
    };
  }

  public void write(Path file) {
    try {
      AtomicOutput.writeText(file, JSON.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the summary", e);
    }
  }

  /** The result as a person reads it. */
  public List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "%d particles of %d px aligned in %.1f s with %s",
            particles,
            boxPixels,
            seconds,
            model == null ? "method " + method : model),
        String.format(
            Locale.ROOT,
            "standard error of a typical particle: %.2f degrees, %.2f px",
            medianPsiErrorDegrees,
            medianShiftErrorPixels),
        "CTF " + ctf,
        verdict);
  }
}
