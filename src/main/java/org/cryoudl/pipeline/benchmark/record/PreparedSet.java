package org.cryoudl.pipeline.benchmark.record;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A set ready for every method: the same particles for all.
 *
 * @param name how tables call it
 * @param particles metadata with exactly the particles to align
 * @param size how many
 * @param boxPixels side length of the images
 * @param truth their true poses, perhaps of more images
 * @param template clean picture, if there is one
 * @param phasesFlipped whether the images' phases are flipped
 * @param folder where files of this set go
 */
public record PreparedSet(
    String name,
    Path particles,
    int size,
    int boxPixels,
    Path truth,
    Optional<Path> template,
    boolean phasesFlipped,
    Path folder) {}
