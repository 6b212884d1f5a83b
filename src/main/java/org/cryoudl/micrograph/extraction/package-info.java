/** Particles cut out of micrographs. */
package org.cryoudl.micrograph.extraction;
