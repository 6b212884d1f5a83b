package org.cryoudl.report.block;

/** Text whose line ends matter, such as a configuration; folded until the reader opens it. */
public record Listing(String title, String text) implements Block {}
