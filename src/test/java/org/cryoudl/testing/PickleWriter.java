package org.cryoudl.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickle instructions one by one, as Python's module pickletools describes them. */
public final class PickleWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int protocol;
  private int kept;

  public PickleWriter(int protocol) {
    this.protocol = protocol;
    raw(0x80, protocol);
    if (protocol >= 4) {
      raw(0x95, 0, 0, 0, 0, 0, 0, 0, 0);
    }
  }

  public PickleWriter raw(int... bytes) {
    for (int b : bytes) {
      out.write(b);
    }
    return this;
  }

  /** PUT or MEMOIZE: keeps the last value, as Python does after every object. */
  public PickleWriter keep() {
    int index = kept++;
    if (protocol >= 4) {
      return raw(0x94);
    }
    return index < 256 ? raw('q', index) : raw('r').little(4, index);
  }

  public PickleWriter recall(int index) {
    return raw('h', index);
  }

  public PickleWriter text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (protocol >= 4) {
      raw(0x8c, bytes.length);
    } else {
      raw('X').little(4, bytes.length);
    }
    out.writeBytes(bytes);
    return keep();
  }

  public PickleWriter integer(long value) {
    if (value >= 0 && value < 256) {
      return raw('K', (int) value);
    }
    if (value >= 0 && value < 65536) {
      return raw('M').little(2, value);
    }
    if (value == (int) value) {
      return raw('J').little(4, value);
    }
    return raw(0x8a, 8).little(8, value);
  }

  PickleWriter real(double value) {
    out.write('G');
    out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
    return this;
  }

  public PickleWriter global(String module, String name) {
    if (protocol >= 4) {
      text(module).text(name).raw(0x93);
    } else {
      out.write('c');
      out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return keep();
  }

  PickleWriter integers(long... values) {
    raw('(');
    for (long value : values) {
      integer(value);
    }
    return raw('t').keep();
  }

  /** The dictionary torch.nn.Module.state_dict() returns, still empty. */
  public PickleWriter orderedDict() {
    return global("collections", "OrderedDict").raw(')', 'R').keep();
  }

  /** A tensor as torch.save describes it: _rebuild_tensor_v2 of a persistent storage. */
  public PickleWriter tensor(
      String storageClass, String key, long size, long offset, long[] shape, long[] strides) {
    global("torch._utils", "_rebuild_tensor_v2").raw('(', '(');
    text("storage").global("torch", storageClass).text(key).text("cpu").integer(size);
    raw('t').keep().raw('Q').integer(offset).integers(shape).integers(strides);
    // requires_grad, and the backward hooks.
    return raw(0x89).orderedDict().raw('t').keep().raw('R').keep();
  }

  public byte[] end() {
    raw('.');
    return out.toByteArray();
  }

  private PickleWriter little(int bytes, long value) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    out.write(all, 0, bytes);
    return this;
  }
}
