package org.cryoudl.io.micrographs;

import java.util.OptionalDouble;

/**
 * A place on a micrograph.
 *
 * @param column of the centre in pixels of the micrograph, counted from 0
 * @param row of the centre, counted from 0
 * @param figureOfMerit how well a template agrees there, if known
 * @param classNumber number of the template or specimen, from 1; 0 if unknown
 * @param psiDegrees in-plane rotation as RELION counts it, if known
 */
public record Coordinate(
    double column,
    double row,
    OptionalDouble figureOfMerit,
    int classNumber,
    OptionalDouble psiDegrees) {}
