package org.cryoudl.io.particles.update;

import java.util.function.IntFunction;

/**
 * A value of each row, kept until another row is looked at: several columns of a row come from one
 * value. For one thread at a time.
 */
final class LastRow<T> implements IntFunction<T> {

  private final IntFunction<T> values;
  private int row = -1;
  private T value;

  LastRow(IntFunction<T> values) {
    this.values = values;
  }

  @Override
  public T apply(int wanted) {
    if (wanted != row) {
      value = values.apply(wanted);
      row = wanted;
    }
    return value;
  }
}
