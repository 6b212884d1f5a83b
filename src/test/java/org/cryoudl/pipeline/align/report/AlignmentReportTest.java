package org.cryoudl.pipeline.align.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.cryoudl.alignment.plan.AlignmentOptions;
import org.cryoudl.alignment.plan.QuickLook;
import org.cryoudl.alignment.result.Alignment;
import org.cryoudl.alignment.result.AverageReliability;
import org.cryoudl.alignment.result.ClassLikeness;
import org.cryoudl.alignment.result.HalfSetAgreement;
import org.cryoudl.alignment.result.HeldOutEvidence;
import org.cryoudl.alignment.result.RotationalSymmetry;
import org.cryoudl.alignment.result.ViewResult;
import org.cryoudl.image.Image;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.pipeline.health.Assumption;
import org.cryoudl.progress.Progress;
import org.cryoudl.report.files.ReportFiles;
import org.cryoudl.testing.KnownAlignment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The summary and the page of alignments whose figures are known. */
class AlignmentReportTest {

  private static final int BOX = 16;

  /** As published; the order in the file is this too. */
  private static final List<String> KEYS =
      List.of(
          ("program command_line input method model model_file particles"
                  + " particles_in_set left_out box_pixels bin"
                  + " pixel_size_angstroms ctf assumptions mask_radius_pixels median_confidence"
                  + " median_psi_error_degrees median_shift_error_pixels median_correlation"
                  + " noise_correlation frc0143_angstroms frc0143_shell ring_correlation"
                  + " pattern_ratio flagged witnesses log_evidence trust half_turn_trust agreement"
                  + " symmetry flipped shift_axis undecided_half_turns level verdict seconds threads")
              .split(" "));

  private static final List<String> CLASS_KEYS =
      List.of(
          ("number particles mean_posterior effective_particles median_psi_error_degrees"
                  + " median_shift_error_pixels frc0143_angstroms frc0143_shell"
                  + " resolution_angstroms confirmed_shell pattern_ratio"
                  + " undecided_half_turns flagged witnesses log_evidence trust agreement symmetry"
                  + " mask_radius_pixels volume score recommended score_reason level remark")
              .split(" "));

  private final Locale before = Locale.getDefault();

