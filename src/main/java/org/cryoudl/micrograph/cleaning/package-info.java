/** Micrographs without what the detector adds: bad lines and hot pixels. */
package org.cryoudl.micrograph.cleaning;
