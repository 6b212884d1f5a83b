package org.cryoudl.montage;

/**
 * A tile found in a picture.
 *
 * @param box where it is
 * @param empty whether it is an even area without a picture
 */
public record Tile(TileBox box, boolean empty) {}
