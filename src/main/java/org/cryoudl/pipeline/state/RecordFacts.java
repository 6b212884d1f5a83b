package org.cryoudl.pipeline.state;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import org.cryoudl.image.Image;
import org.jspecify.annotations.Nullable;

/** A record as names and values for a person, parts of parts after a dot. */
final class RecordFacts {

  private RecordFacts() {}

  static List<RunIdentity.Fact> of(Record record) {
    List<RunIdentity.Fact> facts = new ArrayList<>();
    add("", record, facts);
    return facts;
  }

  private static void add(String name, @Nullable Object value, List<RunIdentity.Fact> facts) {
    if (value instanceof Optional<?> optional) {
      add(name, optional.orElse(null), facts);
    } else if (value instanceof Image image) {
      facts.add(new RunIdentity.Fact(name, text(image)));
    } else if (value instanceof Record record) {
      parts(name, record, facts);
    } else if (value instanceof Collection<?> collection) {
      elements(name, List.copyOf(collection), facts);
    } else if (value != null && value.getClass().isArray()) {
      List<Object> elements = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        elements.add(Array.get(value, i));
      }
      elements(name, elements, facts);
    } else {
      facts.add(new RunIdentity.Fact(name, value == null ? "none" : value.toString()));
    }
  }

  private static void parts(String name, Record record, List<RunIdentity.Fact> facts) {
    if (!name.isEmpty()) {
      facts.add(new RunIdentity.Fact(name, record.getClass().getSimpleName()));
    }
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        add(
            name.isEmpty() ? component.getName() : name + "." + component.getName(),
            accessor.invoke(record),
            facts);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component, e);
      }
    }
  }

  private static void elements(String name, List<?> elements, List<RunIdentity.Fact> facts) {
    facts.add(new RunIdentity.Fact(name, elements.size() + " in number"));
    for (int n = 0; n < elements.size(); n++) {
      add(name + "." + (n + 1), elements.get(n), facts);
    }
  }

  private static String text(Image image) {
    CRC32 crc = new CRC32();
    for (float pixel : image.pixels()) {
      int bits = Float.floatToIntBits(pixel);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        crc.update(bits >>> shift);
      }
    }
    return String.format(
        Locale.ROOT, "%d x %d pixels, %08x", image.width(), image.height(), crc.getValue());
  }
}
