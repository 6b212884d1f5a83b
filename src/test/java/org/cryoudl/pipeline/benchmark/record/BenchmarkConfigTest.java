package org.cryoudl.pipeline.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.pipeline.benchmark.BenchmarkPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkConfigTest {

  private static final Path OWN = Path.of("configs/benchmark.yaml");

  @TempDir Path folder;

  @Test
  void ownConfigurationNeedsNoOtherData() {
    BenchmarkConfig config = BenchmarkPlan.of(OWN, List.of(), List.of(), true);
    assertTrue(config.sets().size() >= 3);
    for (BenchmarkSet set : config.sets()) {
      assertTrue(Files.isRegularFile(Path.of(set.recipe())), set.recipe());
    }
    assertEquals(6, config.methods().size());
    assertTrue(config.relion().enabled());
    assertFalse(BenchmarkPlan.of(OWN, List.of(), List.of(), false).relion().enabled());
  }

  @Test
  void setsNamedByTheUserTakeTruthAndTemplateFromBesideThem() throws IOException {
    Path star = Files.writeString(folder.resolve("c9.star"), "");
    Path truth = Files.writeString(folder.resolve("c9.truth.csv"), "");
    BenchmarkConfig config = BenchmarkPlan.of(OWN, List.of("sizes=[50]"), List.of(star), true);
    assertEquals(1, config.sets().size());
    BenchmarkSet set = config.sets().get(0);
    assertEquals("c9", set.name());
    assertEquals(truth.toString(), set.truth());
    assertEquals(null, set.template());
    assertEquals(List.of(50), config.sizes());
    Path template = Files.writeString(folder.resolve("c9.template.mrc"), "");
    BenchmarkSet with = BenchmarkPlan.of(OWN, List.of(), List.of(star), true).sets().get(0);
    assertEquals(template.toString(), with.template());
    Path other = Files.writeString(folder.resolve("lonely.star"), "");
    DataException refused =
        assertThrows(
            DataException.class, () -> BenchmarkPlan.of(OWN, List.of(), List.of(other), true));
    assertTrue(refused.getMessage().contains("lonely.truth.csv"), refused.getMessage());
  }

  @Test
  void relionMayRunInSeveralWays() {
    List<String> keys =
        List.of(
            "relion={ctf: with}",
            "relion_more=[{psi_step_degrees: 2, sets: [barrel]}, {ctf: without, sets: [claw]}]");
    BenchmarkConfig config = BenchmarkPlan.of(OWN, keys, List.of(), true);
    assertEquals(3, config.relionSettings().size());
    assertTrue(config.relionSettings().get(1).runsOn("barrel"));
    assertFalse(config.relionSettings().get(1).runsOn("claw"));
    assertTrue(
        BenchmarkPlan.of(OWN, keys, List.of(), false).relionSettings().stream()
            .noneMatch(RelionSettings::enabled));
  }

  @Test
  void mistakesAreToldInASentence() {
    refuse("methods=[magic]", "magic");
    refuse("relion_more=[{psi_step_degrees: 6, ctf: with}]", "must differ");
    refuse("sizes=[1]", "at least 2");
    refuse("bootstrap_resamples=3", "at least 20");
    refuse("relion.psi_step_degrees=0", "above 0");
    refuse("sets=[]", "at least one set");
    refuse("sets=[{name: a}]", "either particles and truth or a recipe");
    refuse("sets=[{name: a b, recipe: x}]", "letters");
    refuse("sets=[{name: a, recipe: x}, {name: a, recipe: y}]", "twice");
    refuse("sets=[{name: a, recipe: x, template: y}]", "leave template out");
    refuse("reliom.threads=1", "unknown key 'reliom'");
  }

  private static void refuse(String override, String says) {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () -> BenchmarkPlan.of(OWN, List.of(override), List.of(), true),
            override);
    assertTrue(refused.getMessage().contains(says), refused.getMessage());
  }
}
