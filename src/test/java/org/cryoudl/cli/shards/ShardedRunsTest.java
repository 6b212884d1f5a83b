package org.cryoudl.cli.shards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.cryoudl.io.mrc.MrcVolume;
import org.cryoudl.io.mrc.MrcWriter;
import org.cryoudl.metadata.CtfParameters;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.RunFolder;
import org.cryoudl.testing.TestMicrographs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work in shards gives what one process gives, and shards that do not fit are refused. */
class ShardedRunsTest {

  private static final int MICROGRAPHS = 3;

  @TempDir private static Path data;

  @TempDir private Path work;

  @BeforeAll
  static void makeInputs() {
    ran(
        "synthesize",
        "-c",
        "configs/micrograph.yaml",
        "-o",
        data.resolve("mics").toString(),
        "--set",
        "count=" + MICROGRAPHS,
        "--set",
        "width_pixels=300",
        "--set",
        "height_pixels=260",
        "--set",
        "pixel_size_angstroms=6",
        "--set",
        "particles=9",
        "--set",
        "snr=1");
    float[] voxels = new float[24 * 24 * 24];
    for (int i = 0; i < voxels.length; i++) {
      double x = i % 24 - 12;
      double y = i / 24 % 24 - 12;
      double z = i / 576 - 12;
      voxels[i] = (float) Math.exp(-(x * x + (y - 3) * (y - 3) + 2 * z * z) / 30);
    }
    Path volume = data.resolve("v.mrc");
    MrcWriter.writeVolume(volume, new MrcVolume(24, 24, 24, voxels, OptionalDouble.of(5)));
    ran(
        "project",
        volume.toString(),
        "--uniform",
        "301",
        "--snr",
        "0.5",
        "--defocus",
        "10000-20000",
        "-o",
        data.resolve("views").toString());
  }

  private static CommandRun ran(String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(0, run.code(), run.err());
    return run;
  }

  private static String[] with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void assertRefused(String sentence, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(2, run.code(), run.err());
    List<String> lines = run.err().lines().filter(line -> !line.startsWith("Try '")).toList();
    assertEquals(1, lines.size(), run.err());
    assertTrue(lines.get(0).contains(sentence), run.err());
  }

  private List<String> pick(Path output) {
    return List.of(
        "pick",
        data.resolve("mics/micrographs_truth.star").toString(),
        "--reference",
        "blob",
        "--diameter",
        "240A",
        "-q",
        "-o",
        output.toString());
  }

  private List<String> reconstruct(Path volume) {
    return List.of(
        "reconstruct",
        data.resolve("views/projections.star").toString(),
        "--halves",
        "-q",
        "-o",
        volume.toString());
  }

  /** All files of results, but the log of when they were made. */
  private static Map<String, String> files(Path results) throws IOException {
    Map<String, String> files = RunFolder.results(results);
    files.remove("cryoudl.log");
    return files;
  }

  /** One process does all; then shards do, in the same folder, whose name is in the files. */
  private void assertShardsGiveTheSame(List<String> command, Path output, int count)
      throws IOException {
    ran(command.toArray(String[]::new));
    Map<String, String> whole = files(output);
    assertTrue(whole.size() > 2, whole.toString());
    RunFolder.remove(output);
    for (int number = count; number >= 1; number--) {
      ran(with(command, "--shard", number + "/" + count));
      assertFalse(Files.exists(output), "a shard makes no results");
    }
    ran("merge", output.toString(), "--threads", "1");
    assertEquals(whole, files(output));
  }

  @Test
  void picksAndParticlesOfShardsAreThoseOfOneProcess() throws IOException {
    Path picks = work.resolve("picks");
    assertShardsGiveTheSame(pick(picks), picks, 2);
    Path particles = work.resolve("particles");
    assertShardsGiveTheSame(
        List.of(
            "extract",
            data.resolve("mics/micrographs_truth.star").toString(),
            "--coordinates",
            picks.toString(),
            "--box",
            "48px",
            "-q",
            "-o",
            particles.toString()),
        particles,
        MICROGRAPHS);
  }

