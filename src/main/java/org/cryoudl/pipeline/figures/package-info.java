/**
 * The figures that an alignment reports of every particle: one catalogue, from which columns of
 * STAR and XMD files, tables of reports, medians of summaries and docs/file-formats.md are made.
 */
package org.cryoudl.pipeline.figures;
