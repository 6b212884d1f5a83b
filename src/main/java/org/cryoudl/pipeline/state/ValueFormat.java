package org.cryoudl.pipeline.state;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How values of one type are written and read. */
interface ValueFormat {

  /** Names and types of all that is written. */
  String description();

  void write(Object value, DataOutputStream out) throws IOException;

  Object read(DataInputStream in) throws IOException;

  /**
   * The format of a type.
   *
   * @throws IllegalArgumentException if values of that type cannot be written
   */
  static ValueFormat of(Type type) {
    ValueFormat known = Known.FORMATS.get(type);
    if (known == null) {
      known = made(type);
      Known.FORMATS.put(type, known);
    }
    return known;
  }

  private static ValueFormat made(Type type) {
    if (type instanceof ParameterizedType generic) {
      ValueFormat element = of(generic.getActualTypeArguments()[0]);
      if (generic.getRawType() == Optional.class) {
        return new OptionalFormat(element);
      }
      if (generic.getRawType() == List.class) {
        return new ListFormat(element);
      }
    }
    if (type instanceof Class<?> plain) {
      if (plain.isRecord()) {
        return RecordFormat.of(plain);
      }
      if (plain.isEnum()) {
        return new EnumFormat(plain.getEnumConstants());
      }
      if (plain.isArray()) {
        Class<?> component = plain.getComponentType();
        return component.isPrimitive()
            ? PrimitiveArrays.of(component)
            : new ArrayFormat(component, of(component));
      }
      return Scalars.of(plain);
    }
    throw new IllegalArgumentException("values of " + type + " cannot be kept");
  }

  /** Formats that were made. */
  final class Known {
    private static final Map<Type, ValueFormat> FORMATS = new ConcurrentHashMap<>();

    private Known() {}
  }

  /** An element that may be missing. */
  private static void writeElement(
      @Nullable Object element, ValueFormat format, DataOutputStream out) throws IOException {
    out.writeBoolean(element != null);
    if (element != null) {
      format.write(element, out);
    }
  }

  /** Arrays of anything but primitives; elements may be null. */
  record ArrayFormat(Class<?> component, ValueFormat element) implements ValueFormat {
    @Override
    public String description() {
      return element.description() + "[]";
    }

    @Override
    public void write(Object value, DataOutputStream out) throws IOException {
      Object[] array = (Object[]) value;
      out.writeInt(array.length);
      for (Object each : array) {
        writeElement(each, element, out);
      }
    }

    @Override
    public Object read(DataInputStream in) throws IOException {
      Object[] array = (Object[]) Array.newInstance(component, in.readInt());
      for (int i = 0; i < array.length; i++) {
        if (in.readBoolean()) {
          array[i] = element.read(in);
        }
      }
      return array;
    }
  }

  /** Lists. */
  record ListFormat(ValueFormat element) implements ValueFormat {
    @Override
    public String description() {
      return "list of " + element.description();
    }

    @Override
    public void write(Object value, DataOutputStream out) throws IOException {
      List<?> list = (List<?>) value;
      out.writeInt(list.size());
      for (Object each : list) {
        element.write(each, out);
      }
    }

    @Override
    public Object read(DataInputStream in) throws IOException {
      int size = in.readInt();
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(element.read(in));
      }
      return List.copyOf(list);
    }
  }

  /** Optionals. */
  record OptionalFormat(ValueFormat element) implements ValueFormat {
    @Override
    public String description() {
      return "optional " + element.description();
    }

    @Override
    public void write(Object value, DataOutputStream out) throws IOException {
      writeElement(((Optional<?>) value).orElse(null), element, out);
    }

    @Override
    public Object read(DataInputStream in) throws IOException {
      return in.readBoolean() ? Optional.of(element.read(in)) : Optional.empty();
    }
  }

  /** Enums, by their names' order. */
  record EnumFormat(Object[] constants) implements ValueFormat {
    @Override
    public String description() {
      return List.of(constants).toString();
    }

    @Override
    public void write(Object value, DataOutputStream out) throws IOException {
      out.writeInt(((Enum<?>) value).ordinal());
    }

    @Override
    public Object read(DataInputStream in) throws IOException {
      return constants[in.readInt()];
    }
  }

  /** Single numbers, truth values and texts. */
  enum Scalars implements ValueFormat {
    INT(int.class, Integer.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        out.writeInt((Integer) value);
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        return in.readInt();
      }
    },
    LONG(long.class, Long.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        out.writeLong((Long) value);
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        return in.readLong();
      }
    },
    FLOAT(float.class, Float.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        out.writeFloat((Float) value);
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        return in.readFloat();
      }
    },
    DOUBLE(double.class, Double.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        out.writeDouble((Double) value);
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        return in.readDouble();
      }
    },
    BOOLEAN(boolean.class, Boolean.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        out.writeBoolean((Boolean) value);
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        return in.readBoolean();
      }
    },
    TEXT(String.class, String.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        out.writeUTF((String) value);
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        return in.readUTF();
      }
    },
    OPTIONAL_INT(OptionalInt.class, OptionalInt.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        OptionalInt number = (OptionalInt) value;
        out.writeBoolean(number.isPresent());
        out.writeInt(number.orElse(0));
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        int number = in.readInt();
        return present ? OptionalInt.of(number) : OptionalInt.empty();
      }
    },
    OPTIONAL_DOUBLE(OptionalDouble.class, OptionalDouble.class) {
      @Override
      public void write(Object value, DataOutputStream out) throws IOException {
        OptionalDouble number = (OptionalDouble) value;
        out.writeBoolean(number.isPresent());
        out.writeDouble(number.orElse(0));
      }

      @Override
      public Object read(DataInputStream in) throws IOException {
        boolean present = in.readBoolean();
        double number = in.readDouble();
        return present ? OptionalDouble.of(number) : OptionalDouble.empty();
      }
    };

    private final Class<?> plain;
    private final Class<?> boxed;

    Scalars(Class<?> plain, Class<?> boxed) {
      this.plain = plain;
      this.boxed = boxed;
    }

    @Override
    public String description() {
      return name();
    }

    static ValueFormat of(Class<?> type) {
      for (Scalars each : values()) {
        if (each.plain == type || each.boxed == type) {
          return each;
        }
      }
      throw new IllegalArgumentException("values of " + type.getName() + " cannot be kept");
    }
  }
}
