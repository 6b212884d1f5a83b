package org.cryoudl.report;

/** Running text. */
public record Paragraph(String text) implements Block {}