  @TempDir Path folder;

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(before);
  }

  @Test
  void oneViewIsSummarised() throws IOException {
    JsonNode summary = summary(KnownAlignment.of(view(6, 0.8, 1.03)).outliers(2).build());
    assertEquals(KEYS, keys(summary));
    assertEquals(6, summary.get("particles").asInt());
    assertEquals(6, summary.get("particles_in_set").asInt());
    assertEquals(1, summary.get("bin").asDouble());
    assertEquals("doubtful", summary.get("level").asText());
    assertEquals(2, summary.get("flagged").asInt());
    assertEquals(0.43 * BOX, summary.get("mask_radius_pixels").asDouble(), 1e-12);
    assertEquals(0.8, summary.get("trust").asDouble());
    assertEquals(1.03, summary.get("pattern_ratio").asDouble());
    assertEquals(0.05, summary.get("noise_correlation").asDouble());
    assertEquals(1, summary.get("median_psi_error_degrees").asDouble());
    // Smoothed 0.5 at shell 2, where 0.5 is needed, and less than chance at shell 3.
    assertEquals(2, summary.get("frc0143_shell").asDouble(), 1e-12);
    assertEquals(BOX * 2.5 / 2, summary.get("frc0143_angstroms").asDouble(), 1e-12);
    assertEquals(2, summary.at("/symmetry/order").asInt());
    assertEquals(0.97, summary.at("/agreement/half_turns").asDouble());
    assertTrue(summary.get("flipped").isNull());
    assertEquals(1, summary.at("/shift_axis/along_pixels").asDouble());
    assertEquals("phases", summary.at("/assumptions/0/what").asText());
    assertEquals("not flipped", summary.at("/assumptions/0/taken").asText());
    assertEquals("likely", summary.at("/assumptions/0/certainty").asText());
    assertEquals(4, summary.at("/assumptions/0").size());
  }

  /** Figures about an average at the top are those of the largest class, counts of all. */
  @Test
  void classesAreSummarised() throws IOException {
    JsonNode summary =
        summary(
            KnownAlignment.of(view(6, 0.8, 1.03), view(4, 0.6, 1.7), ViewResult.empty(BOX))
                .outliers(2)
                .build());
    List<String> withClasses = new ArrayList<>(KEYS);
    withClasses.addAll(
        KEYS.indexOf("level"), List.of("classes", "alike_classes", "similar_averages"));
    assertEquals(withClasses, keys(summary));
    assertEquals(10, summary.get("particles").asInt());
    assertEquals(2, summary.get("flagged").asInt());
    assertEquals(0.8, summary.get("trust").asDouble());
    assertTrue(summary.get("shift_axis").isNull());
    JsonNode classes = summary.get("classes");
    assertEquals(3, classes.size());
    classes.forEach(one -> assertEquals(CLASS_KEYS, keys(one)));
    assertEquals(2, classes.at("/0/flagged").asInt());
    assertEquals(0, classes.at("/1/flagged").asInt());
    assertEquals(4, classes.at("/1/particles").asInt());
    assertEquals(4, classes.at("/0/effective_particles").asDouble(), 1e-12);
    assertEquals(4, classes.at("/1/effective_particles").asDouble(), 1e-12);
    assertEquals(1, classes.at("/1/median_shift_error_pixels").asDouble(), 1e-12);
    assertEquals(0.6, classes.at("/1/trust").asDouble());
    assertEquals(1.7, classes.at("/1/pattern_ratio").asDouble());
    assertEquals("overstated, half-turns uncertain", classes.at("/1/remark").asText());
    assertEquals("empty", classes.at("/2/remark").asText());
    assertTrue(classes.at("/2/symmetry").isNull());
    assertTrue(classes.at("/2/median_psi_error_degrees").isNull());
  }

  /** A German machine writes 0,14 and 12.000 by itself. */
  @Test
  void numbersAreWrittenAlikeEverywhere() throws IOException {
    Alignment alignment =
        KnownAlignment.of(view(6, 0.8, 1.03), view(4, 0.6, 1.7))
            .pixelSizeAngstroms(OptionalDouble.of(2.5))
            .build();
    Locale.setDefault(Locale.ROOT);
    String plain = report(alignment);
    Locale.setDefault(Locale.GERMANY);
    String german = report(alignment);
    assertTrue(plain.contains("1.00\u00b0"), plain);
    assertEquals(plain, german);
    assertFalse(german.contains("1,00"), german);
  }

  /** Every class with its picture, its errors and its resolution. */
  @Test
  void classesAreListed() throws IOException {
    report(
        KnownAlignment.of(view(6, 0.8, 1.03), view(4, 0.6, 1.7), ViewResult.empty(BOX))
            .pixelSizeAngstroms(OptionalDouble.of(2.5))
            .build());
    JsonNode table = null;
    for (JsonNode block :
        new ObjectMapper()
            .readTree(folder.resolve("report.json").toFile())
            .at("/sections/1/blocks")) {
      table = block.has("columns") ? block : table;
    }
    List<String> columns = new ArrayList<>();
    table.get("columns").forEach(column -> columns.add(column.asText().replace('\u00a0', ' ')));
    assertEquals(2, table.get("rows").size(), "classes without particles are left out");
    JsonNode first = table.at("/rows/0");
    assertEquals("class\u00a01", first.get(0).asText());
    assertEquals(6, first.get(columns.indexOf("particles")).asInt());
    assertEquals(1, first.get(columns.indexOf("\u00b1 psi \u00b0")).asDouble());
    assertTrue(first.get(columns.indexOf("poses")).isNumber(), first.toString());
    assertEquals("20.0\u00a0\u00c5", first.get(columns.indexOf("resolution")).asText());
    String page = Files.readString(folder.resolve("report.html"));
    assertEquals(2, page.split("<th scope=\"row\"><img ", -1).length - 1, "a picture a row");
    assertTrue(page.contains("<span class=\"scale-bar\" style=\"width:25.00%\">10 \u00c5</span>"));
  }

  @Test
  void alikeClassesAreNamed() throws IOException {
    JsonNode summary =
        summary(
            KnownAlignment.of(view(6, 0.8, 1.03), view(4, 0.9, 1), view(2, 0.9, 1))
                .alike(new ClassLikeness(0, 2, 0.96, 0.97, 0.99, 0))
                .build());
    assertEquals(1, summary.get("alike_classes").size());
    JsonNode pair = summary.at("/alike_classes/0");
    assertEquals("[1,3]", pair.get("numbers").toString());
    assertEquals(0.96, pair.get("correlation").asDouble());
    assertEquals(0.97, pair.get("expected_correlation").asDouble());
    assertEquals("like class 1", summary.at("/classes/2/remark").asText().split(",")[0]);
    assertTrue(summary.get("verdict").asText().contains("Classes 1 and 3 look alike:"));
    assertEquals("doubtful", summary.at("/classes/2/level").asText());
  }

  /** Only the best have details, and the page says so; the table has all. */
  @Test
  void manyClassesStayWithinLimits() throws IOException {
    ViewResult[] views = new ViewResult[60];
    for (int k = 0; k < views.length; k++) {
      views[k] = view(2, 1 - k / 100.0, 1);
    }
    report(KnownAlignment.of(views).build());
    JsonNode json = new ObjectMapper().readTree(folder.resolve("report.json").toFile());
    JsonNode details = json.at("/sections/2/blocks");
    assertEquals("class-details", json.at("/sections/2/id").asText());
    assertEquals(1 + ClassSections.MOST_DETAILED, details.size());
    assertTrue(details.at("/0/text").asText().contains("of the other 36"), details.toString());
    assertEquals("class-1", details.at("/1/id").asText());
    assertEquals("frc-1", details.at("/1/blocks/1/id").asText());
    assertEquals(60, json.at("/sections/1/blocks/2/rows").size());
    assertEquals(60, json.at("/sections/1/blocks/1/pictures").size());
  }

  private JsonNode summary(Alignment known) throws IOException {
    Path file = folder.resolve("summary.json");
    Alignment alignment =
        new Alignment(
            known.particles(),
            known.views(),
            known.constantRows(),
            known.phaseDecision(),
            OptionalDouble.of(2.5),
            known.alike(),
            known.volumes());
    try (ParticleSet set = particles(alignment.size())) {
      AlignmentSummary summary = summary(set, alignment);
      assertEquals(summary.verdict(), summary.lines().get(3));
      summary.write(file);
    }
    return new ObjectMapper().readTree(file.toFile());
  }

  private static AlignmentSummary summary(ParticleSet set, Alignment alignment) {
    return AlignmentSummary.of(
        set,
        alignment,
        List.of(
            new Assumption(
                "phases",
                "not flipped",
                "the metadata do not state that they are flipped",
                Assumption.Certainty.LIKELY)),
        QuickLook.NONE,
        "cryoudl",
        Optional.empty(),
        Optional.empty(),
        "cryoudl align",
        "0",
        1234.5);
  }

  /** All that report.json says, but for the date. */
  private String report(Alignment alignment) throws IOException {
    try (ParticleSet set = particles(alignment.size())) {
      AlignmentSummary summary = summary(set, alignment);
      ReportFiles.write(
          new AlignmentReport(
                  set,
                  alignment,
                  AlignmentOptions.DEFAULT,
                  summary,
                  folder,
                  List.of(),
                  Optional.empty())
              .build(Progress.silent()),
          folder);
    }
    return Files.readString(folder.resolve("report.json")).replaceAll("\"Date\" : \"[^\"]*\"", "");
  }

  private ParticleSet particles(int count) {
    Path stack = folder.resolve("noise.mrcs");
    if (!Files.exists(stack)) {
      Random random = new Random(3);
      try (MrcWriter writer = MrcWriter.stack(stack, BOX, BOX, OptionalDouble.of(2.5))) {
        for (int i = 0; i < count; i++) {
          float[] pixels = new float[BOX * BOX];
          for (int p = 0; p < pixels.length; p++) {
            pixels[p] = (float) random.nextGaussian();
          }
          writer.append(pixels);
        }
        writer.commit();
      }
    }
    return ParticleSet.open(stack, ParticleSetOptions.DEFAULT);
  }

  private static List<String> keys(JsonNode node) {
    List<String> keys = new ArrayList<>();
    node.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static ViewResult view(int particles, double trust, double pattern) {
    Image average = Image.square(BOX, new float[BOX * BOX]);
    average.pixels()[BOX * BOX / 2] = 1;
    return new ViewResult(
        particles,
        average,
        average,
        new double[] {1, 0.9, 0.5, 0.1, 0.2},
        new double[] {1, 1, 1, 1, 1},
        pattern,
        1e-6,
        Optional.of(
            new AverageReliability(
                0.43,
                new RotationalSymmetry(2, 0.98, 0.1),
                0.05,
                new HeldOutEvidence(5, 40, trust, 0.9, 0.9, 0.1),
                Optional.of(new HalfSetAgreement(100, 0.95, 0.97, 1, 0, 1, 0, 0, 0, 0)))));
  }
}
