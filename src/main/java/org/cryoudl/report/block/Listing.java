package org.cryoudl.report.block;

/** Text whose line ends matter, such as a configuration; folded until it is asked for. */
public record Listing(String title, String text) implements Block {}
