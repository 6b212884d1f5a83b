/**
 * MRC and MRCS files: the format of Cheng et al., J. Struct. Biol. 192 (2015) 146 (MRC2014), and
 * the departures from it that occur in real files.
 */
package org.cryoudl.io.mrc;
