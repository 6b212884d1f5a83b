package org.cryoudl.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.cryoudl.pipeline.align.SharedParticles;
import org.jspecify.annotations.Nullable;

/**
 * Records as bytes and back, every number to the last bit, by Java's own serialisation; records
 * need not be serialisable for that. Particles do not travel: their recipe does.
 */
final class RecordStream {

  private static final ObjectInputFilter OWN_CLASSES =
      ObjectInputFilter.Config.createFilter(
          "org.cryoudl.**;java.lang.*;java.util.*;"
              + Path.of("").getClass().getPackageName()
              + ".*;!*");

  private RecordStream() {}

  static byte[] bytes(Record value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new Writer(bytes)) {
      out.writeObject(value);
    } catch (IOException e) {
      throw new IllegalStateException("this cannot be sent to other processes: " + e, e);
    }
    return bytes.toByteArray();
  }

  /** A record that has no particles in it. */
  static Object read(byte[] bytes) {
    return read(bytes, any -> Optional.empty());
  }

  /**
   * A record.
   *
   * @param made what is made of a recipe; nothing of anything else
   */
  static Object read(byte[] bytes, Function<Object, Optional<Object>> made) {
    try (ObjectInputStream in = new Reader(new ByteArrayInputStream(bytes), made)) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("these bytes are of another version of the program", e);
    }
  }

  private static final class Writer extends ObjectOutputStream {

    Writer(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object value) {
      Object sent = SharedParticles.recipe(value).map(Object.class::cast).orElse(value);
      if (sent instanceof Serializable) {
        return sent;
      }
      if (sent instanceof Record plain) {
        return RecordForm.of(plain);
      }
      if (sent instanceof Path path) {
        return new PathForm(path.toString());
      }
      if (sent instanceof Optional<?> optional) {
        return new OptionalForm(optional.orElse(null));
      }
      if (sent instanceof OptionalInt number) {
        return new IntForm(number.isPresent(), number.orElse(0));
      }
      if (sent instanceof OptionalDouble number) {
        return new DoubleForm(number.isPresent(), number.orElse(0));
      }
      return sent;
    }
  }

  private static final class Reader extends ObjectInputStream {

    private final Function<Object, Optional<Object>> made;

    Reader(InputStream in, Function<Object, Optional<Object>> made) throws IOException {
      super(in);
      this.made = made;
      setObjectInputFilter(OWN_CLASSES);
      enableResolveObject(true);
    }

    @Override
    protected Object resolveObject(Object value) {
      return made.apply(value).orElse(value);
    }
  }

  private record PathForm(String name) implements Serializable {
    Object readResolve() {
      return Path.of(name);
    }
  }

  private record OptionalForm(@Nullable Object value) implements Serializable {
    Object readResolve() {
      return Optional.ofNullable(value);
    }
  }

  private record IntForm(boolean present, int value) implements Serializable {
    Object readResolve() {
      return present ? OptionalInt.of(value) : OptionalInt.empty();
    }
  }

  private record DoubleForm(boolean present, double value) implements Serializable {
    Object readResolve() {
      return present ? OptionalDouble.of(value) : OptionalDouble.empty();
    }
  }
}
