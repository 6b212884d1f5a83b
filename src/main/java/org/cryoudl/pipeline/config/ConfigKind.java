package org.cryoudl.pipeline.config;

/**
 * A kind of configuration file: the word its top-level key {@code kind} holds, and the record that
 * the rest of the file fills.
 *
 * @param name value of the key {@code kind}
 * @param type a record whose compact constructor fills defaults and checks ranges
 */
public record ConfigKind<T extends Record>(String name, Class<T> type) {}
