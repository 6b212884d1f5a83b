package org.cryoudl.report;

/**
 * One figure to read first.
 *
 * @param label what it is
 * @param value with its unit
 * @param note what it means or is compared with; may be empty
 */
public record Highlight(String label, String value, String note) {}
