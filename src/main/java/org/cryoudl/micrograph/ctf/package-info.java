/** Estimation of the contrast transfer function of a micrograph from its power spectrum. */
package org.cryoudl.micrograph.ctf;
