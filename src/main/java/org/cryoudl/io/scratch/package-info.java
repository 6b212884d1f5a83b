/** Numbers that a run keeps on a disk while it works, in place of working them out again. */
package org.cryoudl.io.scratch;
