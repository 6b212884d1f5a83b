package org.cryoudl.io.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.testing.PickleWriter;
import org.cryoudl.testing.TorchFileWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchCheckpointTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void aStateDictIsReadInItsOrder(int protocol) throws IOException {
    Path file =
        new TorchFileWriter()
            .protocol(protocol)
            .add("conv.weight", new long[] {2, 1, 1, 3}, 1, 2, 3, 4, 5, 6)
            .add("conv.bias", new long[] {2}, -0.5f, 0.25f)
            .add("scale", new long[] {}, 7)
            .addCount("norm.num_batches_tracked", 1L << 40)
            .write(folder.resolve("a.pt"));
    try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
      assertEquals(
          List.of("conv.weight", "conv.bias", "scale", "norm.num_batches_tracked"),
          List.copyOf(checkpoint.tensors().keySet()));
      assertArrayEquals(new long[] {2, 1, 1, 3}, checkpoint.tensors().get("conv.weight").shape());
      assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, checkpoint.values("conv.weight"));
      assertArrayEquals(new float[] {-0.5f, 0.25f}, checkpoint.values("conv.bias"));
      assertArrayEquals(new float[] {7}, checkpoint.values("scale"));
      assertArrayEquals(new float[] {0x1p40f}, checkpoint.values("norm.num_batches_tracked"));
      assertEquals(List.of(), checkpoint.leftOut());
    }
  }

  /** Transposed, every second, shifted, repeated, empty: all in one storage 0, 1, ..., 11. */
  @Test
  void stridesOffsetsAndSharedStoragesAreFollowed() throws IOException {
    float[] numbers = new float[12];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    Path file =
        new TorchFileWriter()
            .add("all", new long[] {3, 4}, numbers)
            .addView("transposed", "all", 0, new long[] {4, 3}, 1, 4)
            .addView("second", "all", 1, new long[] {2, 2}, 6, 2)
            .addView("repeated", "all", 11, new long[] {3}, 0)
            .addView("empty", "all", 12, new long[] {0, 5}, 5, 1)
            .write(folder.resolve("views.pt"));
    try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
      assertArrayEquals(
          new float[] {0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}, checkpoint.values("transposed"));
      assertArrayEquals(new float[] {1, 3, 7, 9}, checkpoint.values("second"));
      assertArrayEquals(new float[] {11, 11, 11}, checkpoint.values("repeated"));
      assertArrayEquals(new float[0], checkpoint.values("empty"));
      assertArrayEquals(numbers, checkpoint.values("all"));
    }
  }

  @Test
  void everyKindOfNumberIsRead() throws IOException {
    ByteBuffer doubles = little(16).putDouble(0, 0.1).putDouble(8, -3e5);
    // binary16: 1.5 = 0x3e00, -2^-24 (the smallest) = 0x8001; bfloat16: the upper half of a float.
    ByteBuffer halves = little(4).putShort(0, (short) 0x3e00).putShort(2, (short) 0x8001);
    ByteBuffer brains = little(4).putShort(0, (short) 0x3f80).putShort(2, (short) 0xc049);
    Path file =
        new TorchFileWriter()
            .add("f64", "DoubleStorage", 2, doubles.array(), 2)
            .add("f16", "HalfStorage", 2, halves.array(), 2)
            .add("bf16", "BFloat16Storage", 2, brains.array(), 2)
            .add("i32", "IntStorage", 1, little(4).putInt(0, -9).array(), 1)
            .add("u8", "ByteStorage", 2, new byte[] {-1, 3}, 2)
            .write(folder.resolve("types.pt"));
    try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
      assertArrayEquals(new float[] {0.1f, -3e5f}, checkpoint.values("f64"));
      assertArrayEquals(new float[] {1.5f, -0x1p-24f}, checkpoint.values("f16"));
      assertArrayEquals(new float[] {1, -3.140625f}, checkpoint.values("bf16"));
      assertArrayEquals(new float[] {-9}, checkpoint.values("i32"));
      assertArrayEquals(new float[] {255, 3}, checkpoint.values("u8"));
    }
  }

  @Test
  void bigEndianStoragesAreRead() throws IOException {
    byte[] bytes = ByteBuffer.allocate(8).putFloat(2.5f).putFloat(-1).array();
    byte[] pickle = oneTensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1});
    Path file = TorchFileWriter.write(folder.resolve("big.pt"), pickle, Map.of("0", bytes), "big");
    try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
      assertArrayEquals(new float[] {2.5f, -1}, checkpoint.values("x"));
    }
    refused(
        TorchFileWriter.write(folder.resolve("odd.pt"), pickle, Map.of("0", bytes), "middle"),
        "byte order is 'middle'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "model", "weights_of_mine"})
  void aStateDictInsideADictionaryIsFound(String name) throws IOException {
    Path file =
        new TorchFileWriter()
            .nestedIn(name)
            .add("module.a", new long[] {1}, 4)
            .add("module.b", new long[] {1}, 5)
            .write(folder.resolve("nested.pt"));
    try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
      assertEquals(List.of("a", "b"), List.copyOf(checkpoint.tensors().keySet()));
      assertArrayEquals(new float[] {5}, checkpoint.values("b"));
      assertEquals(List.of("epoch"), checkpoint.leftOut());
    }
  }

  /**
   * Written by CPython's own pickle and zipfile (make_checkpoint.py beside it): {'epoch': 3,
   * 'model': OrderedDict of parameters, 'optimizer': {...}}.
   */
  @ParameterizedTest
  @ValueSource(strings = {"python-protocol-2.pt", "python-protocol-4.pt"})
  void whatPythonPickledIsRead(String name) throws URISyntaxException {
    Path file = Path.of(TorchCheckpointTest.class.getResource(name).toURI());
    try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
      assertEquals(
          List.of("stem.weight", "stem.norm.num_batches_tracked", "turned"),
          List.copyOf(checkpoint.tensors().keySet()));
      float[] weight = checkpoint.values("stem.weight");
      assertArrayEquals(new long[] {2, 3, 2}, checkpoint.tensors().get("stem.weight").shape());
      for (int i = 0; i < weight.length; i++) {
        assertEquals(0.5f * i - 1, weight[i]);
      }
      // The same storage, the last two axes exchanged.
      float[] turned = checkpoint.values("turned");
      assertArrayEquals(new long[] {2, 2, 3}, checkpoint.tensors().get("turned").shape());
      assertEquals(weight[2 * 2 + 1 + 6], turned[1 * 3 + 2 + 6]);
      assertEquals(List.of("epoch", "optimizer"), checkpoint.leftOut());
    }
  }

  @Test
  void codeIsRefusedByName() throws IOException {
    byte[] attack = new PickleWriter(2).global("os", "system").text("true").raw(0x85, 'R').end();
    refused(
        pickled(attack),
        "it asks for the Python code 'os.system', and no code from a checkpoint is run here");
    byte[] attackNow =
        new PickleWriter(4).global("builtins", "eval").text("1").raw(0x85, 'R').end();
    refused(pickled(attackNow), "'builtins.eval'");
    byte[] model = new PickleWriter(2).global("net.models", "UDL").raw(')', 0x81).end();
    refused(pickled(model), "'net.models.UDL'");
    refused(pickled(new PickleWriter(2).global("torch", "load").end()), "'torch.load'");
    // INST, OBJ and extension codes reach classes too.
    refused(pickled(new PickleWriter(2).raw('(', 'i', 'o', 's', '\n').end()), "0x69 at byte 3");
    refused(pickled(new PickleWriter(2).raw(0x82, 1).end()), "0x82");
    refused(pickled(new PickleWriter(2).orderedDict().raw(')', 0x81).end()), "0x81");
  }

  @Test
  void picklesThatMakeNoSenseAreRefused() throws IOException {
    refused(pickled(new byte[] {(byte) 0x80, 2, 'X', 9, 0, 0, 0, 'a'}), "ends after 8 bytes");
    refused(pickled(new PickleWriter(2).raw('}').raw('X', 0, 0, 0, 0x80).end()), "in the middle");
    refused(pickled(new PickleWriter(2).raw('t').end()), "never opened");
    refused(pickled(new PickleWriter(2).raw('R').end()), "where there is none");
    refused(pickled(new PickleWriter(2).recall(7).end()), "recalls value 7");
    refused(pickled(new PickleWriter(9).end()), "protocol 9");
    refused(pickled(new PickleWriter(2).integer(3).end()), "no dictionary of tensors");
    refused(pickled(new PickleWriter(2).raw('}').end()), "nor any of its entries");
    // d = {}; d[(d,)] = 1 has a hash that never ends.
    refused(
        pickled(new PickleWriter(2).raw('}').keep().recall(0).raw(0x85, 'K', 1, 's').end()),
        "neither text nor an integer");
    refused(pickled(new PickleWriter(2).text("storage").raw('Q').end()), "no storage");
  }

  @Test
  void impossibleTensorsAreRefused() throws IOException {
    refusedTensor(2, 0, new long[] {3}, new long[] {1}, "0 to 2 of a storage of 2");
    refusedTensor(2, 1, new long[] {2}, new long[] {1}, "1 to 2 of a storage of 2");
    refusedTensor(2, -1, new long[] {1}, new long[] {1}, "number -1");
    refusedTensor(2, 0, new long[] {2}, new long[] {-1}, "out of range");
    refusedTensor(2, 0, new long[] {2, 1}, new long[] {1}, "2 sizes but 1 strides");
    refusedTensor(2, 0, new long[] {1 << 20, 1 << 20}, new long[] {0, 0}, "more than");
    refusedTensor(2, 0, new long[] {2, 2}, new long[] {Long.MAX_VALUE, 1}, "of a storage of 2");
    refusedTensor(1L << 61, 0, new long[] {1}, new long[] {1}, "takes 8 bytes");
    // 4 (2^62 + 2) wraps round to the 8 bytes that are there
    refusedTensor((1L << 62) + 2, 1L << 40, new long[] {1}, new long[] {1}, "takes 8 bytes");
    refusedTensor(2, 0, new long[] {1 << 20}, new long[] {0}, "more numbers than its storage, 2");
    refusedTensor(3, 0, new long[] {2}, new long[] {1}, "takes 8 bytes, but 3 numbers");
    Path lacking =
        TorchFileWriter.write(
            folder.resolve("lacking.pt"),
            oneTensor("FloatStorage", "5", 2, 0, new long[] {2}, new long[] {1}),
            Map.of("0", new byte[8]),
            "little");
    refused(lacking, "lacks the storage data/5");
    byte[] nan = little(8).putFloat(4, Float.NaN).array();
    refused(
        TorchFileWriter.write(
            folder.resolve("nan.pt"),
            oneTensor("FloatStorage", "0", 2, 0, new long[] {2}, new long[] {1}),
            Map.of("0", nan),
            "little"),
        "tensor 'x' holds a number that is not finite");
  }

  /** Wherever a download breaks off, the file is refused in a sentence. */
  @Test
  void cutOffFilesAreRefused() throws IOException {
    Path whole =
        new TorchFileWriter()
            .add("a", new long[] {4}, 1, 2, 3, 4)
            .add("b", new long[] {2}, 5, 6)
            .write(folder.resolve("whole.pt"));
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {4, 40, bytes.length / 2, bytes.length - 30, bytes.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.pt"), Arrays.copyOf(bytes, length));
      refused(cut, "is cut off or damaged");
    }
    refused(Files.write(folder.resolve("empty.pt"), new byte[0]), "zip files, and it is none");
    refused(
        Files.write(folder.resolve("text.pt"), "hello, world".getBytes(StandardCharsets.UTF_8)),
        "it is none");
    byte[] legacy = {(byte) 0x80, 2, (byte) 0x8a, 0x0a, 0x6c, (byte) 0xfc};
    refused(Files.write(folder.resolve("old.pt"), legacy), "PyTorch before 1.6");
    assertThrows(UsageException.class, () -> TorchCheckpoint.open(folder.resolve("none.pt")));
  }

  private static byte[] oneTensor(
      String type, String key, long size, long offset, long[] shape, long[] strides) {
    return new PickleWriter(2)
        .orderedDict()
        .text("x")
        .tensor(type, key, size, offset, shape, strides)
        .raw('s')
        .end();
  }

  private void refusedTensor(long size, long offset, long[] shape, long[] strides, String why)
      throws IOException {
    refused(
        TorchFileWriter.write(
            folder.resolve("impossible.pt"),
            oneTensor("FloatStorage", "0", size, offset, shape, strides),
            Map.of("0", new byte[8]),
            "little"),
        why);
  }

  private Path pickled(byte[] pickle) throws IOException {
    return TorchFileWriter.write(folder.resolve("pickled.pt"), pickle, Map.of(), "little");
  }

  private static void refused(Path file, String why) {
    DataException e =
        assertThrows(
            DataException.class,
            () -> {
              try (TorchCheckpoint checkpoint = TorchCheckpoint.open(file)) {
                checkpoint.tensors().keySet().forEach(checkpoint::values);
              }
            });
    assertTrue(
        e.getMessage().contains(why) && e.getMessage().startsWith(file.toString()), e.getMessage());
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
