package org.cryoudl.network.cartesian;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.cryoudl.network.cartesian.CartesianArchitecture.Output;
import org.cryoudl.network.cartesian.CartesianArchitecture.Variant;
import org.cryoudl.network.tensors.ComputeDevice;
import org.cryoudl.network.tensors.TensorEngine;
import org.cryoudl.network.tensors.Weights;
import org.cryoudl.testing.plain.SlowCartesian;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CartesianNetworkTest {

  private static final int SIZE = 8;
  private static final int PAIRS = 3;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = TensorEngine.start().newBaseManager(TensorEngine.device(ComputeDevice.CPU));
  }

  @AfterEach
  void close() {
    manager.close();
  }

  /** Worked out by hand from the description: convolutions, batch norms (2 a channel), linears. */
  @Test
  void thePublishedNetworkHasThePublishedNumberOfWeights() {
    Map<String, Long> expected = new TreeMap<>();
    expected.put("mask.0", 1L * 4 * 9 + 2 * 4);
    expected.put("mask.1", 4L * 8 * 9 + 2 * 8);
    expected.put("mask.2", 8L * 16 * 9 + 2 * 16);
    expected.put("mask.3", 16L * 32 * 9 + 2 * 32);
    expected.put("mask.4", 32L * 9 + 2);
    long before = 1;
    int block = 0;
    for (long w : new long[] {32, 64, 128, 256, 512, 1024, 2048}) {
      String name = "block." + block++;
      expected.put(name + ".0", before * w + 2 * w);
      expected.put(name + ".1", 9 * w * w + 2 * w);
      expected.put(name + ".2", w * w + 2 * w);
      expected.put(name + ".shortcut", before * w + 2 * w);
      before = w;
    }
    expected.put("head.0", 4096L * 2000 + 2000);
    expected.put("head.1", 2000L * 2000 + 2000);
    expected.put("head.2", 2000L);
    Map<String, Long> found = perLayer(CartesianArchitecture.published());
    assertEquals(expected, found);
    assertEquals(73_748_750, found.values().stream().mapToLong(Long::longValue).sum());
  }

  @Test
  void thePublishedMatchingVariantReads256Times8Times8PerDirection() {
    CartesianArchitecture architecture = CartesianArchitecture.publishedMatching();
    Map<String, Shape> shapes = new CartesianNetwork(architecture).shapes();
    assertEquals(8, architecture.mapPixels());
    assertEquals(new Shape(128, 64, 3, 3), shapes.get("match.0.conv.weight"));
    assertEquals(new Shape(256, 128, 3, 3), shapes.get("match.1.conv.weight"));
    assertEquals(new Shape(2000, 2 * 256 * 8 * 8), shapes.get("head.0.weight"));
    assertEquals(new Shape(1, 2000), shapes.get("head.2.weight"));
  }

  /** Layers as PyTorch lists them: a checkpoint's tensors match in order. */
  @Test
  void parametersComeInTheOrderOfTheLayers() {
    List<String> names = List.copyOf(tiny(Variant.VECTOR, Output.DEGREES).shapes().keySet());
    assertEquals(
        List.of(
            "mask.0.conv.weight",
            "mask.0.norm.weight",
            "mask.0.norm.bias",
            "mask.0.norm.running_mean",
            "mask.0.norm.running_var",
            "mask.1.conv.weight"),
        names.subList(0, 6));
    assertEquals("block.0.0.conv.weight", names.get(10));
    assertEquals(
        List.of("head.0.weight", "head.0.bias", "head.1.weight", "head.1.bias", "head.2.weight"),
        names.subList(names.size() - 5, names.size()));
  }

  @ParameterizedTest
  @CsvSource({
    "VECTOR,DEGREES,false",
    "VECTOR,DEGREES,true",
    "VECTOR,CIRCULAR,false",
    "VECTOR,CIRCULAR,true",
    "MATCHING,DEGREES,false",
    "MATCHING,DEGREES,true",
    "MATCHING,CIRCULAR,false",
    "MATCHING,CIRCULAR,true"
  })
  void agreesWithThePlainVersion(Variant variant, Output output, boolean training) {
    CartesianNetwork network = tiny(variant, output);
    Weights weights = unsettled(network);
    SlowCartesian slow = new SlowCartesian(weights, training);
    double[][][][] first = spectra(1);
    double[][][][] second = spectra(2);
    NDArray a = network.features(weights, array(first), training);
    NDArray b = network.features(weights, array(second), training);
    NDArray result = network.compare(weights, a, b, training);
    double[][][][] slowA = slow.branch(first, 2, 2);
    double[][][][] slowB = slow.branch(second, 2, 2);
    double[][] expected = new double[PAIRS][];
    if (variant == Variant.MATCHING) {
      double[][][][] forth = slow.matched(slowA, slowB);
      double[][][][] back = slow.matched(slowB, slowA);
      for (int i = 0; i < PAIRS; i++) {
        expected[i] = slow.head(forth[i], back[i]);
      }
    } else if (output == Output.DEGREES) {
      for (int i = 0; i < PAIRS; i++) {
        expected[i] = slow.head(slowA[i], slowB[i]);
      }
    } else {
      double[][] p = new double[PAIRS][];
      double[][] q = new double[PAIRS][];
      for (int i = 0; i < PAIRS; i++) {
        p[i] = slow.head(slowA[i]);
        q[i] = slow.head(slowB[i]);
      }
      p = slow.headNorm(p);
      q = slow.headNorm(q);
      for (int i = 0; i < PAIRS; i++) {
        expected[i] =
            new double[] {
              p[i][0] * q[i][0] + p[i][1] * q[i][1], p[i][1] * q[i][0] - p[i][0] * q[i][1]
            };
      }
    }
    assertEquals(new Shape(PAIRS, output == Output.DEGREES ? 1 : 2), result.getShape());
    float[] flat = result.toFloatArray();
    for (int i = 0; i < flat.length; i++) {
      double wanted = expected[i * PAIRS / flat.length][i % (flat.length / PAIRS)];
      assertEquals(wanted, flat[i], 2e-4 * (1 + Math.abs(wanted)));
    }
    for (String name : weights.arrays().keySet()) {
      float[] after = weights.get(name).toFloatArray();
      for (int i = 0; i < after.length; i++) {
        assertEquals(slow.values(name)[i], after[i], 1e-4, name);
      }
    }
  }

  @Test
  void inUseAnImageDoesNotDependOnThoseBesideIt() {
    CartesianNetwork network = tiny(Variant.VECTOR, Output.DEGREES);
    Weights weights = unsettled(network);
    NDArray all = array(spectra(1));
    float[] alone = network.features(weights, all.get("1:2"), false).toFloatArray();
    float[] together = network.features(weights, all, false).get("1:2").toFloatArray();
    assertArrayEquals(together, alone, 1e-6f);
  }

  @Test
  void sameSeedSameWeightsAndSpreadAsKaimingHasIt() {
    CartesianNetwork network = tiny(Variant.MATCHING, Output.DEGREES);
    Weights once = network.initialise(manager, 5);
    Weights again = network.initialise(manager, 5);
    Weights other = network.initialise(manager, 6);
    float[] values = once.get("match.1.conv.weight").toFloatArray();
    assertArrayEquals(values, again.get("match.1.conv.weight").toFloatArray());
    assertTrue(values[0] != other.get("match.1.conv.weight").toFloatArray()[0]);
    double squares = 0;
    for (float value : values) {
      squares += value * value;
    }
    double fanIn = 128 * 9;
    assertEquals(2 / fanIn, squares / values.length, 0.02 * 2 / fanIn);
    assertEquals(1, once.get("block.0.1.norm.running_var").getFloat(0));
    assertEquals(0, once.get("block.0.1.norm.running_mean").getFloat(0));
  }

  @Test
  void sizesThatDoNotHalveAreRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> new CartesianArchitecture(100, List.of(4, 4, 4), null, null, null, null));
    assertEquals(
        "3 blocks halve input_pixels as often, so it must be a multiple of 8, got 100",
        refused.getMessage());
  }

  private Map<String, Long> perLayer(CartesianArchitecture architecture) {
    Map<String, Long> counts = new TreeMap<>();
    new CartesianNetwork(architecture)
        .shapes()
        .forEach(
            (name, shape) -> {
              if (Weights.isTrained(name)) {
                String layer = name.replaceAll("(\\.conv|\\.norm)?\\.(weight|bias)$", "");
                counts.merge(layer, shape.size(), Long::sum);
              }
            });
    return counts;
  }

  private static CartesianNetwork tiny(Variant variant, Output output) {
    return new CartesianNetwork(
        new CartesianArchitecture(SIZE, List.of(4, 6), List.of(3), 5, variant, output));
  }

  /** Weights of which no norm is at its start, so that every one of them shows. */
  private Weights unsettled(CartesianNetwork network) {
    Weights weights = network.initialise(manager, 11);
    SplittableRandom random = new SplittableRandom(4);
    weights
        .arrays()
        .forEach(
            (name, array) -> {
              if (array.getShape().dimension() == 1) {
                float[] values = array.toFloatArray();
                for (int i = 0; i < values.length; i++) {
                  values[i] += (float) (0.4 * random.nextDouble() - 0.1);
                }
                array.set(values);
              }
            });
    return weights;
  }

  private static double[][][][] spectra(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][][][] spectra = new double[PAIRS][1][SIZE][SIZE];
    for (double[][][] image : spectra) {
      for (double[] row : image[0]) {
        for (int c = 0; c < SIZE; c++) {
          row[c] = random.nextDouble();
        }
      }
    }
    return spectra;
  }

  private NDArray array(double[][][][] spectra) {
    float[] flat = new float[PAIRS * SIZE * SIZE];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) spectra[i / (SIZE * SIZE)][0][i / SIZE % SIZE][i % SIZE];
    }
    return manager.create(flat, new Shape(PAIRS, 1, SIZE, SIZE));
  }
}
