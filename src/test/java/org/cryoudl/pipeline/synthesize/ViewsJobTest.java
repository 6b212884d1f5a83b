package org.cryoudl.pipeline.synthesize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.particles.ParticleSet;
import org.cryoudl.io.particles.ParticleSetOptions;
import org.cryoudl.parallel.Parallelism;
import org.cryoudl.pipeline.ConfigKinds;
import org.cryoudl.pipeline.config.ConfigFile;
import org.cryoudl.progress.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViewsJobTest {

  private static final Path MIXTURE = Path.of("configs/mixture.yaml");

  private static final List<String> SMALL =
      List.of(
          "specimens=[{name: a, molecule: {diameter_angstroms: 90, domains: 2}},"
              + " {name: b, molecule: {seed: 2, diameter_angstroms: 90, domains: 2}}]",
          "count=70",
          "box_pixels=32",
          "pixel_size_angstroms=10",
          "junk.share=0.5",
          "neighbour_share=0.3",
          "write_clean=true");

  @TempDir Path folder;

  @Test
  void bytesDoNotDependOnTheNumberOfThreads() throws IOException {
    Parallelism.of(1).run(() -> run(MIXTURE, folder.resolve("one"), SMALL));
    Parallelism.of(3).run(() -> run(MIXTURE, folder.resolve("three"), SMALL));
    for (String name : List.of("particles.mrcs", "clean.mrcs", "templates.mrcs", "truth.csv")) {
      assertTrue(
          Arrays.equals(
              Files.readAllBytes(folder.resolve("one").resolve(name)),
              Files.readAllBytes(folder.resolve("three").resolve(name))),
          name);
    }
  }

  @Test
  void truthAndMetadataBelongTogether() throws IOException {
    run(MIXTURE, folder, SMALL);
    List<String> truth = Files.readAllLines(folder.resolve("truth.csv"));
    assertEquals(
        "index,rot,tilt,psi,shift_x,shift_y,specimen,junk,neighbour,micrograph", truth.get(0));
    assertEquals(71, truth.size());
    int junk = 0;
    try (ParticleSet set =
        ParticleSet.open(folder.resolve("particles.star"), ParticleSetOptions.DEFAULT)) {
      assertEquals(70, set.size());
      assertEquals(10, set.requirePixelSize(0), 1e-9);
      assertTrue(set.ctf(0).isPresent());
      for (int row = 0; row < 70; row++) {
        String[] cells = truth.get(row + 1).split(",", -1);
        assertEquals(10, cells.length);
        assertTrue(set.imageName(row).startsWith(String.format(Locale.ROOT, "%06d@", row + 1)));
        junk += cells[6].equals("junk") ? 1 : 0;
        assertEquals(cells[6].equals("junk"), !cells[7].isEmpty());
        assertTrue(Math.abs(Double.parseDouble(cells[4])) <= 3);
      }
    }
    assertEquals(35, junk, 17);
  }

  @ParameterizedTest
  @ValueSource(strings = {"views", "mixture", "conformations"})
  void shippedConfigurationsAreRead(String name) {
    Path file = Path.of("configs/" + name + ".yaml");
    ConfigFile.load(file, ViewsJob.RECIPE, List.of());
    assertEquals(ViewsJob.RECIPE, ConfigKinds.named(ConfigFile.kindOf(file)));
  }

  @Test
  void conformationsAreDrawnInTheirShares() throws IOException {
    run(
        Path.of("configs/conformations.yaml"),
        folder,
        List.of("count=60", "box_pixels=32", "pixel_size_angstroms=10"));
    List<String> truth = Files.readAllLines(folder.resolve("truth.csv"));
    long open = truth.stream().filter(line -> line.contains(",open,")).count();
    assertEquals(17, open, 13);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "junk.share=2|share must be from 0 to 1, got 2",
        "junk.dirt=1|unknown key 'junk.dirt'",
        "snr=0|snr must be from 1.0E-4 to 1000000000, got 0",
        "specimens=[{name: junk, molecule: {}}]|name must be none of junk",
        "specimens=[{name: a, molecule: {}}, {name: a, molecule: {}}]|two specimens have the name",
        "specimens=[{molecule: {}, volume: a.mrc}]|exactly one of molecule",
        "specimens=[{molecule: {domains: 2}, motions: [{part: 3}]}]|part must be from 1 to 2, got 3",
        "directions.kind=preferred|axes must list at least one axis",
        "poses.shift_maximum_pixels=99|shift_maximum_pixels must be at most half"
      })
  void wrongKeysGetOneSentence(String override, String expected) {
    String message =
        assertThrows(UsageException.class, () -> run(MIXTURE, folder, List.of(override)))
            .getMessage();
    assertTrue(message.contains(expected), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void directionsComeFromAFile() throws IOException {
    Path file = folder.resolve("directions.csv");
    Files.writeString(file, "rot,tilt\n10,20\n-30,140\n");
    List<String> overrides = new ArrayList<>(SMALL);
    overrides.add("junk.share=0");
    overrides.add("directions={kind: file, file: '" + file.toAbsolutePath() + "'}");
    run(MIXTURE, folder.resolve("out"), overrides);
    List<String> truth = Files.readAllLines(folder.resolve("out").resolve("truth.csv"));
    assertTrue(truth.get(1).startsWith("1,10.00000,20.00000,"), truth.get(1));
    assertTrue(truth.get(2).startsWith("2,-30.00000,140.00000,"), truth.get(2));
    assertTrue(truth.get(3).startsWith("3,10.00000,20.00000,"), truth.get(3));
    Files.writeString(file, "rot,tilt\n10,20\n-30,north\n");
    String message =
        assertThrows(DataException.class, () -> run(MIXTURE, folder.resolve("other"), overrides))
            .getMessage();
    assertTrue(message.contains("line 3: 'north'"), message);
  }

  private static void run(Path config, Path output, List<String> overrides) {
    ViewsJob.run(config, overrides, output, true, Progress.silent());
  }
}
