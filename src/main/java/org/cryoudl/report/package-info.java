/**
 * Reports for people: an immutable model of a document ({@link org.cryoudl.report.Report}) and what
 * writes it as one HTML file that needs nothing else, with its numbers as JSON and CSV beside it.
 * Knows nothing of alignment, training or evaluation; {@code pipeline} turns their results into
 * sections.
 */
package org.cryoudl.report;
