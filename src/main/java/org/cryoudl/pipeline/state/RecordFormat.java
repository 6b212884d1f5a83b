package org.cryoudl.pipeline.state;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records, component by component, by their canonical constructor. */
record RecordFormat(
    String description, Constructor<?> constructor, List<Method> accessors, List<ValueFormat> parts)
    implements ValueFormat {

  static RecordFormat of(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    List<Method> accessors = new ArrayList<>();
    List<ValueFormat> parts = new ArrayList<>();
    StringBuilder description = new StringBuilder(type.getSimpleName()).append('(');
    for (RecordComponent component : components) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      accessors.add(accessor);
      ValueFormat part = ValueFormat.of(component.getGenericType());
      parts.add(part);
      description.append(part.description()).append(' ').append(component.getName()).append(',');
    }
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return new RecordFormat(description.append(')').toString(), constructor, accessors, parts);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has a canonical constructor", e);
    }
  }

  @Override
  public void write(Object value, DataOutputStream out) throws IOException {
    for (int n = 0; n < parts.size(); n++) {
      try {
        parts.get(n).write(accessors.get(n).invoke(value), out);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + accessors.get(n), e);
      }
    }
  }

  @Override
  public Object read(DataInputStream in) throws IOException {
    Object[] values = new Object[parts.size()];
    for (int n = 0; n < values.length; n++) {
      values[n] = parts.get(n).read(in);
    }
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IOException("these are no values of a " + description, e);
    }
  }
}
