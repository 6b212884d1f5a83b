package org.cryoudl.io.particles.update;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A value of each row, kept until another row is looked at: several columns of a row come from one
 * value. For one thread at a time.
 */
final class LastRow<T> implements IntFunction<T> {

  private final IntFunction<T> values;
  private @Nullable Looked<T> last;

  private record Looked<T>(int row, T value) {}

  LastRow(IntFunction<T> values) {
    this.values = values;
  }

  @Override
  public T apply(int wanted) {
    if (last == null || wanted != last.row) {
      last = new Looked<>(wanted, values.apply(wanted));
    }
    return last.value;
  }
}
