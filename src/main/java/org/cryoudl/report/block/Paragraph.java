package org.cryoudl.report.block;

/** Running text. */
public record Paragraph(String text) implements Block {}
