/** Particles found on micrographs by templates. */
package org.cryoudl.micrograph.picking;
