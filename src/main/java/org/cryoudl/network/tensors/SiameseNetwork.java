package org.cryoudl.network.tensors;

/**
 * A network that compares two images through one branch that both pass: {@code polar} or {@code
 * cartesian}.
 */
public interface SiameseNetwork extends StoredNetwork {}
