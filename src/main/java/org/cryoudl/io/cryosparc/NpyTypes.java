package org.cryoudl.io.cryosparc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cryoudl.failure.DataException;
import org.jspecify.annotations.Nullable;

/** The fields of a header's type description, keeping order. */
final class NpyTypes {

  /** Far above what particles need, and far below what would overflow. */
  private static final int LARGEST_FIELD = 1 << 20;

  private NpyTypes() {}

  static Map<String, NpyField> fields(String file, @Nullable Object description) {
    if (!(description instanceof List<?> list) || list.isEmpty()) {
      throw new DataException(
          file + " holds a plain array (" + description + "), not a table with named fields");
    }
    Map<String, NpyField> fields = new LinkedHashMap<>();
    long offset = 0;
    for (Object entry : list) {
      NpyField field = field(file, entry, (int) offset);
      if (fields.put(field.name(), field) != null) {
        throw new DataException(file + " has the field " + field.name() + " twice");
      }
      offset += field.bytes();
      if (offset > Integer.MAX_VALUE) {
        throw new DataException(
            file + " has rows of " + offset + " bytes or more; at most 2147483647 are read");
      }
    }
    return fields;
  }

  private static NpyField field(String file, Object entry, int offset) {
    if (!(entry instanceof List<?> parts)
        || parts.size() < 2
        || !(parts.get(0) instanceof String name)
        || !(parts.get(1) instanceof String type)
        || !type.matches("[<>|=][fiubSUO]\\d{0,9}")) {
      throw new DataException(file + " has a field of a kind that is not read: " + entry);
    }
    if (type.charAt(1) == 'O') {
      throw new DataException(
          file + ": the field " + name + " holds pickled Python objects, which are not read");
    }
    int size = type.length() == 2 ? 0 : Integer.parseInt(type.substring(2));
    char kind = type.charAt(1);
    boolean known =
        switch (kind) {
          case 'f' -> size == 4 || size == 8;
          case 'b' -> size == 1;
          case 'S', 'U' -> true;
          default -> size == 1 || size == 2 || size == 4 || size == 8;
        };
    if (!known) {
      throw new DataException(
          file + ": the field " + name + " has the type " + type + ", which is not read");
    }
    List<Integer> shape = new ArrayList<>();
    int items = 1;
    if (parts.size() > 2 && parts.get(2) instanceof List<?> sizes) {
      for (Object n : sizes) {
        long length = n instanceof Long l ? l : 0L;
        items = (int) bounded(file, name, items * bounded(file, name, length));
        shape.add((int) length);
      }
    }
    int itemBytes = (int) bounded(file, name, kind == 'U' ? 4L * size : size);
    bounded(file, name, (long) itemBytes * items);
    return new NpyField(name, kind, itemBytes, type.charAt(0) == '>', shape, offset);
  }

  private static long bounded(String file, String name, long size) {
    if (size < 0 || size > LARGEST_FIELD) {
      throw new DataException(
          file + ": the field " + name + " has " + size + " items; at most " + LARGEST_FIELD);
    }
    return size;
  }
}
