package org.cryoudl.parallel;

/**
 * Work that is done on pieces of a whole apart. What all pieces need (averages, noise, options) is
 * in the work itself. Work that may be done by other processes is a record, made of numbers, texts,
 * enums, arrays, optionals, lists, and other such records.
 *
 * @param <I> what is known of a piece
 * @param <O> what is found of it; depends on nothing but the work and the piece
 */
public interface PieceWork<I extends Record, O extends Record> {

  /** Works on one piece. Safe to call from several threads. */
  O on(I piece);
}
