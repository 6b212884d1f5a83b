package org.cryoudl.parallel;

import java.util.Iterator;
import java.util.List;

/**
 * Who works on the pieces of a large whole: this process alone, or others with it. Results do not
 * depend on it, as they come in the order of the pieces, to be joined in that order.
 */
public interface Workforce {

  /** Whether others take a part in work on so many particles. */
  boolean takes(int particles);

  /**
   * The results of all pieces, in their order. The iterator waits for what is not yet done; where
   * nobody else takes a part, it does the next piece in the thread that calls it.
   */
  <I extends Record, O extends Record> Iterator<O> results(PieceWork<I, O> work, List<I> pieces);

  /** This process alone. */
  static Workforce alone() {
    return Alone.INSTANCE;
  }

  /** This process alone. */
  enum Alone implements Workforce {
    /** There is one kind. */
    INSTANCE;

    @Override
    public boolean takes(int particles) {
      return false;
    }

    @Override
    public <I extends Record, O extends Record> Iterator<O> results(
        PieceWork<I, O> work, List<I> pieces) {
      Iterator<I> left = pieces.iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return left.hasNext();
        }

        @Override
        public O next() {
          return work.on(left.next());
        }
      };
    }
  }
}
