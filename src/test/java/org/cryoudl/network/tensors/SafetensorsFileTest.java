package org.cryoudl.network.tensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsFileTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() {
    Map<String, SafetensorsFile.Tensor> tensors = new LinkedHashMap<>();
    tensors.put("b", new SafetensorsFile.Tensor(new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}));
    tensors.put("a", new SafetensorsFile.Tensor(new long[] {}, new float[] {-0.5f}));
    Path file = folder.resolve("m.safetensors");
    new SafetensorsFile(Map.of("name", "Zürich \"1\""), tensors).write(file);

    SafetensorsFile read = SafetensorsFile.read(file);

    assertEquals(Map.of("name", "Zürich \"1\""), read.metadata());
    assertEquals(List.of("b", "a"), List.copyOf(read.tensors().keySet()));
    assertArrayEquals(new long[] {2, 3}, read.tensors().get("b").shape());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, read.tensors().get("b").values());
    assertArrayEquals(new float[] {-0.5f}, read.tensors().get("a").values());
  }

  /** Bytes put together by hand from the format's description. */
  @Test
  void bytesOfTheFormatAreRead() throws IOException {
    Path file =
        craft("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}", 1, 2.5f, -3);
    assertArrayEquals(
        new float[] {2.5f, -3}, SafetensorsFile.read(file).tensors().get("x").values());
  }

  /** As PyTorch saves half-precision weights and batch norm's counters. */
  @Test
  void otherTypesAreConverted() throws IOException {
    String header =
        "{\"h\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[4,8]},"
            + "\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[8,16]}}";
    // Halves 1.5 and -2, the upper halves of the floats 1 and -3.140625, and 300.
    Path file =
        craft(
            header,
            Float.intBitsToFloat(0xc0003e00),
            Float.intBitsToFloat(0xc0493f80),
            Float.intBitsToFloat(300),
            0);
    Map<String, SafetensorsFile.Tensor> read = SafetensorsFile.read(file).tensors();
    assertArrayEquals(new float[] {1.5f, -2}, read.get("h").values());
    assertArrayEquals(new float[] {1, -3.140625f}, read.get("b").values());
    assertArrayEquals(new float[] {300}, read.get("n").values());
  }

  @Test
  void damageIsNamed() throws IOException {
    String good = "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    refused(craft(good, 1), "bytes 0 to 8 of 4");
    refused(craft(good.replace("F32", "F8_E4M3"), 1, 2), "type 'F8_E4M3'");
    refused(craft(good.replace("[2]", "[3]"), 1, 2), "its shape needs 12");
    refused(craft(good.replace("[0,8]", "[-4,4]"), 1, 2), "bytes -4 to 4");
    refused(craft(good, 1, Float.NaN), "not finite");
    refused(craft("{\"x\"", 1, 2), "no valid JSON");
    refused(craft("[1, 2]", 1, 2), "no JSON object");
    String twice = good.substring(0, good.length() - 1) + "," + good.substring(1);
    refused(craft(twice, 1, 2), "no valid JSON");
  }

  @Test
  void tensorsThatShareBytesAreRefused() throws IOException {
    String one = "\"%s\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}";
    refused(
        craft(
            "{"
                + String.format(Locale.ROOT, one, "a", 0, 8)
                + ","
                + String.format(Locale.ROOT, one, "b", 0, 8)
                + "}",
            1,
            2),
        "tensors 'a' and 'b' lie at the same bytes, [0,8] and [0,8]");
    refused(
        craft(
            "{"
                + String.format(Locale.ROOT, one, "a", 4, 12)
                + ","
                + String.format(Locale.ROOT, one, "b", 0, 8)
                + "}",
            1,
            2,
            3),
        "tensors 'b' and 'a' lie at the same bytes, [0,8] and [4,12]");
    Path apart =
        craft(
            "{"
                + String.format(Locale.ROOT, one, "a", 8, 16)
                + ","
                + String.format(Locale.ROOT, one, "b", 0, 8)
                + "}",
            1,
            2,
            3,
            4);
    assertArrayEquals(new float[] {3, 4}, SafetensorsFile.read(apart).tensors().get("a").values());
  }

  @Test
  void aFileCutShortIsRefused() throws IOException {
    Path file = folder.resolve("short.safetensors");
    Files.write(file, new byte[] {1, 2, 3});
    refused(file, "3 bytes");
    Files.write(file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(99).array());
    refused(file, "99 bytes");
  }

  @Test
  void aMissingFileIsTheUsersMistake() {
    UsageException e =
        assertThrows(
            UsageException.class, () -> SafetensorsFile.read(folder.resolve("none.safetensors")));
    assertTrue(e.getMessage().contains("none.safetensors"), e.getMessage());
  }

  private void refused(Path file, String why) {
    DataException e = assertThrows(DataException.class, () -> SafetensorsFile.read(file));
    assertTrue(
        e.getMessage().contains(why) && e.getMessage().contains(file.toString()), e.getMessage());
  }

  private Path craft(String header, float... values) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return Files.write(folder.resolve("crafted.safetensors"), bytes.array());
  }
}
