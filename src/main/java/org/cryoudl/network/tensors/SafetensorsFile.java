package org.cryoudl.network.tensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.cryoudl.failure.DataException;
import org.cryoudl.failure.EnvironmentException;
import org.cryoudl.failure.UsageException;
import org.cryoudl.io.AtomicOutput;
import org.cryoudl.io.torch.TorchStorageType;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file: eight bytes with the header's length (little endian), a JSON header with
 * name, type, shape and place of every tensor and a map of texts, then the values. See
 * https://github.com/huggingface/safetensors, "Format". Numbers are 32-bit reals here: other types
 * are converted when read, and never written.
 *
 * @param metadata the header's texts
 * @param tensors tensors by name, in file order
 */
public record SafetensorsFile(Map<String, String> metadata, Map<String, Tensor> tensors) {

  private static final String METADATA = "__metadata__";
  private static final int LENGTH_BYTES = 8;
  private static final long MOST_BYTES = 1L << 30;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * One tensor.
   *
   * @param shape sizes of its dimensions
   * @param values row-major
   */
  public record Tensor(long[] shape, float[] values) {

    public Tensor {
      long size = 1;
      for (long side : shape) {
        size = Math.multiplyExact(size, side);
      }
      if (size != values.length) {
        throw new IllegalArgumentException(
            "the shape needs " + size + " values, got " + values.length);
      }
    }
  }

