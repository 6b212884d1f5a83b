package org.cryoudl.pipeline.state;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Arrays of numbers and truth values, written in pieces of some kilobytes. */
enum PrimitiveArrays implements ValueFormat {
  BYTES(1) {
    @Override
    int length(Object array) {
      return ((byte[]) array).length;
    }

    @Override
    Object make(int length) {
      return new byte[length];
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer into) {
      into.duplicate().put((byte[]) array, from, count);
    }

    @Override
    void get(ByteBuffer bytes, Object array, int from, int count) {
      bytes.duplicate().get((byte[]) array, from, count);
    }
  },
  INTS(4) {
    @Override
    int length(Object array) {
      return ((int[]) array).length;
    }

    @Override
    Object make(int length) {
      return new int[length];
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer into) {
      into.asIntBuffer().put((int[]) array, from, count);
    }

    @Override
    void get(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asIntBuffer().get((int[]) array, from, count);
    }
  },
  FLOATS(4) {
    @Override
    int length(Object array) {
      return ((float[]) array).length;
    }

    @Override
    Object make(int length) {
      return new float[length];
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer into) {
      into.asFloatBuffer().put((float[]) array, from, count);
    }

    @Override
    void get(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asFloatBuffer().get((float[]) array, from, count);
    }
  },
  DOUBLES(8) {
    @Override
    int length(Object array) {
      return ((double[]) array).length;
    }

    @Override
    Object make(int length) {
      return new double[length];
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer into) {
      into.asDoubleBuffer().put((double[]) array, from, count);
    }

    @Override
    void get(ByteBuffer bytes, Object array, int from, int count) {
      bytes.asDoubleBuffer().get((double[]) array, from, count);
    }
  },
  BOOLEANS(1) {
    @Override
    int length(Object array) {
      return ((boolean[]) array).length;
    }

    @Override
    Object make(int length) {
      return new boolean[length];
    }

    @Override
    void put(Object array, int from, int count, ByteBuffer into) {
      for (int i = 0; i < count; i++) {
        into.put(i, (byte) (((boolean[]) array)[from + i] ? 1 : 0));
      }
    }

    @Override
    void get(ByteBuffer bytes, Object array, int from, int count) {
      for (int i = 0; i < count; i++) {
        ((boolean[]) array)[from + i] = bytes.get(i) != 0;
      }
    }
  };

  private static final int PIECE = 2048;

  private final int elementBytes;

  PrimitiveArrays(int elementBytes) {
    this.elementBytes = elementBytes;
  }

  abstract int length(Object array);

  abstract Object make(int length);

  abstract void put(Object array, int from, int count, ByteBuffer into);

  abstract void get(ByteBuffer bytes, Object array, int from, int count);

  static ValueFormat of(Class<?> component) {
    if (component == byte.class) {
      return BYTES;
    }
    if (component == int.class) {
      return INTS;
    }
    if (component == float.class) {
      return FLOATS;
    }
    if (component == double.class) {
      return DOUBLES;
    }
    if (component == boolean.class) {
      return BOOLEANS;
    }
    throw new IllegalArgumentException("arrays of " + component.getName() + " cannot be kept");
  }

  @Override
  public String description() {
    return name();
  }

  @Override
  public void write(Object value, DataOutputStream out) throws IOException {
    int length = length(value);
    out.writeInt(length);
    ByteBuffer piece = ByteBuffer.allocate(Math.min(length, PIECE) * elementBytes);
    for (int from = 0; from < length; from += PIECE) {
      int count = Math.min(PIECE, length - from);
      put(value, from, count, piece);
      out.write(piece.array(), 0, count * elementBytes);
    }
  }

  @Override
  public Object read(DataInputStream in) throws IOException {
    int length = in.readInt();
    Object array = make(length);
    ByteBuffer piece = ByteBuffer.allocate(Math.min(length, PIECE) * elementBytes);
    for (int from = 0; from < length; from += PIECE) {
      int count = Math.min(PIECE, length - from);
      in.readFully(piece.array(), 0, count * elementBytes);
      get(piece, array, from, count);
    }
    return array;
  }
}
