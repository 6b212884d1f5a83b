package org.cryoudl.simulation.views;

import java.util.Locale;

/** What pickers take for particles though it is none, and particles that are of no use. */
public enum JunkKind {
  /** Ice without a particle. */
  EMPTY_ICE,
  /** The rim of the carbon film crosses the box: one side is denser and grained. */
  CARBON_EDGE,
  /** Dense blobs, such as ice crystals. */
  CONTAMINATION,
  /** Molecules that lie on and against each other. */
  CLUMP,
  /** Two molecules beside each other, neither of them centred. */
  TWO_PARTICLES,
  /** A part of a molecule, cut off by a plane. */
  BROKEN,
  /** Nothing in the centre, molecules at the rim. */
  RIM;

  /** As truth.csv names it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
