package org.cryoudl.pipeline.align.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cryoudl.alignment.plan.CtfPhases;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.MirrorFlips;
import org.cryoudl.alignment.result.PoseReliability;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.figures.ParticleFigure;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.pipeline.health.ImageFinding;
import org.cryoudl.pipeline.state.RunProfile;
import org.cryoudl.report.Verdict;
import org.jspecify.annotations.Nullable;

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
 * @param particlesInSet how many the set holds
 * @param bin original pixels in one pixel of the images that were aligned, along each axis
 * @param look what was done to be faster, in words; null if nothing was
 * @param leftOut names of images that hold a single value
 * @param boxPixels side of the images
 * @param pixelSizeAngstroms pixel size, null if unknown
 * @param ctf how the CTF was used, in words
 * @param assumptions what the particles were taken to be, and why
 * @param medians over the particles
 * @param flagged how many particles do not fit the set
 * @param flipped how many particles are mirrored; null if they were not allowed to be
 * @param views the views, that with the most particles first
 * @param alike classes that show one view as far as is known, or whose averages look the same
 * @param tone how the verdict is to be taken
 * @param verdict what a person should make of it
 * @param seconds wall-clock time
 * @param threads number of threads
 */
public record AlignmentSummary(
    String program,
    String commandLine,
    String input,
    String method,
    @Nullable String model,
    @Nullable String modelFile,
    int particles,
    int particlesInSet,
    double bin,
    @JsonIgnore @Nullable String look,
    List<String> leftOut,
    int boxPixels,
    @Nullable Double pixelSizeAngstroms,
    String ctf,
    List<Assumption> assumptions,
    @JsonIgnore Map<ParticleFigure, Double> medians,
    int flagged,
    @Nullable Integer flipped,
    @JsonIgnore List<ViewSummary> views,
    @JsonIgnore List<ClassLikeness> alike,
    @JsonIgnore Verdict.Tone tone,
    String verdict,
    double seconds,
    int threads) {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final String CLASSES = "classes";
  private static final String ALIKE_CLASSES = "alike_classes";
  private static final String SIMILAR_AVERAGES = "similar_averages";

  /** The figures of every particle whose medians are kept. */
  private static final List<ParticleFigure> MEDIANS =
      List.of(
          ParticleFigure.CONFIDENCE,
          ParticleFigure.PSI_ERROR,
          ParticleFigure.SHIFT_ERROR,
          ParticleFigure.CORRELATION);

  /** Keys of summary.json in their order; figures of an average are those of the largest view. */
  private static final List<String> KEYS =
      List.of(
          "program",
          "command_line",
          "input",
          "method",
          "model",
          "model_file",
          "particles",
          "particles_in_set",
          "left_out",
          "box_pixels",
          "bin",
          "pixel_size_angstroms",
          "ctf",
          "assumptions",
          "mask_radius_pixels",
          "median_confidence",
          "median_psi_error_degrees",
          "median_shift_error_pixels",
          "median_correlation",
          "noise_correlation",
          "frc0143_angstroms",
          "frc0143_shell",
          "ring_correlation",
          "pattern_ratio",
          "flagged",
          "witnesses",
          "log_evidence",
          "trust",
          "half_turn_trust",
          "agreement",
          "symmetry",
          "flipped",
          "shift_axis",
          "undecided_half_turns",
          CLASSES,
          ALIKE_CLASSES,
          SIMILAR_AVERAGES,
          "level",
          "verdict",
          "seconds",
          "threads");

  /** Keys of each class. */
  private static final List<String> CLASS_KEYS =
      List.of(
          "number",
          "particles",
          "mean_posterior",
          "effective_particles",
          "median_psi_error_degrees",
          "median_shift_error_pixels",
          "frc0143_angstroms",
          "frc0143_shell",
          "resolution_angstroms",
          "confirmed_shell",
          "pattern_ratio",
          "undecided_half_turns",
          "flagged",
          "witnesses",
          "log_evidence",
          "trust",
          "agreement",
          "symmetry",
          "mask_radius_pixels",
          "volume",
          "score",
          "recommended",
          "score_reason",
          "level",
          "remark");

  public static AlignmentSummary of(
      ParticleSet set,
      Alignment alignment,
      List<Assumption> assumptions,
      QuickLook look,
      String method,
      Optional<String> model,
      Optional<String> modelFile,
      String commandLine,
      String version,
      double seconds) {
    boolean pattern =
        assumptions.stream().anyMatch(each -> each.what().equals(ImageFinding.Common.SUBJECT));
    AlignmentVerdict verdict =
        pattern ? AlignmentVerdict.cautious(alignment) : AlignmentVerdict.of(alignment);
    Map<ParticleFigure, Double> medians = new EnumMap<>(ParticleFigure.class);
    MEDIANS.forEach(figure -> medians.put(figure, figure.median(alignment)));
    return new AlignmentSummary(
        "cryoudl " + version,
        commandLine,
        set.file().toString(),
        method,
        model.orElse(null),
        modelFile.orElse(null),
        alignment.size(),
        set.size(),
        (double) alignment.box() / look.binnedBox(alignment.box()),
        look.inWords(set.size(), alignment.box()).orElse(null),
        alignment.constantRows().stream().map(set::imageName).toList(),
        alignment.box(),
        alignment.pixelSizeAngstroms().isPresent()
            ? (Double) alignment.pixelSizeAngstroms().getAsDouble()
            : null,
        alignment.phases().map(AlignmentSummary::inWords).orElse("not used"),
        assumptions,
        medians,
        alignment.particles().reliability().map(PoseReliability::outliers).orElse(0),
        alignment.particles().flips().map(MirrorFlips::count).orElse(null),
        IntStream.range(0, alignment.views().size())
            .mapToObj(k -> ViewSummary.of(alignment, k, verdict.level(k), verdict.remark(k)))
            .toList(),
        alignment.alike(),
        verdict.tone(),
        withDoubts(verdict.text(), assumptions),
        seconds,
        Parallelism.current().threads());
  }

  /** A verdict with what speaks against the assumptions that it rests on. */
  private static String withDoubts(String verdict, List<Assumption> assumptions) {
    String doubts =
        assumptions.stream()
            .filter(Assumption::isDoubtful)
            .map(each -> each.what() + " taken " + each.taken() + ": " + each.why())
            .collect(Collectors.joining("; "));
    return doubts.isEmpty() ? verdict : verdict + " Doubtful in the input: " + doubts + ".";
  }

  private static String inWords(CtfPhases phases) {
    return switch (phases) {
      case FLIPPED -> "used; phases are flipped in the images";
      case UNFLIPPED -> "used; phases are not flipped in the images";
    };
  }

  /** The median of one of the figures whose medians are kept. */
  public double median(ParticleFigure figure) {
    return Objects.requireNonNull(medians.get(figure), "no median is kept of this figure");
  }

  public void write(Path file) {
    write(file, List.of());
  }

  /**
   * As {@link #write(Path)}, with where the time went.
   *
   * @param profile left out if empty
   */
  public void write(Path file, List<RunProfile.Row> profile) {
    ObjectNode all = json();
    if (!profile.isEmpty()) {
      all.set("profile", JSON.valueToTree(profile));
    }
    try {
      AtomicOutput.writeText(file, JSON.writeValueAsString(all) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the summary", e);
    }
  }

  private ObjectNode json() {
    ObjectNode all = JSON.valueToTree(views.get(0));
    all.put("level", tone.level());
    medians.forEach((figure, median) -> all.put("median_" + figure.key(), median));
    all.setAll(JSON.<ObjectNode>valueToTree(this)); // the set's own figures, "flagged" among them
    if (views.size() > 1) {
      ArrayNode classes = all.putArray(CLASSES);
      views.forEach(view -> classes.add(pick(JSON.valueToTree(view), CLASS_KEYS)));
      ArrayNode together = all.putArray(ALIKE_CLASSES);
      ArrayNode similar = all.putArray(SIMILAR_AVERAGES);
      for (ClassLikeness pair : alike) {
        ObjectNode one = (pair.isConfirmedDifferent() ? similar : together).addObject();
        one.putArray("numbers").add(pair.first() + 1).add(pair.second() + 1);
        one.put("correlation", pair.correlation());
        one.put("expected_correlation", pair.expected());
        one.put("detail", pair.detail());
        if (pair.isConfirmedDifferent()) {
          one.put("confirmed_difference", pair.confirmedShare());
        }
      }
    }
    return pick(all, KEYS);
  }

  private static ObjectNode pick(JsonNode all, List<String> keys) {
    ObjectNode picked = JSON.createObjectNode();
    for (String key : keys) {
      if (all.has(key)) {
        picked.set(key, all.get(key));
      }
    }
    return picked;
  }

  /** The result as a person reads it. */
  public List<String> lines() {
    return List.of(
        String.format(
            Locale.ROOT,
            "%d particles of %d px%s aligned in %.1f s with %s",
            particles,
            boxPixels,
            look == null ? "" : " (" + look + ")",
            seconds,
            model == null ? "method " + method : model),
        String.format(
            Locale.ROOT,
            "standard error of a typical particle: %.2f degrees, %.2f px",
            median(ParticleFigure.PSI_ERROR),
            median(ParticleFigure.SHIFT_ERROR)),
        "CTF " + ctf,
        verdict);
  }
}
