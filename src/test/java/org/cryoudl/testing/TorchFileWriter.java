package org.cryoudl.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes checkpoints as {@code torch.save} does, from the description of its format: a zip file of
 * stored records and a pickle. Independent of the reader.
 */
public final class TorchFileWriter {

  private final Map<String, byte[]> storages = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private String nestedIn;
  private int protocol = 2;

  private record Tensor(
      String storageClass, String key, long size, long offset, long[] shape, long[] strides) {}

  /** Adds a tensor of 32-bit reals in a storage of its own. */
  public TorchFileWriter add(String name, long[] shape, float... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return add(name, "FloatStorage", values.length, bytes.array(), shape);
  }

  /** Adds a tensor in a storage of its own, from the storage's bytes. */
  public TorchFileWriter add(
      String name, String storageClass, long size, byte[] bytes, long... shape) {
    String key = Integer.toString(storages.size());
    storages.put(key, bytes);
    long[] strides = new long[shape.length];
    long step = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= shape[i];
    }
    tensors.put(name, new Tensor(storageClass, key, size, 0, shape, strides));
    return this;
  }

  /** Adds what batch norm counts: one 64-bit integer. */
  public TorchFileWriter addCount(String name, long count) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
    return add(name, "LongStorage", 1, bytes);
  }

  /** Adds a tensor that lies in the storage of another. */
  public TorchFileWriter addView(
      String name, String of, long offset, long[] shape, long... strides) {
    Tensor base = tensors.get(of);
    tensors.put(name, new Tensor(base.storageClass, base.key, base.size, offset, shape, strides));
    return this;
  }

  /** Puts the state dict into a dictionary, as {@code {'epoch': 7, NAME: state_dict}}. */
  public TorchFileWriter nestedIn(String name) {
    this.nestedIn = name;
    return this;
  }

  public TorchFileWriter protocol(int number) {
    this.protocol = number;
    return this;
  }

  public Path write(Path file) throws IOException {
    return write(file, pickle(), storages, "little");
  }

  private byte[] pickle() {
    PickleWriter pickle = new PickleWriter(protocol);
    if (nestedIn != null) {
      pickle.raw('}').keep().raw('(').text("epoch").integer(7).text(nestedIn);
    }
    pickle.orderedDict().raw('(');
    tensors.forEach(
        (name, tensor) ->
            pickle
                .text(name)
                .tensor(
                    tensor.storageClass,
                    tensor.key,
                    tensor.size,
                    tensor.offset,
                    tensor.shape,
                    tensor.strides));
    pickle.raw('u');
    // state_dict() carries the layers' versions as an attribute.
    pickle.raw('}').keep().text("_metadata").orderedDict().raw('s', 'b');
    if (nestedIn != null) {
      pickle.raw('u');
    }
    return pickle.end();
  }

  /** Writes a zip file of stored records from a pickle and storages. */
  public static Path write(Path file, byte[] pickle, Map<String, byte[]> storages, String byteOrder)
      throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      store(zip, "archive/data.pkl", pickle);
      store(zip, "archive/byteorder", byteOrder.getBytes(StandardCharsets.US_ASCII));
      for (Map.Entry<String, byte[]> storage : storages.entrySet()) {
        store(zip, "archive/data/" + storage.getKey(), storage.getValue());
      }
      store(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
    }
    return file;
  }

  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
