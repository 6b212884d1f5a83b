package org.cryoudl.alignment.sections;

/**
 * Particles of a search among views of volumes, and what places others there.
 *
 * @param particles of the search, each compared with volumes and averages that others made
 */
public record InVolumes(Viewed.Grouped particles, VolumesModel model) {}
