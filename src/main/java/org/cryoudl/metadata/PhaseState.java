package org.cryoudl.metadata;

/** What metadata say has been done to the images' contrast transfer function. */
public enum PhaseState {
  /** Nothing is said. */
  UNKNOWN,
  /** The phases have been flipped: all amplitudes are positive. */
  FLIPPED,
  /** The images have been multiplied by their CTF. */
  PREMULTIPLIED
}
