/**
 * CryoUDL as a job of RELION's pipeline ("External"): the marks by which RELION knows how the job
 * ended or stops it, and the list of its results.
 */
package org.cryoudl.pipeline.relion;