  /** The values of a tensor that the file holds, row-major. */
  public float[] values(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("the file holds no tensor '" + name + "'");
    }
    return tensor.values();
  }

  /** Writes the file; it appears under its name when complete. */
  public void write(Path file) {
    AtomicOutput.write(file, this::writeTo);
  }

  private void writeTo(Path file) throws IOException {
    ObjectNode header = JSON.createObjectNode();
    metadata.forEach(header.putObject(METADATA)::put);
    long at = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode node = header.putObject(entry.getKey()).put("dtype", "F32");
      for (long side : entry.getValue().shape()) {
        node.withArray("shape").add(side);
      }
      node.withArray("shape");
      long end = at + 4L * entry.getValue().values().length;
      node.putArray("data_offsets").add(at).add(end);
      at = end;
    }
    byte[] text = JSON.writeValueAsBytes(header);
    // Values start at a multiple of eight bytes; the format allows trailing spaces.
    int padded = (text.length + 7) / 8 * 8;
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(little(LENGTH_BYTES).putLong(padded).array());
      out.write(text);
      out.write(" ".repeat(padded - text.length).getBytes(StandardCharsets.US_ASCII));
      for (Tensor tensor : tensors.values()) {
        ByteBuffer values = little(4 * tensor.values().length);
        values.asFloatBuffer().put(tensor.values());
        out.write(values.array());
      }
    }
  }

  /**
   * Reads a file.
   *
   * @throws UsageException if there is no such file
   * @throws DataException if it is not a safetensors file of reals or integers, or is damaged
   */
  public static SafetensorsFile read(Path file) {
    return of(file, readBytes(file));
  }

  /**
   * The content of a file that is read already.
   *
   * @param file its name, for messages
   * @throws DataException if it is not a safetensors file of reals or integers, or is damaged
   */
  public static SafetensorsFile of(Path file, byte[] bytes) {
    if (bytes.length < LENGTH_BYTES) {
      throw damaged(file, "it holds " + bytes.length + " bytes, fewer than its first field needs");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = buffer.getLong(0);
    if (length < 2 || length > bytes.length - LENGTH_BYTES) {
      throw damaged(
          file, "its header should take " + length + " bytes, the file holds " + bytes.length);
    }
    JsonNode header = header(file, new String(bytes, 8, (int) length, StandardCharsets.UTF_8));
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    requireApart(file, header);
    ByteBuffer data =
        ByteBuffer.wrap(bytes, LENGTH_BYTES + (int) length, bytes.length - 8 - (int) length)
            .slice()
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Iterator<Map.Entry<String, JsonNode>> it = header.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      if (entry.getKey().equals(METADATA)) {
        entry
            .getValue()
            .fields()
            .forEachRemaining(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        tensors.put(entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), data));
      }
    }
    return new SafetensorsFile(metadata, tensors);
  }

  /** Tensors that share bytes would take more memory than their file has. */
  private static void requireApart(Path file, JsonNode header) {
    TreeMap<Long, Map.Entry<String, JsonNode>> byStart = new TreeMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = header.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      JsonNode offsets = entry.getValue().path("data_offsets");
      // An empty tensor has no bytes to share.
      if (!entry.getKey().equals(METADATA) && offsets.path(0).asLong() < offsets.path(1).asLong()) {
        Map.Entry<String, JsonNode> other = byStart.put(offsets.path(0).asLong(), entry);
        if (other != null) {
          throw overlap(file, other, entry);
        }
      }
    }
    Map.Entry<String, JsonNode> last = null;
    for (Map.Entry<String, JsonNode> entry : byStart.values()) {
      if (last != null
          && last.getValue().path("data_offsets").path(1).asLong()
              > entry.getValue().path("data_offsets").path(0).asLong()) {
        throw overlap(file, last, entry);
      }
      last = entry;
    }
  }

  private static DataException overlap(
      Path file, Map.Entry<String, JsonNode> one, Map.Entry<String, JsonNode> other) {
    return damaged(
        file,
        String.format(
            Locale.ROOT,
            "tensors '%s' and '%s' lie at the same bytes, %s and %s",
            one.getKey(),
            other.getKey(),
            one.getValue().path("data_offsets"),
            other.getValue().path("data_offsets")));
  }

  private static Tensor tensor(Path file, String name, JsonNode node, ByteBuffer data) {
    TorchStorageType type = type(node.path("dtype").asText());
    if (type == null) {
      throw damaged(
          file,
          String.format(
              Locale.ROOT,
              "tensor '%s' is of type '%s', which is none of F32, F64, F16, BF16, I64, I32",
              name,
              node.path("dtype").asText()));
    }
    long[] shape = new long[node.path("shape").size()];
    long size = type.bytes();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").path(i).asLong(-1);
      boolean fits = size >= 0 && size <= MOST_BYTES && shape[i] >= 0 && shape[i] <= MOST_BYTES;
      size = fits ? size * shape[i] : -1;
    }
    long from = node.path("data_offsets").path(0).asLong(-1);
    long to = node.path("data_offsets").path(1).asLong(-1);
    if (from < 0 || to - from != size || to > data.capacity()) {
      throw damaged(
          file,
          String.format(
              Locale.ROOT,
              "tensor '%s' should lie at bytes %d to %d of %d and its shape needs %d",
              name,
              from,
              to,
              data.capacity(),
              size));
    }
    ByteBuffer bytes = data.slice((int) from, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[(int) (size / type.bytes())];
    if (type == TorchStorageType.FLOAT32) {
      bytes.asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = type.read(bytes, i);
      }
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw damaged(file, "tensor '" + name + "' holds a value that is not finite");
      }
    }
    return new Tensor(shape, values);
  }

  private static @Nullable TorchStorageType type(String name) {
    return switch (name) {
      case "F32" -> TorchStorageType.FLOAT32;
      case "F64" -> TorchStorageType.FLOAT64;
      case "F16" -> TorchStorageType.FLOAT16;
      case "BF16" -> TorchStorageType.BFLOAT16;
      case "I64" -> TorchStorageType.INT64;
      case "I32" -> TorchStorageType.INT32;
      default -> null;
    };
  }

  private static JsonNode header(Path file, String text) {
    try {
      JsonNode header = JSON.readTree(text);
      if (header instanceof ObjectNode) {
        return header;
      }
      throw damaged(file, "its header is no JSON object");
    } catch (JsonProcessingException e) {
      throw damaged(file, "its header is no valid JSON (" + e.getOriginalMessage() + ")");
    }
  }

  private static byte[] readBytes(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new UsageException("there is no model file " + file);
      }
      if (Files.size(file) > MOST_BYTES) {
        throw damaged(file, "it holds " + Files.size(file) + " bytes, more than any model of ours");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new EnvironmentException("cannot read " + file + ": " + AtomicOutput.reason(e), e);
    }
  }

  private static DataException damaged(Path file, String why) {
    return new DataException(file + " is not a usable safetensors file: " + why);
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
