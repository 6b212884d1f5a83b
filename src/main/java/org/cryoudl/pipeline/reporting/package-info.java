/**
 * What reports have in common, whoever writes them: sections, charts and tables made of results.
 * Jobs choose from it and add what is their own; {@link org.cryoudl.report} writes the page.
 */
package org.cryoudl.pipeline.reporting;
