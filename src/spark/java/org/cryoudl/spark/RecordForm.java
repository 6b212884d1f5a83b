package org.cryoudl.spark;

import java.io.InvalidObjectException;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way between processes: its class and the values of its components, from which the
 * canonical constructor makes it anew.
 *
 * @param type of the record
 * @param values of its components, in their order
 */
record RecordForm(Class<?> type, @Nullable Object[] values) implements Serializable {

  static RecordForm of(Record value) {
    RecordComponent[] components = value.getClass().getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int n = 0; n < values.length; n++) {
      try {
        components[n].getAccessor().setAccessible(true);
        values[n] = components[n].getAccessor().invoke(value);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + components[n], e);
      }
    }
    return new RecordForm(value.getClass(), values);
  }

  /** Called by {@link java.io.ObjectInputStream}, which puts the result in this one's place. */
  Object readResolve() throws ObjectStreamException {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      InvalidObjectException wrong = new InvalidObjectException("these make no " + type.getName());
      wrong.initCause(e);
      throw wrong;
    }
  }
}