  @Test
  @Tag("slow")
  void ctfsOfShardsAreThoseOfOneProcess() throws IOException {
    List<String> command = new ArrayList<>(List.of("ctf", "estimate"));
    for (int number = 1; number <= 3; number++) {
      Path rings = work.resolve("rings" + number + ".mrc");
      CtfParameters ctf = new CtfParameters(300, 2.7, 0.1, 12000 + 2000 * number, 15000, 0, 0);
      MrcWriter.writeImage(
          rings, TestMicrographs.ringsOnly(ctf, 256, 3, 0.3, number), OptionalDouble.of(3));
      command.add(rings.toString());
    }
    Path output = work.resolve("ctf");
    command.addAll(List.of("--voltage", "300", "--cs", "2.7", "--amplitude-contrast", "0.1"));
    command.addAll(List.of("--max-resolution", "9A", "-q", "-o", output.toString()));
    assertShardsGiveTheSame(command, output, 2);
  }

  /** Sums of floats that are added up in another order differ by rounding. */
  @Test
  void theVolumeOfShardsIsThatOfOneProcess() {
    Path whole = work.resolve("whole.mrc");
    Path merged = work.resolve("merged.mrc");
    ran(reconstruct(whole).toArray(String[]::new));
    for (int number = 1; number <= 3; number++) {
      ran(with(reconstruct(merged), "--shard=" + number + "/3"));
    }
    String printed = ran("merge", merged.toString()).out();
    assertTrue(printed.contains("301 particles"), printed);
    float[] one = MrcVolume.read(whole).voxels();
    float[] other = MrcVolume.read(merged).voxels();
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < one.length; i++) {
      squares += (double) one[i] * one[i];
      largest = Math.max(largest, Math.abs(one[i] - other[i]));
    }
    assertTrue(largest < 1e-5 * Math.sqrt(squares / one.length), "differ by " + largest);
  }

  @Test
  void shardsThatDoNotFitAreRefused() throws IOException {
    Path out = work.resolve("p.mrc");
    String results = out.toString();
    List<String> command = reconstruct(out);
    assertRefused("there are no shards of " + results, "merge", results);
    assertRefused("--shard must be I/N", with(command, "--shard", "4/3"));
    assertRefused("--shard must be I/N", with(command, "--shard", "0/3"));
    assertRefused("302 shards are too many for 301 particles", with(command, "--shard", "1/302"));
    ran(with(command, "--shard", "2/2"));
    assertRefused("shard 1/2 is missing; 1 of 2 shards are done", "merge", results);
    assertRefused("shard 2/2 is done already", with(command, "--shard", "2/2"));
    assertRefused("holds shard 2/2, this one is shard 1/3", with(command, "--shard", "1/3"));
    ran(with(command, "--shard", "1/2", "--sym", "C2"));
    assertRefused("was made with symmetry C1, this run has C2", "merge", results);
    ran(with(command, "--shard", "1/2", "--overwrite"));
    Path kept = work.resolve("p.mrc.shards/2-of-2/kept/sums");
    byte[] sums = Files.readAllBytes(kept);
    sums[sums.length / 2] ^= 1;
    Files.write(kept, sums);
    CommandRun damaged = CommandRun.of("merge", results);
    assertEquals(3, damaged.code(), damaged.err());
    assertTrue(damaged.err().contains("make this shard again"), damaged.err());
    ran(with(command, "--shard", "2/2", "--overwrite"));
    ran("merge", results);
    assertRefused("--overwrite", "merge", results);
    ran("merge", results, "--overwrite");
  }

  @Test
  void anInputThatChangedBetweenShardsIsNamed() throws IOException {
    Path star = data.resolve("views/projections.star");
    Path own = Files.copy(star, data.resolve("views/own.star"));
    Path out = work.resolve("q.mrc");
    List<String> command = List.of("reconstruct", own.toString(), "-q", "-o", out.toString());
    ran(with(command, "--shard", "1/2"));
    Files.writeString(own, Files.readString(star) + "\n");
    ran(with(command, "--shard", "2/2"));
    assertRefused("own.star", "merge", out.toString());
  }
}
