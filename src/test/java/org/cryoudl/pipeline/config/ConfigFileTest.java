package org.cryoudl.pipeline.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

  record Inner(double pixelSizeAngstroms, List<Integer> counts) {
    Inner {
      if (!(pixelSizeAngstroms > 0)) {
        throw new IllegalArgumentException(
            "pixel_size_angstroms must be above 0, got " + pixelSizeAngstroms);
      }
    }
  }

  record Sample(@JsonPropertyDescription("how many") Integer imageCount, Inner inner) {
    Sample {
      imageCount = imageCount == null ? 7 : imageCount;
    }
  }

  private static final ConfigKind<Sample> KIND = new ConfigKind<>("sample", Sample.class);

  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("c.yaml"), text);
  }

  private String refusal(String text, String... overrides) throws IOException {
    Path file = file(text);
    return assertThrows(UsageException.class, () -> ConfigFile.load(file, KIND, List.of(overrides)))
        .getMessage();
  }

  @Test
  void fillsDefaultsAndAppliesOverrides() throws IOException {
    Path file = file("kind: sample\ninner:\n  pixel_size_angstroms: 2.5\n  counts: [1, 2]\n");
    assertEquals(
        new Sample(7, new Inner(2.5, List.of(1, 2))), ConfigFile.load(file, KIND, List.of()));
    assertEquals(
        new Sample(9, new Inner(0.5, List.of(3))),
        ConfigFile.load(
            file,
            KIND,
            List.of("image_count=9", "inner.pixel_size_angstroms=0.5", "inner.counts=[3]")));
  }

  @Test
  void resolvedConfigurationReadsBackAsItself() throws IOException {
    Sample sample = new Sample(3, new Inner(1.25, List.of(4)));
    assertEquals(sample, ConfigFile.load(file(ConfigFile.toYaml(sample, KIND)), KIND, List.of()));
  }

  @Test
  void unknownKeyIsNamedWithItsLineAndItsNeighbours() throws IOException {
    String message = refusal("kind: sample\ninner:\n  pixel_size_angstroms: 1\n  colour: red\n");
    assertTrue(message.contains("line 4"), message);
    assertTrue(message.contains("'inner.colour'"), message);
    assertTrue(message.contains("counts, pixel_size_angstroms"), message);
  }

  @Test
  void valueOutOfRangeAndWrongTypeAreNamed() throws IOException {
    String range = refusal("kind: sample\ninner:\n  pixel_size_angstroms: -1\n");
    assertTrue(range.contains("above 0, got -1.0") && range.contains("line 2"), range);
    String type = refusal("kind: sample\nimage_count: many\n");
    assertTrue(type.contains("line 2: key 'image_count' must be a whole number, got 'many'"), type);
    String fraction = refusal("kind: sample\n", "image_count=1.5");
    assertTrue(fraction.contains("'image_count' must be a whole number"), fraction);
    assertTrue(refusal("kind: sample\n", "image_count").contains("key=value"));
  }

  @Test
  void wrongKindMalformedAndMissingFilesAreRefused() throws IOException {
    assertTrue(refusal("kind: other\n").contains("kind: other, but kind: sample"));
    assertTrue(refusal("kind: sample\nkind: sample\n").contains("line 2"));
    assertTrue(refusal("just words").contains("holds no keys"));
    String missing =
        assertThrows(
                UsageException.class,
                () -> ConfigFile.load(folder.resolve("none.yaml"), KIND, List.of()))
            .getMessage();
    assertTrue(missing.contains("no such file"), missing);
  }

  @Test
  void filesThatAreNoConfigurationsAreRefusedAtOnce() throws IOException {
    Path file = folder.resolve("large.yaml");
    Files.writeString(file, "kind: sample\nname: \"" + "\\x41".repeat(1 << 20) + "\"\n");
    String large =
        assertTimeoutPreemptively(
            Duration.ofSeconds(2),
            () ->
                assertThrows(UsageException.class, () -> ConfigFile.load(file, KIND, List.of()))
                    .getMessage());
    assertTrue(large.contains("takes 4194326 bytes, more than the 262144"), large);
    Files.write(file, new byte[] {'k', ':', ' ', (byte) 0xff, '\n'});
    String latin =
        assertThrows(UsageException.class, () -> ConfigFile.load(file, KIND, List.of()))
            .getMessage();
    assertTrue(latin.endsWith("large.yaml: it is no text in UTF-8"), latin);
  }

  @Test
  void settingsNeedAKey() {
    for (String setting : new String[] {".=1", "a..b=1", "a.=1", " =1"}) {
      String message =
          assertThrows(
                  UsageException.class,
                  () -> ConfigFile.fromSettings(List.of(setting), KIND.type()))
              .getMessage();
      assertTrue(message.contains("key=value with a key such as"), message);
    }
  }

  @Test
  void differencesAreNamedWithBothValues() {
    assertEquals(
        List.of(
            "a.b (1 there, 2 now)", "c (nothing there, [1, 2] now)", "e (true there, nothing now)"),
        ConfigFile.differences("a: {b: 1, d: x}\nc: null\ne: true", "a: {d: x, b: 2}\nc: [1, 2]")
            .stream()
            .map(text -> text.replace("[1,2]", "[1, 2]"))
            .toList());
    assertEquals(List.of(), ConfigFile.differences("a: 1\nb: 2", "b: 2\na: 1"));
    assertEquals(
        List.of("a (1 there, " + "x".repeat(80) + "... now)"),
        ConfigFile.differences("a: 1", "a: " + "x".repeat(100)));
  }

  @Test
  void schemaHoldsKeysAndDescriptions() {
    String schema = ConfigSchema.of(KIND);
    assertTrue(schema.contains("\"image_count\""), schema);
    assertTrue(schema.contains("how many"), schema);
    assertTrue(schema.contains("\"pixel_size_angstroms\""), schema);
    assertTrue(schema.contains("\"sample\""), schema);
  }
}
