/** Power spectra of micrographs and of particle images. */
package org.cryoudl.micrograph.spectrum;
