package org.cryoudl.io.torch;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.cryoudl.io.mrc.Float16;

/** The kinds of numbers a storage holds, named by PyTorch's storage classes. */
public enum TorchStorageType {
  FLOAT32("FloatStorage", 4),
  FLOAT64("DoubleStorage", 8),
  FLOAT16("HalfStorage", 2),
  BFLOAT16("BFloat16Storage", 2),
  INT64("LongStorage", 8),
  INT32("IntStorage", 4),
  INT16("ShortStorage", 2),
  INT8("CharStorage", 1),
  UINT8("ByteStorage", 1),
  BOOL("BoolStorage", 1);

  private final String storageClass;
  private final int bytes;

  TorchStorageType(String storageClass, int bytes) {
    this.storageClass = storageClass;
    this.bytes = bytes;
  }

  /** The type that a class in module {@code torch} stands for. */
  static Optional<TorchStorageType> ofClass(String name) {
    for (TorchStorageType type : values()) {
      if (type.storageClass.equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** Whether it holds reals. */
  public boolean isReal() {
    return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
  }

  /** The number at {@code index}, to the nearest 32-bit real, in the buffer's byte order. */
  public float read(ByteBuffer storage, int index) {
    int at = index * bytes;
    return switch (this) {
      case FLOAT32 -> storage.getFloat(at);
      case FLOAT64 -> (float) storage.getDouble(at);
      case FLOAT16 -> Float16.toFloat(storage.getShort(at));
      case BFLOAT16 -> Float.intBitsToFloat(storage.getShort(at) << 16);
      case INT64 -> storage.getLong(at);
      case INT32 -> storage.getInt(at);
      case INT16 -> storage.getShort(at);
      case INT8 -> storage.get(at);
      case UINT8, BOOL -> storage.get(at) & 0xff;
    };
  }
}
