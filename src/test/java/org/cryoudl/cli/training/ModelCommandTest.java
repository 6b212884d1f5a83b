package org.cryoudl.cli.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.cryoudl.network.cartesian.CartesianArchitecture;
import org.cryoudl.network.cartesian.CartesianNetwork;
import org.cryoudl.network.files.ModelFile;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.SafetensorsFile;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.testing.CommandRun;
import org.cryoudl.testing.TorchFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelCommandTest {

  private static final List<String> SIZES =
      List.of("--set", "input_pixels=16", "--set", "widths=[3,5]", "--set", "mask_widths=[2]");
  private static final CartesianArchitecture SMALL = small(CartesianArchitecture.Variant.VECTOR);

  @TempDir Path folder;

  private static CartesianArchitecture small(CartesianArchitecture.Variant variant) {
    return new CartesianArchitecture(16, List.of(3, 5), List.of(2), 7, variant, null);
  }

  /** What an imported checkpoint answers is what the same weights answer that never left. */
  @ParameterizedTest
  @EnumSource(CartesianArchitecture.Variant.class)
  void importedWeightsAnswerAsTheyDidBefore(CartesianArchitecture.Variant variant)
      throws IOException {
    CartesianNetwork network = new CartesianNetwork(small(variant));
    Map<String, float[]> weights = randomWeights(network);
    Path checkpoint = checkpoint(network, weights, "").write(folder.resolve("udl.pth"));
    CommandRun run =
        importing(
            checkpoint,
            "--set",
            "head=7",
            "--set",
            "variant=" + variant.name().toLowerCase(java.util.Locale.ROOT));
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("holds network 'cartesian', "), run.out());

    float[] expected;
    float[] imported;
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      network
          .shapes()
          .forEach((name, shape) -> arrays.put(name, manager.create(weights.get(name), shape)));
      expected = answers(network, new Weights(arrays), manager);
      SafetensorsFile content = SafetensorsFile.read(output());
      CartesianNetwork read = (CartesianNetwork) ModelFile.network(output(), content);
      imported = answers(read, ModelFile.weights(output(), content, read, manager, ""), manager);
    }
    assertEquals(3, expected.length);
    assertArrayEquals(expected, imported);
    Map<String, String> metadata = SafetensorsFile.read(output()).metadata();
    assertEquals("udl", metadata.get("name"));
    assertEquals("udl.pth", metadata.get("imported_from"));
    assertEquals(64, metadata.get("imported_sha256").length());
  }

  @Test
  void negatedAnglesAreTheOthersSign() throws IOException {
    CartesianNetwork network = new CartesianNetwork(SMALL);
    Map<String, float[]> weights = randomWeights(network);
    Path checkpoint = checkpoint(network, weights, "").write(folder.resolve("a.pth"));
    CommandRun run = importing(checkpoint, "--set", "head=7", "--negate-angles");
    assertEquals(0, run.code(), run.err());
    try (NDManager manager =
        TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU))) {
      Map<String, NDArray> arrays = new LinkedHashMap<>();
      network
          .shapes()
          .forEach((name, shape) -> arrays.put(name, manager.create(weights.get(name), shape)));
      float[] plain = answers(network, new Weights(arrays), manager);
      SafetensorsFile content = SafetensorsFile.read(output());
      float[] negated =
          answers(network, ModelFile.weights(output(), content, network, manager, ""), manager);
      for (int i = 0; i < plain.length; i++) {
        assertEquals(-plain[i], negated[i]);
      }
    }
  }

  @Test
  void whatIsNoNetworkIsLeftOutWithARemark() throws IOException {
    CartesianNetwork network = new CartesianNetwork(SMALL);
    TorchFileWriter writer = checkpoint(network, randomWeights(network), "module.");
    long[][] kernels = {
      {2, 1, 3, 3}, {4, 2, 3, 3}, {8, 4, 3, 3}, {8, 4, 2, 2}, {4, 2, 2, 2}, {2, 1, 2, 2}
    };
    for (int i = 0; i < kernels.length; i++) {
      writer.add(
          "module.ae." + i + ".weight", kernels[i], new float[(int) new Shape(kernels[i]).size()]);
    }
    CommandRun run =
        importing(writer.nestedIn("state_dict").write(folder.resolve("j.pth")), "--set", "head=7");
    assertEquals(0, run.code(), run.err());
    assertTrue(run.err().contains("left out, as no weights: epoch"), run.err());
    assertTrue(
        run.err().contains("autoencoder of the joint method, which only its training needs (ae.0"),
        run.err());
    assertEquals(
        List.copyOf(network.shapes().keySet()),
        List.copyOf(SafetensorsFile.read(output()).tensors().keySet()));
  }

  @Test
  void everyMismatchIsNamed() throws IOException {
    CartesianNetwork network = new CartesianNetwork(SMALL);
    Path checkpoint =
        checkpoint(network, randomWeights(network), "").write(folder.resolve("a.pth"));
    CommandRun run = importing(checkpoint, "--set", "head=9");
    assertEquals(3, run.code());
    List<String> lines = run.err().lines().toList();
    assertTrue(lines.get(0).contains("does not fit network 'cartesian'"), run.err());
    assertTrue(lines.get(0).contains("in 5 places"), run.err());
    assertEquals(6, lines.size(), run.err());
    assertTrue(
        lines.get(1).endsWith("has shape (7, 160), but head.0.weight needs (9, 160)"), run.err());
    assertFalse(Files.exists(output()));
  }

  @Test
  void wrongInputIsRefusedInASentence() throws IOException {
    CartesianNetwork network = new CartesianNetwork(SMALL);
    Map<String, float[]> weights = randomWeights(network);
    weights.get("block.0.0.norm.running_var")[1] = -0.1f;
    Path negative = checkpoint(network, weights, "").write(folder.resolve("n.pth"));
    refused(3, "variances are needed, but holds -0.1", importing(negative, "--set", "head=7"));
    refused(2, "no checkpoint", importing(folder.resolve("none.pth")));
    refused(2, "unknown key 'heads'", importing(negative, "--set", "heads=7"));
    refused(2, "got 0", importing(negative, "--set", "head=0"));
    refused(3, "zip files", importing(Files.writeString(folder.resolve("t.pth"), "text")));
    byte[] whole = Files.readAllBytes(negative);
    Path cut = Files.write(folder.resolve("cut.pth"), java.util.Arrays.copyOf(whole, 2000));
    refused(3, "cut off or damaged", importing(cut));
    Path same = Files.copy(cut, folder.resolve("same.safetensors"));
    refused(2, "is an input", CommandRun.of("model", "import", "" + same, "-o", "" + same));
    refused(2, "name it *.safetensors", CommandRun.of("model", "import", "" + cut, "-o", "w.pth"));
    refused(
        2,
        "name it *.safetensors",
        CommandRun.of("model", "export", "models/polar-0.1.safetensors", "-o", "w.pth"));
    refused(2, "is a folder", CommandRun.of("model", "import", "" + cut, "-o", "" + folder));
    refused(2, "'model show'", CommandRun.of("model"));
    Path polar = Path.of("models/polar-0.1.safetensors");
    refused(2, "for network 'cartesian'", importing(polar, "--negate-angles"));
  }

  /** Out, in again, and out: the same weights, and the same answers as the first file. */
  @Test
  void exportAndImportGoRound() throws IOException {
    CartesianNetwork network = new CartesianNetwork(SMALL);
    Path checkpoint =
        checkpoint(network, randomWeights(network), "").write(folder.resolve("a.pth"));
    assertEquals(0, importing(checkpoint, "--set", "head=7", "--name", "mine-1").code());
    SafetensorsFile first = SafetensorsFile.read(output());

    Path exported = folder.resolve("weights.safetensors");
    CommandRun export = CommandRun.of("model", "export", "" + output(), "-o", "" + exported);
    assertEquals(0, export.code(), export.err());
    refused(2, "--overwrite", CommandRun.of("model", "export", "" + output(), "-o", "" + exported));

    CommandRun again = importing(exported, "--overwrite");
    assertEquals(0, again.code(), again.err());
    SafetensorsFile second = SafetensorsFile.read(output());
    assertSameTensors(first, second);
    assertSameTensors(first, SafetensorsFile.read(exported));
    assertEquals("mine-1", second.metadata().get("name"));
    assertEquals(first.metadata().get("architecture"), second.metadata().get("architecture"));

    // As PyTorch saves it: without our texts, sorted by name, batch norm's counters among them.
    Map<String, SafetensorsFile.Tensor> sorted = new java.util.TreeMap<>(first.tensors());
    sorted.put("mask.0.norm.num_batches_tracked", tensor(5));
    Path theirs = folder.resolve("theirs.safetensors");
    new SafetensorsFile(Map.of("format", "pt"), sorted).write(theirs);
    CommandRun back = importing(theirs, "--overwrite", "--set", "head=7");
    assertEquals(0, back.code(), back.err());
    assertSameTensors(first, SafetensorsFile.read(output()));
    refused(2, "leave out --set", importing(exported, "--overwrite", "--set", "head=7"));
  }

  @Test
  void exportTakesTheAverageOutOfACheckpoint() {
    SafetensorsFile shipped = SafetensorsFile.read(Path.of("models/polar-0.1.safetensors"));
    Map<String, SafetensorsFile.Tensor> state = new LinkedHashMap<>();
    shipped
        .tensors()
        .forEach(
            (name, tensor) -> {
              state.put("weights." + name, zero(tensor));
              state.put("average." + name, tensor);
              state.put("first." + name, zero(tensor));
            });
    Path checkpoint = folder.resolve("step.safetensors");
    new SafetensorsFile(shipped.metadata(), state).write(checkpoint);
    CommandRun run = CommandRun.of("model", "export", "" + checkpoint, "-o", "" + output());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("holds 22,833 weights"), run.out());
    assertSameTensors(shipped, SafetensorsFile.read(output()));

    CommandRun show = CommandRun.of("model", "show", checkpoint.toString());
    assertEquals(0, show.code(), show.err());
    assertTrue(show.out().contains("a checkpoint of network 'polar'"), show.out());
  }

  @Test
  void showPrintsTheCardAndTheLayers() throws IOException {
    CommandRun polar = CommandRun.of("model", "show", "models/polar-0.1.safetensors");
    assertEquals(0, polar.code(), polar.err());
    // The card in the repository names checksum and count.
    String card = Files.readString(Path.of("models/polar-0.1.md"));
    String checksum = polar.out().lines().skip(1).findFirst().orElseThrow();
    assertTrue(card.contains("`" + checksum.replaceAll(".*\\s", "") + "`"), checksum);
    assertTrue(polar.out().contains("network 'polar'"), polar.out());
    assertTrue(polar.out().contains("22,833 weights in 17 tensors"), polar.out());
    assertTrue(polar.out().matches("(?s).*\\nstem.weight +16 x 1 x 6 x 5 +480\\n.*"), polar.out());

    CartesianNetwork network = new CartesianNetwork(SMALL);
    Path checkpoint =
        checkpoint(network, randomWeights(network), "").write(folder.resolve("a.pth"));
    CommandRun torch = CommandRun.of("model", "show", checkpoint.toString());
    assertTrue(torch.out().contains("a PyTorch checkpoint"), torch.out());
    assertEquals(0, importing(checkpoint, "--set", "head=7").code());
    CommandRun cartesian = CommandRun.of("model", "show", output().toString());
    assertEquals(0, cartesian.code(), cartesian.err());
    assertTrue(cartesian.out().contains("network 'cartesian'"), cartesian.out());
    assertTrue(cartesian.out().contains("\"widths\":[3,5]"), cartesian.out());
    assertTrue(cartesian.out().contains("head.2.weight"), cartesian.out());
    // Norms of 2 + 1 + 4 x (3 + 5) channels, a mean and a variance each.
    assertTrue(cartesian.out().contains("and 70 statistics of batch norm in 55 tensors"));
  }

  @Test
  void showCopesWithForeignFiles() {
    Path file = folder.resolve("foreign.safetensors");
    new SafetensorsFile(Map.of(), Map.of("a.b", tensor(1, 2, 3))).write(file);
    CommandRun run = CommandRun.of("model", "show", file.toString());
    assertEquals(0, run.code(), run.err());
    assertTrue(run.out().contains("does not say which network it holds"), run.out());
    assertTrue(run.out().contains("3 weights in 1 tensors"), run.out());
    SafetensorsFile shipped = SafetensorsFile.read(Path.of("models/polar-0.1.safetensors"));
    Map<String, SafetensorsFile.Tensor> wrong = new LinkedHashMap<>(shipped.tensors());
    wrong.put("head.bias", tensor(1, 2));
    new SafetensorsFile(shipped.metadata(), wrong).write(file);
    refused(3, "'head.bias' has shape (2)", CommandRun.of("model", "show", file.toString()));
    refused(2, "no model", CommandRun.of("model", "show", folder.resolve("no.safetensors") + ""));
  }

  private Path output() {
    return folder.resolve("model.safetensors");
  }

  private CommandRun importing(Path checkpoint, String... more) {
    List<String> args = new ArrayList<>(List.of("model", "import", checkpoint.toString()));
    args.addAll(List.of("-o", output().toString()));
    if (checkpoint.toString().endsWith(".pth")
        || checkpoint.getFileName().toString().startsWith("theirs")) {
      args.addAll(SIZES);
    }
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  /** Two spectra and a third, compared in three ways. */
  private static float[] answers(CartesianNetwork network, Weights weights, NDManager manager) {
    Random random = new Random(3);
    float[] spectra = new float[3 * 16 * 16];
    for (int i = 0; i < spectra.length; i++) {
      spectra[i] = random.nextFloat();
    }
    NDArray features =
        network.features(weights, manager.create(spectra, new Shape(3, 1, 16, 16)), false);
    NDArray others = features.get(":2").concat(features.get("2:"), 0);
    return network.compare(weights, features, others.flip(0), false).toFloatArray();
  }

  /** Weights as training leaves them: no norm is trivial, variances are above zero. */
  private static Map<String, float[]> randomWeights(CartesianNetwork network) {
    Random random = new Random(8);
    Map<String, float[]> weights = new LinkedHashMap<>();
    network
        .shapes()
        .forEach(
            (name, shape) -> {
              float[] values = new float[(int) shape.size()];
              for (int i = 0; i < values.length; i++) {
                values[i] =
                    name.endsWith("running_var")
                        ? 0.5f + random.nextFloat()
                        : (float) (0.5 * random.nextGaussian());
              }
              weights.put(name, values);
            });
    return weights;
  }

  /** The weights under names of another program's, in the network's order. */
  private static TorchFileWriter checkpoint(
      CartesianNetwork network, Map<String, float[]> weights, String prefix) {
    TorchFileWriter writer = new TorchFileWriter();
    int[] number = {0};
    network
        .shapes()
        .forEach(
            (name, shape) -> {
              String last = name.substring(name.lastIndexOf('.'));
              String layer = prefix + "net." + number[0]++;
              writer.add(layer + last, shape.getShape(), weights.get(name));
              if (last.equals(".running_var")) {
                writer.addCount(layer + ".num_batches_tracked", 70_000);
              }
            });
    return writer;
  }

  private static SafetensorsFile.Tensor tensor(float... values) {
    return new SafetensorsFile.Tensor(new long[] {values.length}, values);
  }

  private static SafetensorsFile.Tensor zero(SafetensorsFile.Tensor like) {
    return new SafetensorsFile.Tensor(like.shape(), new float[like.values().length]);
  }

  private static void assertSameTensors(SafetensorsFile expected, SafetensorsFile found) {
    assertEquals(List.copyOf(expected.tensors().keySet()), List.copyOf(found.tensors().keySet()));
    expected
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertArrayEquals(tensor.shape(), found.tensors().get(name).shape(), name);
              assertArrayEquals(tensor.values(), found.tensors().get(name).values(), name);
            });
  }

  private static void refused(int code, String why, CommandRun run) {
    assertTrue(run.err().contains(why), run.err());
    assertEquals(code, run.code(), run.err());
  }
}
