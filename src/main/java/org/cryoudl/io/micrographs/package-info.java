/** Micrographs and what belongs to them: their metadata and coordinates, as RELION writes them. */
package org.cryoudl.io.micrographs;
